package stoa.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.function.Function;
import stoa.tenancy.Tenancy;

/** All that a verticle is given at birth. */
public record Platform(
        Vertx vertx,
        Config config,
        Bus bus,
        Tenancy tenancy,
        Outbox outbox,
        Jobs jobs,
        Idempotency idempotency,
        Signer signer,
        MeterRegistry meters) {
    private record Held(Object value) implements Shareable {}

    /**
     * What a node has one of, such as a {@link Coalescer}, whose batches are the larger the more verticles share it: made by the verticle
     * that asks first, while it starts.
     */
    public <T> T ofNode(Class<T> type, Function<Platform, T> make) {
        var held = vertx.sharedData()
                .<String, Held>getLocalMap("stoa.node")
                .computeIfAbsent(type.getName(), _ -> new Held(make.apply(this)));
        return type.cast(held.value());
    }
}
