package stoa.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators see of one {@link Coalescer}: batch size decides what a write costs. */
final class CoalescerMeters {
    private final DistributionSummary sizes;
    private final Timer writes;
    private final Counter splits;
    private final Counter merges;
    private final Counter refusals;

    CoalescerMeters(MeterRegistry meters, String name, Places places, AtomicInteger aside) {
        sizes = DistributionSummary.builder("stoa.coalescer.batch.size")
                .description("Items in one write")
                .tag("coalescer", name)
                .serviceLevelObjectives(1, 4, 16, 64, 256)
                .register(meters);
        writes = Timer.builder("stoa.coalescer.write").tag("coalescer", name).register(meters);
        splits = Counter.builder("stoa.coalescer.splits")
                .description("Batches that failed as a whole")
                .tag("coalescer", name)
                .register(meters);
        merges = Counter.builder("stoa.coalescer.merged")
                .description("Items that wished what another of the batch wished")
                .tag("coalescer", name)
                .register(meters);
        refusals =
                Counter.builder("stoa.coalescer.refused").tag("coalescer", name).register(meters);
        Gauge.builder("stoa.coalescer.waiting", places, Places::taken)
                .description("Items in the queue")
                .tag("coalescer", name)
                .register(meters);
        Gauge.builder("stoa.coalescer.aside", aside, AtomicInteger::get)
                .description("Tenants that are written one at a time, because their own writes hold up others")
                .tag("coalescer", name)
                .register(meters);
    }

    void wrote(int items, long began) {
        sizes.record(items);
        writes.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    void split() {
        splits.increment();
    }

    void merged() {
        merges.increment();
    }

    void refused() {
        refusals.increment();
    }
}
