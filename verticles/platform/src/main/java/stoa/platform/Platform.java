package stoa.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
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
        MeterRegistry meters) {}
