package stoa.platform;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times of one address by outcome, on the side that asks or the side that serves. */
final class BusMeters {
    private final MeterRegistry meters;
    private final String address;
    private final Timer answered;
    private final Timer refused;
    private final Timer failed;

    private BusMeters(MeterRegistry meters, String name, String address) {
        this.meters = meters;
        this.address = address;
        answered = Timer.builder(name)
                .tags("address", address, "outcome", "answered")
                .register(meters);
        refused = Timer.builder(name)
                .tags("address", address, "outcome", "refused")
                .register(meters);
        failed = Timer.builder(name)
                .tags("address", address, "outcome", "failed")
                .register(meters);
    }

    static BusMeters asking(MeterRegistry meters, String address) {
        return new BusMeters(meters, "stoa.bus.ask", address);
    }

    static BusMeters serving(MeterRegistry meters, String address) {
        return new BusMeters(meters, "stoa.bus.serve", address);
    }

    /** @param began {@link System#nanoTime()} */
    void record(long began, @Nullable Throwable failure) {
        Timer timer = failure == null ? answered : failure instanceof Refusal r && r.status() < 500 ? refused : failed;
        timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    /** Counts what was turned away before any work began. */
    void count(String reason) {
        Counter.builder("stoa.bus.turned.away")
                .tags("address", address, "reason", reason)
                .register(meters)
                .increment();
    }
}
