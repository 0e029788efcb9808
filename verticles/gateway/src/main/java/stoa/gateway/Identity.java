package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.openapi.Operation;
import stoa.platform.AccessTokens;
import stoa.platform.GuestToken;
import stoa.platform.Refusal;
import stoa.platform.Signer;

/**
 * Finds out who asks. Looks only at the credentials that the operation's security names; a credential that is shown must be good, also
 * where none is needed.
 */
final class Identity implements Handler<RoutingContext> {
    static final String ORDER_TOKEN = "X-Order-Token";
    static final String CART_TOKEN = "X-Cart-Token";

    private final AccessTokens tokens;
    private final Signer signer;
    private final String publicScheme;

    Identity(AccessTokens tokens, Signer signer, String publicScheme) {
        this.tokens = tokens;
        this.signer = signer;
        this.publicScheme = publicScheme;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        dropForged(ctx.request());
        identify(ctx.request(), exchange.operation(), exchange.caller()).onComplete(known -> {
            if (known.failed()) {
                ctx.fail(known.cause());
            } else {
                exchange.caller = known.result();
                ctx.next();
            }
        });
    }

    /** Headers that only the platform may write. */
    private static void dropForged(HttpServerRequest request) {
        for (var name : List.copyOf(request.headers().names())) {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-stoa-")) {
                request.headers().remove(name);
            }
        }
    }

    private Future<Caller> identify(HttpServerRequest request, Operation operation, Caller guest) {
        if (operation.setsCookies() && !sameOrigin(request)) {
            return Future.failedFuture(Refusal.forbidden("The Origin is not the shop's own."));
        }
        Caller caller;
        try {
            caller = opened(request, operation, guest);
        } catch (Refusal e) {
            return Future.failedFuture(e);
        }
        var given = request.headers().getAll("Authorization");
        return names(operation, "bearer") && !given.isEmpty()
                ? verified(given, caller)
                : Future.succeededFuture(caller);
    }

    private static boolean names(Operation operation, String scheme) {
        return operation.security().stream().anyMatch(alternative -> alternative.containsKey(scheme));
    }

    private Future<Caller> verified(List<String> given, Caller caller) {
        var parts = given.getFirst().split(" ", 2);
        if (given.size() > 1 || parts.length < 2 || !parts[0].equalsIgnoreCase("Bearer")) {
            return Future.failedFuture(Refusal.unauthenticated("Send one access token, as Authorization: Bearer."));
        }
        return tokens.verify(caller, parts[1].strip());
    }

    private Caller opened(HttpServerRequest request, Operation operation, Caller guest) {
        var order = names(operation, "orderToken") ? opened(request, ORDER_TOKEN, GuestToken.ORDER, guest) : null;
        var cart = names(operation, "cartToken") ? opened(request, CART_TOKEN, GuestToken.CART, guest) : null;
        return order == null && cart == null
                ? guest
                : new Caller(
                        guest.tenant(),
                        null,
                        guest.scopes(),
                        guest.correlationId(),
                        guest.locale(),
                        guest.zone(),
                        order,
                        cart);
    }

    /** What the token of that header opens; null where none is shown. */
    private @Nullable UUID opened(HttpServerRequest request, String header, GuestToken kind, Caller guest) {
        var token = request.getHeader(header);
        if (token == null) {
            return null;
        }
        var id = kind.open(signer, guest.tenant(), token);
        if (id == null) {
            throw Refusal.unauthenticated("The " + kind.purpose() + " token is not one of this shop.");
        }
        return id;
    }

    /** A page of another origin must not sign anybody in or out. Clients that are no browsers send no Origin; they hold no cookies of others. */
    private boolean sameOrigin(HttpServerRequest request) {
        var origins = request.headers().getAll("Origin");
        var authority = request.authority();
        if (origins.isEmpty()) {
            var site = request.getHeader("Sec-Fetch-Site");
            return site == null || site.equals("same-origin") || site.equals("none");
        }
        if (origins.size() > 1 || authority == null) {
            return false;
        }
        try {
            var origin = URI.create(origins.getFirst());
            return publicScheme.equalsIgnoreCase(origin.getScheme())
                    && authority.host().equalsIgnoreCase(origin.getHost())
                    && port(authority.port()) == port(origin.getPort());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private int port(int given) {
        if (given > 0) {
            return given;
        }
        return publicScheme.equals("https") ? 443 : 80;
    }
}
