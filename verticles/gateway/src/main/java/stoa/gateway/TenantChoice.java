package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.openapi.Operation;
import stoa.openapi.Parameter;
import stoa.platform.Languages;
import stoa.platform.Refusal;
import stoa.platform.TenantDirectory;

/** Chooses the shop by the path, by X-Tenant-ID or by the host name. Where two of them speak, they must say the same. */
final class TenantChoice implements Handler<RoutingContext> {
    static final String HEADER = "X-Tenant-ID";

    private final TenantDirectory directory;

    TenantChoice(TenantDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        choose(ctx, exchange).onComplete(choice -> {
            if (choice.failed()) {
                ctx.fail(choice.cause());
            } else {
                exchange.tenant = choice.result();
                exchange.caller = guest(ctx, choice.result(), exchange.correlationId);
                ctx.next();
            }
        });
    }

    private Future<TenantProfile> choose(RoutingContext ctx, Exchange exchange) {
        UUID named;
        try {
            named = named(ctx, exchange);
        } catch (Refusal e) {
            return Future.failedFuture(e);
        }
        var byHost = byHost(ctx, exchange.correlationId);
        if (named == null) {
            return byHost.compose(
                    shop -> shop.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(noTenant())));
        }
        var byId = directory.find(FindTenant.byId(named), exchange.correlationId);
        return Future.all(byId, byHost).compose(both -> agreed(byId.result(), byHost.result()));
    }

    private static Future<TenantProfile> agreed(Optional<TenantProfile> byId, Optional<TenantProfile> byHost) {
        if (byId.isEmpty()) {
            return Future.failedFuture(Refusal.notFound("shop"));
        }
        if (byHost.isPresent() && !byHost.get().id().equals(byId.get().id())) {
            return Future.failedFuture(contradiction());
        }
        return Future.succeededFuture(byId.get());
    }

    private Future<Optional<TenantProfile>> byHost(RoutingContext ctx, String correlationId) {
        var host = host(ctx);
        return host.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : directory.find(FindTenant.byHost(host), correlationId);
    }

    /** The Host header's name without port, lower case; empty where there is none. */
    static String host(RoutingContext ctx) {
        var authority = ctx.request().authority();
        if (authority == null || authority.host() == null) {
            return "";
        }
        var host = authority.host().toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static @Nullable UUID named(RoutingContext ctx, Exchange exchange) {
        var inPath = inPath(exchange.operation(), exchange);
        var inHeader = inHeader(ctx);
        if (inPath != null && inHeader != null && !inPath.equals(inHeader)) {
            throw contradiction();
        }
        return inPath == null ? inHeader : inPath;
    }

    private static @Nullable UUID inPath(Operation operation, Exchange exchange) {
        for (Parameter parameter : operation.parameters()) {
            if (parameter.tenant()) {
                return id("#/path/" + parameter.name(), exchange.path.getOrDefault(parameter.name(), ""));
            }
        }
        return null;
    }

    private static @Nullable UUID inHeader(RoutingContext ctx) {
        var given = ctx.request().headers().getAll(HEADER);
        if (given.size() > 1) {
            throw contradiction();
        }
        return given.isEmpty() ? null : id("#/header/" + HEADER, given.getFirst());
    }

    private static UUID id(String pointer, String text) {
        try {
            var id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // told below, as for every other text that is no id
        }
        throw Refusal.invalid("1 fault", List.of(Refusal.Fault.of(pointer, "must be a valid uuid")));
    }

    private static Caller guest(RoutingContext ctx, TenantProfile shop, String correlationId) {
        return new Caller(
                shop.id(),
                null,
                Set.of(),
                correlationId,
                locale(ctx, shop),
                zone(ctx.request().getHeader("X-Timezone")),
                null);
    }

    /** The first wanted language that the shop speaks (RFC 9110 section 12.5.4), else the shop's own. */
    static String locale(RoutingContext ctx, TenantProfile shop) {
        var wanted = ctx.request().getHeader("Accept-Language");
        if (wanted != null) {
            try {
                for (var range : Locale.LanguageRange.parse(wanted)) {
                    var tag = Locale.forLanguageTag(range.getRange()).toLanguageTag();
                    var spoken = range.getWeight() == 0 ? "" : Languages.pick(tag, shop.locales(), "");
                    if (!spoken.isEmpty()) {
                        return spoken;
                    }
                }
            } catch (IllegalArgumentException e) {
                // a header that cannot be understood expresses no wish
            }
        }
        return shop.locale();
    }

    /** UTC where none is given; one that does not exist is refused by the validation step. */
    private static String zone(@Nullable String given) {
        return given != null && exists(given) ? given : "UTC";
    }

    static boolean exists(String zone) {
        try {
            ZoneId.of(zone);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Refusal noTenant() {
        return new Refusal(
                400,
                "/problems/no-tenant",
                "No shop",
                "Neither the host name nor " + HEADER + " names a shop.",
                List.of());
    }

    private static Refusal contradiction() {
        return new Refusal(
                400,
                "/problems/tenant-contradiction",
                "Two shops",
                "The path, " + HEADER + " and the host name must mean the same shop.",
                List.of());
    }
}
