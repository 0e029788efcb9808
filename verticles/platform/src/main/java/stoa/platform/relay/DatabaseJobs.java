package stoa.platform.relay;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.platform.Bus;
import stoa.platform.Jobs;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** Jobs as rows of the database, and the runner of this node. */
public final class DatabaseJobs implements Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseJobs.class);

    private static final String ADD = """
            insert into job (tenant_id, kind, id, data, correlation_id, next_at)
            values ($1, $2, $3, ($4::text)::jsonb, $5, clock_timestamp() + $6 * interval '1 millisecond')
            on conflict (tenant_id, kind, id) do nothing""";

    /** A sweep that has not come back holds its lease for as many intervals, at least as long as a lease lasts. */
    private static final int LEASE_INTERVALS = 3;

    private static final long BACKLOG_MS = 5_000;

    private final Vertx vertx;
    private final Wakes wakes;
    private final Leases leases;
    private final RelaySettings settings;
    private final MeterRegistry registry;
    private final JobMeters meters;
    private final JobRows rows;
    private final Purge purge;
    private final Loop loop = new Loop();
    private @Nullable String deployment;

    public DatabaseJobs(Vertx vertx, Bus bus, Tenancy tenancy, MeterRegistry meters, RelaySettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.registry = meters;
        this.meters = new JobMeters(meters);
        UUID node = UuidCreator.getTimeOrderedEpoch();
        wakes = new Wakes(vertx, bus, node);
        leases = new Leases(tenancy, node);
        rows = new JobRows(tenancy);
        purge = new Purge(tenancy, settings.keepDone());
    }

    /** The runner's own context: all its state lives there. */
    private final class Loop extends VerticleBase {
        private @Nullable JobRunner runner;

        @Override
        public Future<?> start() {
            var started = new JobRunner(vertx, rows, settings, meters, registry);
            runner = started;
            vertx.setPeriodic(settings.jobPoll().toMillis(), t -> started.look());
            vertx.setPeriodic(BACKLOG_MS, t -> rows.backlog().onSuccess(meters::backlog));
            return wakes.hear(started::hear).compose(v -> sweep("purge", Purge.INTERVAL, this::tidy));
        }

        @Override
        public Future<?> stop() {
            return runner == null ? Future.succeededFuture() : runner.stop();
        }

        private Future<Void> tidy() {
            return purge.run().compose(v -> leases.forgetNodes());
        }

        private void add(String kind, Context home, Work work) {
            context.runOnContext(v -> {
                if (runner != null) {
                    runner.add(kind, home, work);
                }
            });
        }
    }

    /** Begins to run the jobs of the kinds that verticles of this node will name. */
    public Future<Void> start() {
        return vertx.deployVerticle(loop).onSuccess(id -> deployment = id).mapEmpty();
    }

    /** Finishes the jobs under way and lets other nodes sweep. */
    public Future<Void> close() {
        Future<Void> stopped = deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
        return stopped.compose(v -> leases.releaseAll()).otherwiseEmpty();
    }

    @Override
    public Future<Void> add(Sql sql, Caller caller, String kind, UUID id, Object data, Duration delay) {
        var args = Tuple.of(caller.tenant(), kind, id, Json.MAPPER.writeValueAsString(data))
                .addString(caller.correlationId())
                .addLong(delay.toMillis());
        return sql.query(ADD, args).mapEmpty();
    }

    @Override
    public void wake() {
        wakes.ring();
    }

    @Override
    public Future<Void> run(String kind, Work work) {
        loop.add(kind, vertx.getOrCreateContext(), work);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> sweep(String kind, Duration interval, Supplier<Future<Void>> work) {
        var time = Duration.ofMillis(
                Math.max(interval.toMillis() * LEASE_INTERVALS, settings.lease().toMillis()));
        var sweep = new Sweep(kind, time, work);
        vertx.setPeriodic(interval.toMillis(), t -> sweep.turn());
        return Future.succeededFuture();
    }

    /** One periodic task on the context of the verticle that asked for it. */
    private final class Sweep {
        private final String kind;
        private final Duration time;
        private final Supplier<Future<Void>> work;
        private boolean running;

        private Sweep(String kind, Duration time, Supplier<Future<Void>> work) {
            this.kind = kind;
            this.time = time;
            this.work = work;
        }

        private void turn() {
            if (running) {
                leases.take("sweep/" + kind, time);
                return;
            }
            running = true;
            leases.take("sweep/" + kind, time)
                    .compose(fence -> fence.isEmpty()
                            ? Future.succeededFuture(false)
                            : work.get().map(true))
                    .onComplete((swept, fault) -> {
                        running = false;
                        if (fault != null) {
                            meters.swept(kind, "failed");
                            LOG.atInfo()
                                    .addKeyValue("sweep", kind)
                                    .addKeyValue("reason", fault.toString())
                                    .log("A sweep failed and is tried again after its interval");
                        } else if (Boolean.TRUE.equals(swept)) {
                            meters.swept(kind, "done");
                        }
                    });
        }
    }
}
