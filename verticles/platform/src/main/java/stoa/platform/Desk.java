package stoa.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What this node keeps for one address that it serves, whichever and however many verticles do so. */
final class Desk {
    final Places places;
    final BusMeters meter;
    private final AtomicInteger consumers = new AtomicInteger();

    Desk(String address, int limit, MeterRegistry meters) {
        places = new Places(limit);
        meter = BusMeters.serving(meters, address);
        Gauge.builder("stoa.bus.in.flight", places, Places::taken)
                .description("Questions in work")
                .tag("address", address)
                .register(meters);
    }

    void opened() {
        consumers.incrementAndGet();
    }

    void closed() {
        consumers.decrementAndGet();
    }

    boolean open() {
        return consumers.get() > 0;
    }
}
