package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stoa.testkit.Outcome;

class VisitorsTest {
    private static final String HEAD = "GET /api/v1/shop HTTP/1.1\r\nHost: nord.localhost\r\n";

    /** A connection that knows when it was closed, and what came. */
    private record Line(NetSocket socket, Buffer heard, Promise<Void> closed) {
        /** Listens before anything can have come, be it the end. */
        static Line from(House house, String address) {
            var options = new NetClientOptions().setLocalAddress(address);
            return Outcome.of(house.vertx
                    .createNetClient(options)
                    .connect(house.gateway.port(), "127.0.0.1")
                    .map(socket -> {
                        var line = new Line(socket, Buffer.buffer(), Promise.promise());
                        socket.handler(line.heard::appendBuffer);
                        socket.closeHandler(v -> line.closed.complete());
                        return line;
                    }));
        }

        /** Whether the door answers on it. */
        boolean served(House house) {
            socket.write(HEAD + "\r\n");
            Promise<Boolean> outcome = Promise.promise();
            closed.future().onComplete(v -> outcome.tryComplete(false));
            long look = house.vertx.setPeriodic(10, t -> {
                if (heard.toString().startsWith("HTTP/1.1 200")) {
                    outcome.tryComplete(true);
                }
            });
            return Outcome.of(outcome.future().onComplete(v -> house.vertx.cancelTimer(look)));
        }
    }

    private static double refused(House house, String reason) {
        return house.meters
                .get("stoa.http.connections.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void anAddressHasSoManyConnectionsAndTheOthersHaveTheirs() {
        try (var house = new House(Map.of("HTTP_MAX_CONNECTIONS_PER_ADDRESS", "2"))) {
            var first = Line.from(house, "127.0.0.1");
            assertTrue(first.served(house));
            var second = Line.from(house, "127.0.0.1");
            assertTrue(second.served(house));
            Outcome.of(Line.from(house, "127.0.0.1").closed.future());
            assertEquals(1, refused(house, "address"));
            assertTrue(Line.from(house, "127.0.0.2").served(house), "another address");
            Outcome.of(first.socket.close());
            Outcome.of(freed(house));
            assertTrue(Line.from(house, "127.0.0.1").served(house), "one of its connections was closed");
        }
    }

    /** The server sees the end of a connection a moment after the client. */
    private static Future<Void> freed(House house) {
        double open = house.meters.get("stoa.http.connections").gauge().value();
        return open <= 2 ? Future.succeededFuture() : house.vertx.timer(10).compose(v -> freed(house));
    }

    @Test
    void behindATrustedProxyConnectionsAreNotCountedByAddress() {
        try (var house = new House(Map.of("HTTP_MAX_CONNECTIONS_PER_ADDRESS", "1", "HTTP_TRUSTED_PROXIES", "1"))) {
            for (int n = 0; n < 3; n++) {
                assertTrue(Line.from(house, "127.0.0.1").served(house));
            }
            assertEquals(0, refused(house, "address"));
        }
    }

    @Test
    void aFullNodeTakesNobodyMore() {
        try (var house = new House(Map.of("HTTP_MAX_CONNECTIONS", "1"))) {
            assertTrue(Line.from(house, "127.0.0.1").served(house));
            Outcome.of(Line.from(house, "127.0.0.2").closed.future());
            assertEquals(1, refused(house, "full"));
        }
    }

    @Test
    void aHeadThatTricklesInIsNotWaitedForForEver() {
        try (var house = new House(Map.of("HTTP_HEAD_TIMEOUT_MS", "300", "HTTP_IDLE_TIMEOUT_MS", "60000"))) {
            var line = Line.from(house, "127.0.0.1");
            trickle(house, line);
            Outcome.of(line.closed.future());
            assertEquals(1, refused(house, "head"));
            assertEquals("", line.heard.toString());
        }
    }

    @Test
    void neitherIsALaterOneOnTheSameConnection() {
        try (var house = new House(Map.of("HTTP_HEAD_TIMEOUT_MS", "60000", "HTTP_IDLE_TIMEOUT_MS", "400"))) {
            var line = Line.from(house, "127.0.0.1");
            assertTrue(line.served(house));
            trickle(house, line);
            Outcome.of(line.closed.future());
            assertEquals(1, refused(house, "head"));
        }
    }

    /** A line of a head now and then, more often than a silent connection is closed. */
    private static void trickle(House house, Line line) {
        line.socket.write(HEAD);
        long timer = house.vertx.setPeriodic(40, t -> line.socket.write("X-More: and more\r\n"));
        line.closed.future().onComplete(v -> house.vertx.cancelTimer(timer));
    }
}
