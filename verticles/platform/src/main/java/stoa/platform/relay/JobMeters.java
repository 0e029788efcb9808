package stoa.platform.relay;

import io.micrometer.core.instrument.MeterRegistry;

/** What operators see of the jobs. Lag is how late the oldest open job is, in seconds. */
final class JobMeters {
    private final MeterRegistry meters;
    private volatile OutboxRows.Backlog backlog = new OutboxRows.Backlog(0, 0, 0);

    JobMeters(MeterRegistry meters) {
        this.meters = meters;
        meters.gauge("stoa.jobs.lag.seconds", this, m -> m.backlog.lagSeconds());
        meters.gauge("stoa.jobs.waiting", this, m -> m.backlog.open());
        meters.gauge("stoa.jobs.parked.jobs", this, m -> m.backlog.parked());
    }

    void backlog(OutboxRows.Backlog now) {
        backlog = now;
    }

    /** @param outcome done, failed, parked or overtaken (the lease had run out and another runner has taken the job) */
    void ran(String kind, String outcome) {
        meters.counter("stoa.jobs.runs", "kind", kind, "outcome", outcome).increment();
    }

    void swept(String kind, String outcome) {
        meters.counter("stoa.sweeps", "kind", kind, "outcome", outcome).increment();
    }
}
