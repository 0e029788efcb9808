package stoa.platform.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What operators see of the outbox. Lag is the age of the oldest event that is not done, in seconds. */
final class RelayMeters {
    final Counter published;
    final Counter confirmed;
    final Counter refused;
    final Counter parked;
    private final MeterRegistry meters;
    private volatile OutboxRows.Backlog backlog = new OutboxRows.Backlog(0, 0, 0);
    private volatile int partitions;

    RelayMeters(MeterRegistry meters) {
        this.meters = meters;
        published = meters.counter("stoa.outbox.published");
        confirmed = meters.counter("stoa.outbox.confirmed");
        refused = meters.counter("stoa.outbox.refused");
        parked = meters.counter("stoa.outbox.parked");
        meters.gauge("stoa.outbox.lag.seconds", this, m -> m.backlog.lagSeconds());
        meters.gauge("stoa.outbox.waiting", this, m -> m.backlog.open());
        meters.gauge("stoa.outbox.parked.events", this, m -> m.backlog.parked());
        meters.gauge("stoa.outbox.partitions", this, m -> m.partitions);
    }

    void backlog(OutboxRows.Backlog now) {
        backlog = now;
    }

    /** How many partitions this node relays. */
    void partitions(int held) {
        partitions = held;
    }

    /** @param outcome applied, duplicate, failed or unreadable */
    void consumed(String consumer, String outcome) {
        meters.counter("stoa.inbox.deliveries", "consumer", consumer, "outcome", outcome)
                .increment();
    }
}
