package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyOptions;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.Refusal;

/** Hands the upgrade of the websocket to the realtime verticle, so that a page needs only its own origin. */
final class LiveDoor implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDoor.class);

    private final HttpProxy proxy;
    private final SocketAddress realtime;

    LiveDoor(Vertx vertx, URI url) {
        boolean tls = url.getScheme().equals("https");
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        this.realtime = SocketAddress.inetSocketAddress(port, url.getHost());
        var client = vertx.createHttpClient(new HttpClientOptions().setSsl(tls));
        this.proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(this::request);
    }

    @Override
    public void handle(RoutingContext ctx) {
        if ("websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade"))) {
            introduce(ctx);
            proxy.handle(ctx.request());
        } else {
            ctx.response().putHeader("Upgrade", "websocket");
            ctx.fail(new Refusal(
                    426,
                    "/problems/upgrade-required",
                    "Open a websocket",
                    "This address speaks websocket only.",
                    List.of()));
        }
    }

    /** Known under the same id and name everywhere, whatever the client says of itself. */
    private static void introduce(RoutingContext ctx) {
        var request = ctx.request();
        request.headers()
                .set(Correlation.HEADER, Exchange.of(ctx).correlationId)
                .remove("X-Forwarded-Host");
        if (request.authority() != null) {
            request.headers().set("X-Forwarded-Host", request.authority().toString());
        }
    }

    /** A visitor who goes on to another page ends the line in the middle, and that is no error. */
    private static void expectEnd(HttpClientRequest upgrade) {
        upgrade.exceptionHandler(ended -> LOG.debug("A live line ended", ended));
    }

    /** To the realtime verticle, but under the host name that the client used: it says which shop this is. */
    private Future<HttpClientRequest> request(ProxyContext context) {
        var options = new RequestOptions().setServer(realtime);
        var asked = context.request().proxiedRequest().authority();
        if (asked != null) {
            options.setHost(asked.host());
            if (asked.port() > 0) {
                options.setPort(asked.port());
            }
        }
        return context.client().request(options).onSuccess(LiveDoor::expectEnd);
    }
}
