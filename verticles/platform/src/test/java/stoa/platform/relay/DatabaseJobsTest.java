package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.tenancy.Ids;
import stoa.tenancy.TestTenant;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

class DatabaseJobsTest {
    private static final String DONE = "select count(*) from stoa.job where state = 'done'";

    private final RelayGround ground = new RelayGround();
    private final RelaySettings settings = RelayGround.settings(URI.create("amqp://127.0.0.1:1"));

    @AfterEach
    void close() {
        ground.close();
    }

    private UUID add(DatabaseJobs jobs, TestTenant shop, UUID id, Duration delay) {
        Outcome.of(ground.tenancy.write(
                shop.guest(), sql -> jobs.add(sql, shop.guest(), "test", id, new RelayGround.Data(7), delay)));
        jobs.wake();
        return id;
    }

    @Test
    void aJobRunsInItsTenantWithItsDataAndIsDone() {
        var jobs = ground.jobs(settings);
        var seen = new CopyOnWriteArrayList<String>();
        Outcome.of(jobs.run("test", (system, id, data) -> {
            seen.add(system.tenant() + " " + system.correlationId() + " " + id + " " + data);
            return Future.succeededFuture();
        }));
        var shop = ground.shop();
        UUID id = add(jobs, shop, Ids.next(), Duration.ZERO);
        ground.awaitCount(1, DONE);
        assertEquals(List.of(shop.id() + " test-guest " + id + " {\"number\":7}"), seen);
    }

    @Test
    void theSameIdTwiceIsOneJob() {
        var jobs = ground.jobs(settings);
        var runs = new AtomicInteger();
        var shop = ground.shop();
        UUID id = add(jobs, shop, Ids.next(), Duration.ZERO);
        add(jobs, shop, id, Duration.ZERO);
        Outcome.of(jobs.run("test", (system, job, data) -> {
            runs.incrementAndGet();
            return Future.succeededFuture();
        }));
        ground.awaitCount(1, DONE);
        add(jobs, shop, id, Duration.ZERO);
        assertEquals(1, ground.count("select count(*) from stoa.job"));
        assertEquals(1, runs.get());
    }

    @Test
    void aJobForLaterWaits() {
        var jobs = ground.jobs(settings);
        var shop = ground.shop();
        Outcome.of(jobs.run("test", (system, id, data) -> Future.succeededFuture()));
        UUID later = add(jobs, shop, Ids.next(), Duration.ofHours(1));
        add(jobs, shop, Ids.next(), Duration.ZERO);
        ground.awaitCount(1, DONE);
        assertEquals(
                1,
                ground.count("select count(*) from stoa.job where state = 'open' and attempts = 0 and id = '" + later
                        + "'"));
    }

    @Test
    void aJobThatFailsIsTriedAgain() {
        var jobs = ground.jobs(settings);
        var runs = new AtomicInteger();
        Outcome.of(jobs.run("test", (system, id, data) -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("thrown, not failed");
            }
            return runs.get() == 2 ? Future.failedFuture("not yet") : Future.succeededFuture();
        }));
        add(jobs, ground.shop(), Ids.next(), Duration.ZERO);
        ground.awaitCount(1, DONE);
        assertEquals(3, runs.get());
    }

    @Test
    @ExpectedLog("A job was parked")
    void aJobThatFailsTooOftenIsParkedWithItsReason() {
        var jobs = ground.jobs(settings);
        var runs = new AtomicInteger();
        Outcome.of(jobs.run("test", (system, id, data) -> {
            runs.incrementAndGet();
            return Future.failedFuture("no such thing");
        }));
        add(jobs, ground.shop(), Ids.next(), Duration.ZERO);
        ground.awaitCount(
                1, "select count(*) from stoa.job where state = 'parked' and last_error like '%no such thing%'");
        assertEquals(settings.job().attempts(), runs.get());
    }

    @Test
    void manyJobsAreSharedByTwoNodesAndEachRunsOnce() {
        var runs = Collections.synchronizedList(new ArrayList<UUID>());
        var one = ground.jobs(settings);
        var two = ground.jobs(settings);
        for (var node : List.of(one, two)) {
            Outcome.of(node.run("test", (system, id, data) -> {
                runs.add(id);
                return Future.succeededFuture();
            }));
        }
        var shop = ground.shop();
        for (int n = 0; n < 60; n++) {
            add(one, shop, Ids.next(), Duration.ZERO);
        }
        ground.awaitCount(60, DONE);
        Set<UUID> different = new HashSet<>(runs);
        assertEquals(60, runs.size());
        assertEquals(60, different.size());
    }

    @Test
    void aRunnerWhoseLeaseRanOutChangesNothing() {
        var jobs = new DatabaseJobs(ground.vertx, ground.bus, ground.tenancy, new SimpleMeterRegistry(), settings);
        var shop = ground.shop();
        UUID id = add(jobs, shop, Ids.next(), Duration.ZERO);
        var rows = new JobRows(ground.tenancy);
        var system = Caller.system(shop.id(), "test-fencing");
        var due = List.of(new JobRows.Due(shop.id(), "test", id));
        var late = Outcome.of(rows.claim(due, 0)).getFirst();
        var next = Outcome.of(rows.claim(due, 60_000)).getFirst();
        assertTrue(Outcome.of(rows.claim(due, 0)).isEmpty(), "the next one holds it");
        assertFalse(Outcome.of(rows.failed(system, late, "too late", 0, true)));
        assertFalse(Outcome.of(rows.prolong(system, late, 0)));
        assertTrue(Outcome.of(rows.prolong(system, next, 60_000)));
        assertEquals(List.of(false, true), Outcome.of(rows.done(List.of(late, next))));
    }

    @Test
    void manyJobsOfManyShopsAreWrittenDownInFewTransactions() {
        var jobs = ground.jobs(settings);
        var shops = List.of(ground.shop(), ground.shop(), ground.shop());
        for (int n = 0; n < 20; n++) {
            for (var shop : shops) {
                add(jobs, shop, Ids.next(), Duration.ZERO);
            }
        }
        var runs = new CopyOnWriteArrayList<UUID>();
        Outcome.of(jobs.run("test", (system, id, data) -> {
            runs.add(id);
            return Future.succeededFuture();
        }));
        ground.awaitCount(60, DONE);
        assertEquals(60, new HashSet<>(runs).size());
        assertEquals(60, runs.size());
        long writes = ground.count("select count(distinct xmin::text) from stoa.job");
        assertTrue(writes <= 20, writes + " transactions for 60 jobs");
    }

    @Test
    void aLongJobKeepsItsLeaseWhileItRuns() {
        var jobs = ground.jobs(settings);
        var gate = Promise.<Void>promise();
        var runs = new AtomicInteger();
        Outcome.of(jobs.run("test", (system, id, data) -> {
            runs.incrementAndGet();
            return gate.future();
        }));
        add(jobs, ground.shop(), Ids.next(), Duration.ZERO);
        ground.awaitCount(1, "select count(*) from stoa.job where attempts = 1");
        String first = ground.texts("select next_at from stoa.job").getFirst();
        ground.awaitCount(1, "select count(*) from stoa.job where next_at > '" + first + "'");
        gate.complete();
        ground.awaitCount(1, DONE);
        assertEquals(1, runs.get());
    }

    @Test
    void onlyOneNodeSweepsAtATime() {
        // So long that even a machine that stands still for a while prolongs it in time.
        var patient = RelayGround.settings(URI.create("amqp://127.0.0.1:1"), Duration.ofMinutes(1));
        var one = ground.jobs(patient);
        var two = ground.jobs(patient);
        var sweeping = new AtomicInteger();
        var most = new AtomicInteger();
        var sweepers = Collections.synchronizedSet(new HashSet<String>());
        var sweeps = new AtomicInteger();
        var enough = Promise.<Void>promise();
        for (var node : List.of("one", "two")) {
            Outcome.of((node.equals("one") ? one : two).sweep("test", Duration.ofMillis(20), () -> {
                sweepers.add(node);
                most.accumulateAndGet(sweeping.incrementAndGet(), Math::max);
                return ground.vertx.timer(5).map(t -> {
                    sweeping.decrementAndGet();
                    if (sweeps.incrementAndGet() == 10) {
                        enough.complete();
                    }
                    return null;
                });
            }));
        }
        Outcome.of(enough.future());
        assertEquals(1, most.get());
        assertEquals(1, sweepers.size(), "a holder that lives keeps its lease");
    }

    @Test
    void whatIsDoneIsPurgedInTheEndAndWhatIsOpenStays() {
        var jobs = ground.jobs(settings);
        var shop = ground.shop();
        Outcome.of(jobs.run("test", (system, id, data) -> Future.succeededFuture()));
        add(jobs, shop, Ids.next(), Duration.ZERO);
        add(jobs, shop, Ids.next(), Duration.ofHours(1));
        ground.awaitCount(1, DONE);
        Outcome.of(ground.tenancy.write(shop.guest(), sql -> sql.query("""
                        insert into idempotency_key (principal, operation, key, body_hash, expires_at)
                        values (gen_random_uuid(), 'test', 'over', '', clock_timestamp() - interval '1 second'),
                          (gen_random_uuid(), 'test', 'kept', '', clock_timestamp() + interval '1 hour')""")));
        ground.awaitCount(1, "select count(*) from stoa.job where done_at < clock_timestamp()");
        Outcome.of(new Purge(ground.tenancy, Duration.ZERO).run());
        assertEquals(0, ground.count(DONE));
        assertEquals(1, ground.count("select count(*) from stoa.job"));
        assertEquals(List.of("kept"), ground.texts("select key from stoa.idempotency_key"));
    }
}
