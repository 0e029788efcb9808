package stoa.platform.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.platform.Failpoints;
import stoa.platform.Jobs;

/** Finds jobs whose time has come and runs them, some at a time. All of its state lives on the context that it was made on. */
final class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    /** Jobs of this node in work at once; what they wait for is mostly others. */
    private static final int MOST_AT_ONCE = 16;

    private static final long DRAIN_MS = 10;

    private record Runner(Context context, Jobs.Work work) {}

    private final Vertx vertx;
    private final JobRows rows;
    private final RelaySettings settings;
    private final JobMeters meters;
    private final Map<String, Runner> runners = new HashMap<>();
    private int working;
    private boolean looking;
    private boolean again;
    private boolean stopping;

    JobRunner(Vertx vertx, JobRows rows, RelaySettings settings, JobMeters meters) {
        this.vertx = vertx;
        this.rows = rows;
        this.settings = settings;
        this.meters = meters;
    }

    /** The last verticle that says so runs the jobs of a kind. */
    void add(String kind, Context context, Jobs.Work work) {
        runners.put(kind, new Runner(context, work));
        look();
    }

    /** One look at a time; a bell rung meanwhile makes another look follow. */
    void look() {
        if (looking) {
            again = true;
            return;
        }
        int free = MOST_AT_ONCE - working;
        if (stopping || free <= 0 || runners.isEmpty()) {
            return;
        }
        looking = true;
        again = false;
        rows.due(runners.keySet().toArray(String[]::new), free).onComplete((due, e) -> {
            looking = false;
            if (due != null) {
                due.forEach(this::take);
            }
            if (again) {
                look();
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

    private void take(JobRows.Due due) {
        var runner = runners.get(due.kind());
        if (runner == null) {
            return;
        }
        working++;
        var system = Caller.system(due.tenant(), "job-" + due.id());
        rows.claim(system, due, settings.lease().toMillis())
                .compose(job -> job.isEmpty()
                        ? Future.succeededFuture(false)
                        : run(system, job.get(), runner).map(true))
                .onComplete((ran, e) -> {
                    working--;
                    if (Boolean.TRUE.equals(ran)) {
                        look();
                    }
                });
    }

    /** Under the correlation id of the request that left the job. */
    private Future<Void> run(Caller claimer, JobRows.Claimed job, Runner runner) {
        var system = Caller.system(claimer.tenant(), job.correlationId());
        long holdMs = settings.lease().toMillis();
        long renewal = vertx.setPeriodic(Math.max(1, holdMs / 3), t -> rows.prolong(system, job, holdMs));
        return Contexts.on(vertx, runner.context(), () -> runner.work().run(system, job.id(), job.data()))
                .transform(done -> {
                    vertx.cancelTimer(renewal);
                    if (done.failed()) {
                        return failed(system, job, done.cause());
                    }
                    Failpoints.at("job-acknowledge");
                    return rows.done(system, job).map(mine -> {
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
