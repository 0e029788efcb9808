package stoa.payment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.circuitbreaker.CircuitBreaker;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import stoa.platform.Memo;

/**
 * What operators see of the way to the provider. A shop gets a label when its provider is in trouble for the first time, so that the
 * troubled one is named; the labels of a process are bounded, and the shops beyond share the last one.
 */
final class PspMeters {
    static final int MOST_SHOPS = 100;
    static final String OTHERS = "other";

    private record Call(String name, String outcome) {}

    private final MeterRegistry meters;
    private final Memo<Call, Timer> calls;
    private final Map<UUID, String> labels = new ConcurrentHashMap<>();

    PspMeters(MeterRegistry meters) {
        this.meters = meters;
        calls = new Memo<>(call -> Timer.builder("stoa.psp.calls")
                .description("Calls of the payment provider, with their retries")
                .tag("call", call.name)
                .tag("outcome", call.outcome)
                .register(meters));
    }

    void called(String name, String outcome, long nanos) {
        calls.of(new Call(name, outcome)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** @param allowed whether the shop's budget had one left */
    void retried(UUID shop, boolean allowed) {
        Counter.builder("stoa.psp.retries")
                .description("Calls that lost their connection, and were sent again or not")
                .tag("tenant", label(shop))
                .tag("outcome", allowed ? "again" : "over-budget")
                .register(meters)
                .increment();
    }

    /** As long as a breaker is not closed it is active: half open too, because what the provider was asked has not succeeded yet. */
    CircuitBreaker watch(UUID shop, CircuitBreaker breaker) {
        var opened = new AtomicReference<LongTaskTimer.@Nullable Sample>();
        return breaker.openHandler(_ -> {
                    if (opened.get() == null) {
                        opened.set(openBreakers(shop).start());
                    }
                })
                .closeHandler(_ -> {
                    var sample = opened.getAndSet(null);
                    if (sample != null) {
                        sample.stop();
                    }
                });
    }

    private LongTaskTimer openBreakers(UUID shop) {
        return LongTaskTimer.builder("stoa.psp.breaker.open")
                .description("Shops whose provider is left alone for a while, and since when")
                .tag("tenant", label(shop))
                .register(meters);
    }

    private String label(UUID shop) {
        var known = labels.get(shop);
        if (known != null) {
            return known;
        }
        if (labels.size() >= MOST_SHOPS) {
            return OTHERS;
        }
        labels.put(shop, shop.toString());
        return shop.toString();
    }
}
