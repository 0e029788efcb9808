package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.regex.Pattern;
import stoa.messages.ApiRequest;
import stoa.platform.Bus;

/** Asks {@code api.<operationId>} and sends the answer. The one handler of all operations: what a domain serves is served. */
final class Dispatch implements Handler<RoutingContext> {
    /** RFC 7240 section 4.3; the contract allows no more than 30 s. */
    private static final Pattern WAIT = Pattern.compile("wait=([0-9]{1,2})");

    private final Bus bus;
    private final Duration timeout;

    Dispatch(Bus bus, Duration timeout) {
        this.bus = bus;
        this.timeout = timeout;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var operation = exchange.operation();
        var request = exchange.request();
        bus.ask(exchange.caller(), Bus.operation(operation.id()), request, patience(request))
                .onSuccess(answer -> Reply.answer(ctx, operation, answer))
                .onFailure(ctx::fail);
    }

    /** Who says that he will wait for the outcome is not cut off before. */
    private Duration patience(ApiRequest request) {
        var prefer = request.headers().get("prefer");
        var wait = prefer == null ? null : WAIT.matcher(prefer);
        return wait != null && wait.matches() ? timeout.plusSeconds(Long.parseLong(wait.group(1))) : timeout;
    }
}
