package stoa.platform.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.platform.Coalescer;
import stoa.platform.Failpoints;
import stoa.platform.Jobs;

/** Finds jobs whose time has come and runs them, some at a time. All of its state lives on the context that it was made on. */
final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    /** Jobs of this node in work at once; what they wait for is mostly others. */
    private static final int MOST_AT_ONCE = 16;

    private static final long DRAIN_MS = 10;

    /** Bells ring with each commit of the shop: so long after a look, the next one waits for what gathers. The first one waits for nothing. */
    private static final long GATHER_MS = 50;

    /** Jobs that were done and are written down together. */
    private static final Coalescer.Options<JobRows.Claimed> TOGETHER = new Coalescer.Options<>(
            "jobs.done", 4 * MOST_AT_ONCE, 16 * MOST_AT_ONCE, 1, JobRows.Claimed::tenant, JobRows.Claimed::id);

    private record Runner(Context context, Jobs.Work work) {}

    private final Vertx vertx;
    private final JobRows rows;
    private final RelaySettings settings;
    private final JobMeters meters;
    private final Map<String, Runner> runners = new HashMap<>();
    private int working;
    private final Coalescer<JobRows.Claimed, Boolean> finished;
    private boolean looking;
    private boolean gathering;
    private boolean again;
    private boolean more;
    private boolean stopping;

    JobRunner(Vertx vertx, JobRows rows, RelaySettings settings, JobMeters meters, MeterRegistry registry) {
        this.vertx = vertx;
        this.rows = rows;
        this.settings = settings;
        this.meters = meters;
        finished = new Coalescer<>(vertx, TOGETHER, registry, rows::done);
    }

    /** The last verticle that says so runs the jobs of a kind. */
    void add(String kind, Context context, Jobs.Work work) {
        runners.put(kind, new Runner(context, work));
        look();
    }

    /** A bell has rung: looks now, unless it has just looked; then a little later, once. */
    void hear() {
        if (gathering || looking) {
            again = true;
        } else {
            gathering = true;
            vertx.setTimer(GATHER_MS, t -> {
                gathering = false;
                if (again) {
                    hear();
                }
            });
            look();
        }
    }

    /** One look at a time; a bell rung meanwhile makes another look follow. */
    void look() {
        int free = MOST_AT_ONCE - working;
        if (looking || stopping || free <= 0 || runners.isEmpty()) {
            return;
        }
        looking = true;
        again = false;
        rows.due(runners.keySet().toArray(String[]::new), free)
                .compose(due -> {
                    more = due.size() == free;
                    return rows.claim(due, settings.lease().toMillis());
                })
                .onComplete((claimed, e) -> {
                    looking = false;
                    if (claimed != null) {
                        claimed.forEach(this::take);
                    }
                    if (again) {
                        hear();
                    }
                });
    }

    /** Waits for the jobs under way, but not longer than a lease lasts: then others may take them up anyway. */
    Future<Void> stop() {
        stopping = true;
        return drain(System.nanoTime() + settings.lease().toNanos());
    }

    private Future<Void> drain(long end) {
        return working == 0 || System.nanoTime() - end > 0
                ? Future.succeededFuture()
                : vertx.timer(DRAIN_MS).compose(v -> drain(end));
    }

    private void take(JobRows.Claimed job) {
        working++;
        run(job, Objects.requireNonNull(runners.get(job.kind()))).onComplete(ran -> {
            working--;
            if (more && working <= MOST_AT_ONCE / 2) {
                look();
            }
        });
    }

    /** Under the correlation id of the request that left the job. */
    private Future<Void> run(JobRows.Claimed job, Runner runner) {
        var system = Caller.system(job.tenant(), job.correlationId());
        long holdMs = settings.lease().toMillis();
        long renewal = vertx.setPeriodic(Math.max(1, holdMs / 3), t -> rows.prolong(system, job, holdMs));
        return Contexts.on(vertx, runner.context(), () -> runner.work().run(system, job.id(), job.data()))
                .transform(done -> {
                    if (done.failed()) {
                        vertx.cancelTimer(renewal); // the next attempt has its own time
                        return failed(system, job, done.cause());
                    }
                    Failpoints.at("job-acknowledge");
                    return finished.submit(job)
                            .onComplete(_ -> vertx.cancelTimer(renewal))
                            .map(mine -> {
                                meters.ran(job.kind(), mine ? "done" : "overtaken");
                                return null;
                            });
                });
    }

    private Future<Void> failed(Caller system, JobRows.Claimed job, @Nullable Throwable reason) {
        boolean park = job.attempts() >= settings.job().attempts();
        long delay = settings.job().delayMs(job.attempts());
        return rows.failed(system, job, String.valueOf(reason), delay, park).map(mine -> {
            meters.ran(job.kind(), mine ? park ? "parked" : "failed" : "overtaken");
            (park ? LOG.atError() : LOG.atInfo())
                    .addKeyValue("job", job.id())
                    .addKeyValue("kind", job.kind())
                    .addKeyValue("tenant", system.tenant())
                    .addKeyValue("correlationId", job.correlationId())
                    .addKeyValue("attempts", job.attempts())
                    .addKeyValue("reason", String.valueOf(reason))
                    .log(park ? "A job was parked: it failed too often" : "A job is tried again later");
            return null;
        });
    }
}
