package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.Refusal;

/**
 * Hands the upgrade of the websocket to the realtime verticle, so that a page needs only its own origin. What then goes to and fro is not
 * looked at, and read no faster than the other side takes it: how much may wait for a slow visitor is decided by who speaks, not here.
 */
final class LiveDoor implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDoor.class);
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final String FORWARDED_HOST = "X-Forwarded-Host";

    /** Of hand-shakes at once; a line that is open is no longer in the pool. */
    private static final int MAX_HANDSHAKES = 100;

    private static final int MAX_WAITING = 1000;
    private static final int RETRY_AFTER_SECONDS = 5;

    /** What the realtime verticle looks at; nothing that is only between the client and this door. */
    private static final List<String> HANDED_ON = List.of(
            "Upgrade",
            "Origin",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions",
            "X-Tenant-ID",
            "Accept-Language",
            "X-Timezone");

    private final HttpClient client;
    private final SocketAddress realtime;
    private final Duration patience;
    private final ClientAddress addresses;
    private final Visitors visitors;
    private final Visitors.Hall hall;

    /** @param patience with a realtime verticle that does not answer */
    LiveDoor(Vertx vertx, URI url, Duration patience, ClientAddress addresses, Visitors visitors, Visitors.Hall hall) {
        boolean tls = url.getScheme().equals("https");
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        this.realtime = SocketAddress.inetSocketAddress(port, url.getHost());
        this.patience = patience;
        this.addresses = addresses;
        this.visitors = visitors;
        this.hall = hall;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setSsl(tls),
                new PoolOptions().setHttp1MaxSize(MAX_HANDSHAKES).setMaxWaitQueueSize(MAX_WAITING));
    }

    @Override
    public void handle(RoutingContext ctx) {
        var visitor = ctx.request();
        if (!"websocket".equalsIgnoreCase(visitor.getHeader(HttpHeaders.UPGRADE))) {
            ctx.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            ctx.fail(upgradeRequired());
            return;
        }
        var group = addresses.group(visitor);
        if (!visitors.sat(group)) {
            ctx.fail(Refusal.tooMany(RETRY_AFTER_SECONDS));
            return;
        }
        visitor.pause();
        client.request(new RequestOptions()
                        .setServer(realtime)
                        .setURI(visitor.uri())
                        .setTimeout(patience.toMillis()))
                .compose(request -> shakeHands(request, ctx))
                .recover(unreachable -> Future.failedFuture(notNow(unreachable)))
                .compose(response -> opened(visitor, response, group))
                .onFailure(refused -> {
                    visitors.rose(group);
                    visitor.resume();
                    ctx.fail(refused);
                });
    }

    /**
     * Under the host name that the client used, because it says which shop this is, and known under the same id everywhere, whatever the
     * client says of itself. Nothing else is handed on, least of all a body that never comes.
     */
    private static Future<HttpClientResponse> shakeHands(HttpClientRequest request, RoutingContext ctx) {
        var said = ctx.request().headers();
        HANDED_ON.stream().filter(said::contains).forEach(name -> request.putHeader(name, said.getAll(name)));
        request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                .putHeader(Correlation.HEADER, Exchange.of(ctx).correlationId);
        var asked = ctx.request().authority();
        if (asked != null) {
            request.putHeader(HttpHeaders.HOST, asked.toString()).putHeader(FORWARDED_HOST, asked.toString());
        }
        request.exceptionHandler(LiveDoor::ended);
        return request.connect().onFailure(failed -> request.reset());
    }

    private Future<Void> opened(HttpServerRequest visitor, HttpClientResponse response, String group) {
        if (response.statusCode() != SWITCHING_PROTOCOLS) {
            // Never used again: the hand-shake has no end that would give it back.
            response.request().connection().close();
            return Future.failedFuture(refused(response.statusCode()));
        }
        var teller = response.netSocket().pause();
        var connection = visitor.connection();
        visitor.response().setStatusCode(SWITCHING_PROTOCOLS).headers().addAll(response.headers());
        return visitor.toNetSocket()
                .onFailure(gone -> {
                    hall.left(connection);
                    teller.close();
                })
                .onSuccess(line -> {
                    line.closeHandler(end -> {
                        visitors.rose(group);
                        hall.left(connection);
                    });
                    carry(line, teller);
                    carry(teller, line);
                })
                .mapEmpty();
    }

    /** A visitor who goes on to another page ends the line in the middle, and that is no error, however often it is told. */
    private static void carry(NetSocket from, NetSocket to) {
        from.pipeTo(to).onComplete(end -> {
            from.exceptionHandler(LiveDoor::ended);
            to.close();
        });
    }

    private static void ended(Throwable how) {
        LOG.debug("A live line ended", how);
    }

    private static Refusal upgradeRequired() {
        return new Refusal(
                426,
                "/problems/upgrade-required",
                "Open a websocket",
                "This address speaks websocket only.",
                List.of());
    }

    private static Refusal refused(int status) {
        return status == 403
                ? Refusal.forbidden("Only pages of the shop itself may listen.")
                : Refusal.unavailable("No further live line can be opened just now.", RETRY_AFTER_SECONDS);
    }

    private static Refusal notNow(Throwable unreachable) {
        LOG.atWarn()
                .addKeyValue("reason", String.valueOf(unreachable.getMessage()))
                .log("The live door cannot be reached");
        return Refusal.unavailable(
                "Live lines cannot be opened just now; all else can be asked for.", RETRY_AFTER_SECONDS);
    }
}
