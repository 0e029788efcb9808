package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.platform.Config;
import stoa.platform.TenantDirectory;

/** Serves the pages. An address that is no file is a place inside the storefront, whose own router knows it. */
final class Storefront implements Handler<RoutingContext> {
    private static final long YEAR_SECONDS = Duration.ofDays(365).toSeconds();

    private final Pages pages;
    private final TenantDirectory directory;
    private final boolean tls;
    private final String policy;
    private final Map<UUID, Dressed> dressed = new HashMap<>();

    /** The index as one shop wears it. */
    private record Dressed(TenantProfile shop, Page index) {}

    Storefront(Pages pages, TenantDirectory directory, Config config) {
        this.pages = pages;
        this.directory = directory;
        this.tls = config.http().publicScheme().equals("https");
        // Angular writes the styles of its components into the page: these cannot be forbidden, scripts can.
        this.policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self';"
                + " img-src 'self' https: data:; connect-src 'self' "
                + Pages.origin(config.psp().publicUrl()) + ";"
                + " manifest-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    }

    @Override
    public void handle(RoutingContext ctx) {
        var path = ctx.normalizedPath();
        var file = pages.file(path);
        if (file != null) {
            send(
                    ctx,
                    200,
                    file,
                    file.hashed() ? "public, max-age=" + YEAR_SECONDS + ", immutable" : "public, max-age=3600");
        } else if (pages.isEmpty() || path.startsWith("/api/") || missing(path)) {
            ctx.fail(Problems.byStatus(404));
        } else {
            sendIndex(ctx);
        }
    }

    private static boolean missing(String path) {
        return Pages.looksLikeFile(path) && !path.equals("/index.html");
    }

    private void sendIndex(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var host = TenantChoice.host(ctx);
        // While nobody can tell whose shop this is, a page in its plain dress is better than none: it shows the trouble
        // in words.
        directory
                .find(FindTenant.byHost(host), exchange.correlationId)
                .onSuccess(shop -> sendIndex(ctx, shop, shop.isPresent() ? 200 : 404))
                .onFailure(unknown -> sendIndex(ctx, Optional.empty(), 200));
    }

    private void sendIndex(RoutingContext ctx, Optional<TenantProfile> shop, int status) {
        shop.ifPresent(found -> Exchange.of(ctx).tenant = found);
        var index = shop.map(this::dressed).orElseGet(() -> pages.index(null));
        if (index == null) {
            ctx.fail(Problems.byStatus(404));
        } else {
            send(ctx, status, index, "no-cache");
        }
    }

    private Page dressed(TenantProfile shop) {
        var have = dressed.get(shop.id());
        if (have == null || !have.shop.equals(shop)) {
            have = new Dressed(shop, Objects.requireNonNull(pages.index(shop), "no index"));
            dressed.put(shop.id(), have);
        }
        return have.index;
    }

    private void send(RoutingContext ctx, int status, Page page, String caching) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        harden(response);
        response.putHeader("Cache-Control", caching)
                .putHeader("ETag", page.etag())
                .putHeader("Vary", "Accept-Encoding");
        if (status == 200 && page.etag().equals(ctx.request().getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return;
        }
        var encodings = ctx.request().getHeader("Accept-Encoding");
        var zipped = encodings != null && encodings.contains("gzip") ? page.zipped() : null;
        var content = zipped == null ? page.content() : zipped;
        // Also where it is not zipped: whoever stands between must not do it again.
        response.putHeader("Content-Encoding", zipped == null ? "identity" : "gzip");
        response.setStatusCode(status).putHeader("Content-Type", page.type());
        if (ctx.request().method().name().equals("HEAD")) {
            response.putHeader("Content-Length", Integer.toString(content.length()))
                    .end();
        } else {
            response.end(content);
        }
    }

    private void harden(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "strict-origin-when-cross-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        if (tls) {
            response.putHeader("Strict-Transport-Security", "max-age=" + 2 * YEAR_SECONDS);
        }
    }
}
