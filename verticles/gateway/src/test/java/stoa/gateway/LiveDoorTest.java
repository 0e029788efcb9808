package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

class LiveDoorTest {
    /** Upgraded lines, as the realtime side sees them. */
    private final LinkedBlockingQueue<ServerWebSocket> told = new LinkedBlockingQueue<>();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer realtime = listening();
    private final House house = new House(Map.of("LIVE_URL", "http://127.0.0.1:" + realtime.actualPort()));
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(100));

    private HttpServer listening() {
        return Outcome.of(vertx.createHttpServer()
                .webSocketHandshakeHandler(handshake -> {
                    if ("http://evil.example".equals(handshake.headers().get("Origin"))) {
                        handshake.reject(403);
                    } else {
                        handshake.accept();
                    }
                })
                .webSocketHandler(socket -> {
                    socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text));
                    told.add(socket);
                })
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        house.close();
        Outcome.of(vertx.close());
    }

    @Test
    void handsTheLineOnWithHostAndCorrelationId() throws InterruptedException {
        var line = Outcome.of(open(Map.of("X-Correlation-ID", "live-id-1", "X-Forwarded-Host", "evil.example")));
        var seen = headersOf(next());
        assertEquals("live-id-1", seen.get("x-correlation-id"));
        assertEquals("127.0.0.1:" + house.gateway.port(), seen.get("host"));
        assertEquals("127.0.0.1:" + house.gateway.port(), seen.get("x-forwarded-host"));
        assertEquals("echo hello", echoed(line, "hello"));
        Outcome.of(line.close());
    }

    @Test
    void keepsManyLinesOpenAtOnce() {
        var lines = new ArrayList<WebSocket>();
        for (int i = 0; i < 60; i++) {
            lines.add(Outcome.of(open(Map.of())));
        }
        for (var line : lines) {
            assertEquals("echo still here", echoed(line, "still here"));
        }
    }

    @Test
    void aLineEndsWithTheReasonThatTheTellerGives() throws InterruptedException {
        var line = Outcome.of(open(Map.of()));
        Promise<Void> closed = Promise.promise();
        line.closeHandler(closed::complete);
        Outcome.of(next().close((short) 4408, "Sign in first"));
        Outcome.of(closed.future());
        assertEquals((short) 4408, line.closeStatusCode());
        assertEquals("Sign in first", line.closeReason());
    }

    @Test
    void aVisitorWhoVanishesEndsTheLineAndIsNoError() throws Exception {
        for (int i = 0; i < 5; i++) {
            var ended = new CompletableFuture<Boolean>();
            try (var visitor = rawLine()) {
                next().closeHandler(end -> ended.complete(true));
                // Closing resets the connection now, instead of saying good-bye.
                visitor.setSoLinger(true, 0);
            }
            assertTrue(ended.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatAVisitorDoesNotReadIsNotKept() throws Exception {
        try (var visitor = rawLine()) {
            var line = next();
            var much = Buffer.buffer(new byte[60_000]);
            for (int i = 0; i < 2_000 && !line.writeQueueFull(); i++) {
                line.writeBinaryMessage(much);
            }
            assertTrue(line.writeQueueFull(), "120 MB were taken for somebody who reads nothing");
            assertTrue(visitor.isConnected());
        }
    }

    @Test
    void aRefusalOfTheTellerIsToldHoweverOftenItIsAskedFor() {
        for (int i = 0; i < 120; i++) {
            var refused = assertThrows(
                    UpgradeRejectedException.class, () -> unwrapped(open(Map.of("Origin", "http://evil.example"))));
            assertEquals(403, refused.getStatus());
        }
        assertEquals("echo hello", echoed(Outcome.of(open(Map.of())), "hello"));
    }

    @Test
    void whoHasLeftMakesRoomForTheNext() {
        try (var small = new House(Map.of(
                "LIVE_URL", "http://127.0.0.1:" + realtime.actualPort(), "HTTP_MAX_CONNECTIONS_PER_ADDRESS", "2"))) {
            for (int i = 0; i < 6; i++) {
                var line = Outcome.of(open(small, Map.of()));
                assertEquals("echo hello", echoed(line, "hello"));
                Outcome.of(line.close());
                Outcome.of(empty(small));
            }
        }
    }

    /** The server sees the end of a line a moment after the visitor. */
    private static Future<Void> empty(House house) {
        double open = house.meters.get("stoa.http.connections").gauge().value();
        return open == 0 ? Future.succeededFuture() : house.vertx.timer(10).compose(v -> empty(house));
    }

    @Test
    void behindAProxyEachVisitorHasSoManyLines() {
        try (var small = new House(Map.of(
                "LIVE_URL", "http://127.0.0.1:" + realtime.actualPort(),
                "HTTP_MAX_CONNECTIONS_PER_ADDRESS", "1",
                "HTTP_TRUSTED_PROXIES", "1"))) {
            var line = Outcome.of(open(small, Map.of("X-Forwarded-For", "192.0.2.1")));
            var refused = assertThrows(
                    UpgradeRejectedException.class,
                    () -> unwrapped(open(small, Map.of("X-Forwarded-For", "192.0.2.1"))));
            assertEquals(429, refused.getStatus());
            Outcome.of(open(small, Map.of("X-Forwarded-For", "192.0.2.2")));
            assertEquals("echo hello", echoed(line, "hello"));
        }
    }

    @Test
    void aBodyThatIsAnnouncedAndNeverComesHoldsNobodyUp() {
        var line = Outcome.of(open(Map.of("Content-Length", "5")));
        assertEquals("echo hello", echoed(line, "hello"));
    }

    @Test
    @ExpectedLog("LiveDoor: The live door cannot be reached")
    void aTellerThatIsGoneIsSaid() {
        Outcome.of(realtime.close());
        var refused = assertThrows(UpgradeRejectedException.class, () -> unwrapped(open(Map.of())));
        assertEquals(503, refused.getStatus());
    }

    @Test
    void theAddressWithoutAnUpgradeSaysSo() {
        var answer = house.send("", HttpMethod.GET, "nord.localhost", "/api/v1/live", Map.of(), null);
        assertEquals(426, answer.status());
    }

    private ServerWebSocket next() throws InterruptedException {
        return Objects.requireNonNull(told.poll(20, TimeUnit.SECONDS), "no line came");
    }

    private Future<WebSocket> open(Map<String, String> headers) {
        return open(house, headers);
    }

    private Future<WebSocket> open(House at, Map<String, String> headers) {
        var options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(at.gateway.port())
                .setURI("/api/v1/live");
        headers.forEach(options::putHeader);
        return client.connect(options);
    }

    private static void unwrapped(Future<WebSocket> opened) throws Throwable {
        var cause = opened.toCompletionStage().toCompletableFuture().handle((line, failure) -> failure);
        throw Objects.requireNonNull(cause.get(20, TimeUnit.SECONDS), "it was opened");
    }

    /** A line of a visitor who does nothing by itself. */
    private Socket rawLine() throws IOException {
        var visitor = new Socket(InetAddress.getLoopbackAddress(), house.gateway.port());
        visitor.setReceiveBufferSize(4096);
        var upgrade = """
                GET /api/v1/live HTTP/1.1\r
                Host: nord.localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                \r
                """;
        visitor.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
        assertTrue(visitor.getInputStream().read() > 0);
        return visitor;
    }

    private static Map<String, String> headersOf(ServerWebSocket line) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        line.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        return headers;
    }

    private static String echoed(WebSocket line, String text) {
        Promise<String> heard = Promise.promise();
        line.textMessageHandler(heard::tryComplete);
        line.writeTextMessage(text);
        return Outcome.of(heard.future());
    }
}
