package stoa.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import stoa.tenancy.TenancyListener;

/** What operators see of the database pools of a node. */
public final class TenancyMeters implements TenancyListener {
    private final MeterRegistry meters;
    private final Memo<String, Timer> waits =
            new Memo<>(pool -> timer("stoa.pool.wait", "Until a transaction had its connection", pool));
    private final Memo<String, Timer> leases =
            new Memo<>(pool -> timer("stoa.pool.held", "How long a transaction held its connection", pool));

    public TenancyMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void leased(String pool, long waitedNanos) {
        waits.of(pool).record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void returned(String pool, long heldNanos) {
        leases.of(pool).record(heldNanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String name, String description, String pool) {
        return Timer.builder(name).description(description).tag("pool", pool).register(meters);
    }

    @Override
    public void refused(String pool) {
        count("stoa.pool.refused", "pool", pool);
    }

    @Override
    public void retried(String pool, String sqlState) {
        count("stoa.pool.retried", "pool", pool, "sqlstate", sqlState);
    }

    @Override
    public void cut(String pool) {
        count("stoa.pool.cut", "pool", pool);
    }

    @Override
    public void commitUnknown(String pool) {
        count("stoa.pool.commit.unknown", "pool", pool);
    }

    /** Rare enough to be looked up each time. */
    private void count(String name, String... tags) {
        Counter.builder(name).tags(tags).register(meters).increment();
    }
}
