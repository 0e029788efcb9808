package stoa.realtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sockets there are, what they are sent, and why they end. */
final class LiveMeters {
    private final MeterRegistry registry;
    private final AtomicInteger sockets;
    private final Counter sent;

    LiveMeters(MeterRegistry registry) {
        this.registry = registry;
        sockets = new AtomicInteger();
        registry.gauge("stoa.live.sockets", sockets);
        sent = registry.counter("stoa.live.sent");
    }

    /** @return how many there are now */
    int arrived() {
        return sockets.incrementAndGet();
    }

    void left() {
        sockets.decrementAndGet();
    }

    int sockets() {
        return sockets.get();
    }

    void sent() {
        sent.increment();
    }

    void refused(String reason) {
        registry.counter("stoa.live.refused", "reason", reason).increment();
    }

    void closed(CloseReason reason) {
        registry.counter("stoa.live.closed", "reason", reason.name()).increment();
    }
}
