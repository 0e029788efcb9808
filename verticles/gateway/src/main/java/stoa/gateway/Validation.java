package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.openapi.Incoming;
import stoa.openapi.Violation;
import stoa.platform.Refusal;

/** Reads the body and holds the whole request against the contract. */
final class Validation implements Handler<RoutingContext> {
    private static final String KEY = "Idempotency-Key";

    private final Body body;
    private final ClientAddress addresses;
    private final String publicScheme;
    private final NoCardNumbers noCardNumbers;

    Validation(Body body, ClientAddress addresses, String publicScheme, NoCardNumbers noCardNumbers) {
        this.noCardNumbers = noCardNumbers;
        this.body = body;
        this.addresses = addresses;
        this.publicScheme = publicScheme;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (ctx.response().closed()) {
            return; // the client left while its shop and its token were looked up
        }
        var exchange = Exchange.of(ctx);
        if (!exchange.operation().takesBody()) {
            withoutBody(ctx, exchange);
            return;
        }
        body.of(ctx.request()).onComplete(read -> {
            if (read.cause() instanceof HttpClosedException) {
                return; // it left in the middle of its body: nobody waits for an answer
            }
            if (read.failed()) {
                ctx.fail(read.cause());
            } else {
                check(ctx, exchange, read.result());
            }
        });
    }

    /** A body that nobody asked for is not read, however long it is and however slowly it comes. */
    private void withoutBody(RoutingContext ctx, Exchange exchange) {
        var request = ctx.request();
        var length = request.getHeader("Content-Length");
        if (request.getHeader("Transfer-Encoding") != null || !(length == null || length.equals("0"))) {
            ctx.fail(Refusal.invalid("1 fault", List.of(Refusal.Fault.of("", "a body is not expected"))));
            return;
        }
        request.resume();
        check(ctx, exchange, Buffer.buffer());
    }

    private void check(RoutingContext ctx, Exchange exchange, Buffer content) {
        try {
            requireZone(ctx.request().getHeader("X-Timezone"));
            var bytes = content.getBytes();
            noCardNumbers.require(KEY, ctx.request().getHeader(KEY));
            noCardNumbers.require(bytes);
            exchange.request = exchange.operation().accept(incoming(ctx, exchange, bytes));
        } catch (Violation e) {
            ctx.fail(refusal(e));
            return;
        } catch (Refusal e) {
            ctx.fail(e);
            return;
        }
        ctx.next();
    }

    private Incoming incoming(RoutingContext ctx, Exchange exchange, byte[] content) {
        var request = ctx.request();
        return new Incoming(
                exchange.path,
                request.query(),
                request.headers()::getAll,
                name -> {
                    Cookie cookie = request.getCookie(name);
                    return cookie == null ? null : cookie.getValue();
                },
                Map.of("address", addresses.of(request), "scheme", publicScheme),
                content);
    }

    private static void requireZone(@Nullable String zone) {
        if (zone != null && !TenantChoice.exists(zone)) {
            throw Refusal.invalid(
                    "1 fault",
                    List.of(Refusal.Fault.of("#/header/X-Timezone", "must be a time zone of the IANA data base")));
        }
    }

    private static Refusal refusal(Violation violation) {
        if (violation.status() == 415) {
            return new Refusal(
                    415, "/problems/unsupported-media-type", "Unsupported media type", violation.detail(), List.of());
        }
        return Refusal.invalid(
                violation.detail(),
                violation.faults().stream()
                        .map(fault -> Refusal.Fault.of(fault.pointer(), fault.detail()))
                        .toList());
    }
}
