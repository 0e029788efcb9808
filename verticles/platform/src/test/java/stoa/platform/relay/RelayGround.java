package stoa.platform.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import stoa.platform.Bus;
import stoa.platform.Config;
import stoa.platform.Outbox;
import stoa.platform.Secret;
import stoa.tenancy.MigratedDatabase;
import stoa.tenancy.Tenancy;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** A database of its own, nodes that relay, and consumers whose effects can be counted. */
final class RelayGround implements AutoCloseable {
    record Data(int number) {}

    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    final Vertx vertx = Vertx.vertx();
    final MigratedDatabase database = MigratedDatabase.fresh("relaytest");
    final Tenancy tenancy = database.open(vertx);
    final Bus bus = Bus.open(vertx, new Config.BusLimits(Duration.ofSeconds(5), 100), new SimpleMeterRegistry());
    final EventTypes types = EventTypes.read("/stoa/platform/relay/events");
    private final List<RelayedOutbox> outboxes = new ArrayList<>();
    private final List<DatabaseJobs> jobs = new ArrayList<>();

    /** As impatient as a test is; queues of its own on a broker that others use too. */
    static RelaySettings settings(URI broker) {
        return settings(broker, Duration.ofSeconds(2));
    }

    static RelaySettings settings(URI broker, Duration lease) {
        return new RelaySettings(
                new Config.Amqp(broker, "guest", new Secret("guest"), Duration.ofSeconds(2)),
                "stoa-test-" + UUID.randomUUID(),
                32,
                64,
                Duration.ofMillis(50),
                lease,
                new Retry(Duration.ofMillis(500), Duration.ofSeconds(1), Integer.MAX_VALUE),
                new Retry(Duration.ofMillis(20), Duration.ofMillis(100), 4),
                Duration.ofMillis(50),
                new Retry(Duration.ofMillis(20), Duration.ofMillis(100), 3),
                Duration.ZERO);
    }

    RelayedOutbox node(RelaySettings settings, MeterRegistry meters) {
        var outbox = new RelayedOutbox(vertx, bus, tenancy, meters, settings, types);
        outboxes.add(outbox);
        Outcome.of(outbox.start());
        return outbox;
    }

    RelayedOutbox node(RelaySettings settings) {
        return node(settings, new SimpleMeterRegistry());
    }

    DatabaseJobs jobs(RelaySettings settings) {
        var runner = new DatabaseJobs(vertx, bus, tenancy, new SimpleMeterRegistry(), settings);
        jobs.add(runner);
        Outcome.of(runner.start());
        return runner;
    }

    TestTenant shop() {
        return Outcome.of(TestTenant.create(tenancy));
    }

    /** Adds events in one transaction, as a business does, and rings the bell. */
    void happen(RelayedOutbox outbox, TestTenant shop, String type, UUID aggregate, int... versions) {
        Outcome.of(tenancy.write(shop.guest(), sql -> {
            Future<Void> all = Future.succeededFuture();
            for (int version : versions) {
                all = all.compose(v ->
                        outbox.add(sql, shop.guest(), new Outbox.Event(type, aggregate, version, new Data(version))));
            }
            return all;
        }));
        outbox.wake();
    }

    /** What a consumer does: one row, in the transaction that notes the event as consumed. */
    static Outbox.Effect effect(String consumer) {
        return effect(consumer, "true");
    }

    /** @param condition of SQL, which may raise */
    static Outbox.Effect effect(String consumer, String condition) {
        return Outbox.Effect.of("""
                insert into effect (tenant_id, id, consumer, event, type, aggregate, aggregate_version, created_by)
                select tenant_id, gen_random_uuid(), '%s', id, type, aggregate, aggregate_version, actor
                from received where %s
                order by aggregate, aggregate_version""".formatted(consumer, condition));
    }

    /** A number that the administrator finds, whom no policy binds. */
    long count(String query) {
        try (var connection = database.connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    List<String> texts(String query) {
        try (var connection = database.connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Looks again and again until the query finds this number. */
    void awaitCount(long expected, String query) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long found = count(query);
        while (found != expected) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Expected " + expected + ", found " + found + ": " + query + "\n"
                        + texts(
                                "select concat_ws(' ', type, aggregate_version, state, attempts, failures, pending::text, last_error)"
                                        + " from stoa.outbox where state <> 'done' limit 10"));
            }
            Outcome.of(vertx.timer(20));
            found = count(query);
        }
    }

    void awaitAllDone(long events) {
        awaitCount(events, "select count(*) from stoa.outbox where state = 'done'");
    }

    @Override
    public void close() {
        Outcome.of(Future.join(outboxes.stream().map(RelayedOutbox::close).toList()));
        Outcome.of(Future.join(jobs.stream().map(DatabaseJobs::close).toList()));
        Outcome.of(tenancy.close());
        Outcome.of(vertx.close());
        database.close();
    }
}
