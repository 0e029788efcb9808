package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import stoa.platform.Config;
import stoa.platform.RateLimits;
import stoa.platform.Refusal;

/** 429 with Retry-After for whoever asks faster than allowed. */
final class RateLimit implements Handler<RoutingContext> {
    private final RateLimits limits;
    private final String kind;
    private final Config.Rate rate;
    private final Function<RoutingContext, String> key;

    /** @param key whom it counts */
    RateLimit(RateLimits limits, String kind, Config.Rate rate, Function<RoutingContext, String> key) {
        this.limits = limits;
        this.kind = kind;
        this.rate = rate;
        this.key = key;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var grant = limits.take(kind, key.apply(ctx), rate);
        if (grant.allowed()) {
            ctx.next();
        } else {
            ctx.fail(Refusal.tooMany(grant.retryAfterSeconds()));
        }
    }
}
