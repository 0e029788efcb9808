package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import stoa.messages.Caller;
import stoa.openapi.Operation;
import stoa.platform.Refusal;

/** Lets through who fulfils one of the alternatives in the operation's {@code security}. */
final class Scopes implements Handler<RoutingContext> {
    @Override
    public void handle(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var operation = exchange.operation();
        var caller = exchange.caller();
        if (operation.security().isEmpty()
                || operation.security().stream()
                        .anyMatch(alternative -> fulfils(ctx, operation, caller, alternative))) {
            ctx.next();
        } else if (caller.user() != null) {
            ctx.fail(Refusal.forbidden("Needs the scope " + wanted(operation) + "."));
        } else {
            ctx.fail(Refusal.unauthenticated("This needs a credential that was not sent."));
        }
    }

    private static boolean fulfils(
            RoutingContext ctx, Operation operation, Caller caller, Map<String, List<String>> alternative) {
        return alternative.entrySet().stream().allMatch(entry -> switch (entry.getKey()) {
            case "bearer" -> caller.user() != null && caller.scopes().containsAll(entry.getValue());
            case "orderToken" -> caller.order() != null;
            case "cartToken" -> caller.cart() != null;
            default -> {
                var cookie = operation.cookieOf(entry.getKey());
                yield cookie != null && ctx.request().getCookie(cookie) != null;
            }
        });
    }

    private static String wanted(Operation operation) {
        return operation.security().stream()
                .map(alternative -> alternative.get("bearer"))
                .filter(Objects::nonNull)
                .map(scopes -> String.join(" and ", scopes))
                .filter(scopes -> !scopes.isEmpty())
                .collect(Collectors.joining(" or "));
    }
}
