package stoa.gateway;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.Operation;

/** What the steps of one request learn and hand on to the next. Lives on one event loop. */
final class Exchange {
    private static final String KEY = "stoa.exchange";

    final String correlationId;
    final long beganNanos = System.nanoTime();

    @Nullable
    Operation operation;

    Map<String, String> path = Map.of();

    @Nullable
    TenantProfile tenant;

    @Nullable
    Caller caller;

    @Nullable
    ApiRequest request;

    private Exchange(String correlationId) {
        this.correlationId = correlationId;
    }

    static Exchange begin(RoutingContext ctx, String correlationId) {
        var exchange = new Exchange(correlationId);
        ctx.put(KEY, exchange);
        return exchange;
    }

    static Exchange of(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.get(KEY), "the correlation step has not run");
    }

    Operation operation() {
        return Objects.requireNonNull(operation, "the contract has not been looked at");
    }

    Caller caller() {
        return Objects.requireNonNull(caller, "the tenant is not known yet");
    }

    ApiRequest request() {
        return Objects.requireNonNull(request, "the request has not been checked");
    }
}
