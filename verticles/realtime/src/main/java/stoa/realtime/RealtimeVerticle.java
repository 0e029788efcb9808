package stoa.realtime;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.order.AskChanges;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.Changes;
import stoa.messages.order.KnownOrder;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.OrderList;
import stoa.platform.AccessTokens;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;
import stoa.platform.Platform;
import stoa.platform.Question;
import stoa.platform.Setting;
import stoa.platform.TenantDirectory;
import stoa.platform.Topic;

/** The websocket door. Each instance hears all live orders and fans them out to its own sockets, in memory. */
public final class RealtimeVerticle extends VerticleBase implements LiveSocket.Orders {
    private static final String PATH = "/api/v1/live";
    private static final Question<AskChanges, Changes> CHANGES =
            new Question<>(OrderAddresses.CHANGES, AskChanges.class, Changes.class);
    private static final Question<AskListChanges, Changes> LIST_CHANGES =
            new Question<>(OrderAddresses.LIST_CHANGES, AskListChanges.class, Changes.class);

    private final Platform platform;
    private final Config.Live limits;
    private final LiveFeed feed = new LiveFeed();
    private final LiveMeters meters;
    private final Set<LiveSocket> sockets = new HashSet<>();
    private @Nullable HttpServer server;

    public RealtimeVerticle(Platform platform) {
        this.platform = platform;
        limits = platform.config().live();
        meters = new LiveMeters(platform.meters());
    }

    @Override
    public Future<?> start() {
        var entrance = new Entrance(
                new TenantDirectory(platform.bus()), new AccessTokens(vertx, platform.bus()), platform.signer());
        return Future.all(IntStream.range(0, OrderAddresses.LIVE_PARTITIONS)
                        .mapToObj(n -> new Topic<>(OrderAddresses.LIVE_PREFIX + n, LiveOrder.class))
                        .map(topic -> platform.bus().hear(topic, (teller, order) -> feed.moved(order)))
                        .toList())
                .compose(heard -> listen(entrance));
    }

    private Future<HttpServer> listen(Entrance entrance) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost(limits.host())
                        .setPort(limits.port())
                        // Above the limit, so that whoever goes beyond it hears a reason; far beyond, the connection is
                        // cut.
                        .setMaxWebSocketFrameSize(4 * limits.maxMessageBytes())
                        .setMaxWebSocketMessageSize(4 * limits.maxMessageBytes())
                        .setPerMessageWebSocketCompressionSupported(false))
                .webSocketHandshakeHandler(this::handshake)
                .webSocketHandler(webSocket -> admit(webSocket, entrance))
                .requestHandler(request -> request.response().setStatusCode(404).end())
                .listen()
                .recover(e -> Future.failedFuture(
                        BadConfiguration.noListening(Setting.LIVE_PORT, limits.host(), limits.port(), e)))
                .onSuccess(s -> server = s);
    }

    /** Where it listens; 0 before it does. */
    int port() {
        return server == null ? 0 : server.actualPort();
    }

    private void handshake(ServerWebSocketHandshake handshake) {
        if (!handshake.path().equals(PATH)) {
            handshake.reject(404);
        } else if (!sameOrigin(
                handshake.headers().get("Origin"), handshake.headers().get("Host"))) {
            meters.refused("foreign-origin");
            handshake.reject(403);
        } else if (meters.sockets() >= limits.maxSockets()) {
            meters.refused("too-many-sockets");
            handshake.reject(503);
        } else {
            handshake.accept();
        }
    }

    /** A page of another site could use a person's browser, but only with that page's Origin (RFC 6455 section 10.2). */
    static boolean sameOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true; // not a browser
        }
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void admit(ServerWebSocket webSocket, Entrance entrance) {
        var headers = webSocket.headers();
        var socket = new LiveSocket(
                vertx, webSocket, limits, feed, meters, message -> entrance.enter(headers, message), this);
        sockets.add(socket);
        meters.arrived();
        socket.open(() -> sockets.remove(socket));
    }

    @Override
    public Future<Changes> changesAfter(Caller caller, UUID orderId, int version) {
        return platform.bus().ask(caller, CHANGES, new AskChanges(orderId, version));
    }

    @Override
    public Future<Changes> changesSince(Caller caller, OrderList of, List<KnownOrder> known) {
        return platform.bus().ask(caller, LIST_CHANGES, new AskListChanges(of, known, AskListChanges.MOST));
    }

    @Override
    public Future<?> stop() {
        return Future.join(List.copyOf(sockets).stream()
                        .map(s -> s.close(CloseReason.GOING))
                        .toList())
                .transform(closed -> server == null ? Future.succeededFuture() : server.close());
    }
}
