package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.openapi.model.Fault;
import stoa.openapi.model.Money;
import stoa.openapi.model.Problem;
import stoa.platform.Failures;
import stoa.platform.Refusal;

/** Every no of the house leaves it here, as RFC 9457 problem details. */
final class Problems implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @Override
    public void handle(RoutingContext ctx) {
        var refusal = refusal(ctx.failure(), ctx.statusCode());
        var exchange = Exchange.of(ctx);
        if (refusal.status() >= 500 && !(ctx.failure() instanceof Refusal)) {
            LOG.atError()
                    .addKeyValue("correlationId", exchange.correlationId)
                    .addKeyValue("operation", exchange.operation == null ? "" : exchange.operation.id())
                    .setCause(ctx.failure())
                    .log("A request failed");
        }
        if (exchange.operation != null && !exchange.operation.declares(refusal.status())) {
            LOG.atError()
                    .addKeyValue("correlationId", exchange.correlationId)
                    .addKeyValue("operation", exchange.operation.id())
                    .addKeyValue("status", refusal.status())
                    .log("An answer that the contract does not declare");
        }
        headers(ctx, refusal);
        Reply.problem(ctx, problem(refusal, exchange.correlationId));
    }

    static Problem problem(Refusal refusal, String correlationId) {
        var errors = refusal.errors().stream().map(Problems::fault).toList();
        return new Problem(
                refusal.type(),
                refusal.title(),
                refusal.status(),
                refusal.detail(),
                correlationId,
                errors.isEmpty() ? null : errors);
    }

    private static Fault fault(Refusal.Fault fault) {
        return new Fault(
                fault.pointer(), fault.detail(), fault.available(), money(fault.unitPrice()), money(fault.total()));
    }

    private static @Nullable Money money(Refusal.@Nullable Price price) {
        return price == null ? null : new Money(price.amount(), price.currency());
    }

    private static void headers(RoutingContext ctx, Refusal refusal) {
        var response = ctx.response();
        if (refusal.retryAfterSeconds() != null) {
            response.putHeader("Retry-After", refusal.retryAfterSeconds().toString());
        } else if (refusal.status() == 429 || refusal.status() == 503) {
            response.putHeader("Retry-After", "1");
        }
        if (refusal.currentVersion() != null) {
            response.putHeader("ETag", "\"" + refusal.currentVersion() + "\"");
        }
        if (refusal.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"stoa\"");
        }
    }

    /** @param status what the router says where nothing was thrown, or below 400 */
    private static Refusal refusal(@Nullable Throwable failure, int status) {
        if (failure instanceof HttpException e) {
            return byStatus(e.getStatusCode());
        }
        return failure == null ? byStatus(status) : Failures.refusal(failure);
    }

    static Refusal byStatus(int status) {
        return switch (status) {
            case 400 -> Refusal.invalid("The request is not well-formed HTTP.", List.of());
            case 404 ->
                new Refusal(404, "/problems/not-found", "Not found", "There is nothing at this address.", List.of());
            case 405 ->
                new Refusal(
                        405,
                        "/problems/method-not-allowed",
                        "Method not allowed",
                        "See Allow for what can be done here.",
                        List.of());
            case 414 -> new Refusal(414, "/problems/too-large", "Too large", "The address is too long.", List.of());
            case 431 -> new Refusal(431, "/problems/too-large", "Too large", "The headers are too large.", List.of());
            default -> Failures.refusal(new IllegalStateException("status " + status));
        };
    }
}
