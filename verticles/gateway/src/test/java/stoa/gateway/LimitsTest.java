package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import stoa.messages.ApiResponse;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

class LimitsTest {
    @Test
    void anAddressThatAsksTooFastWaits() {
        try (var house = new House(Map.of("RATE_ADDRESS_BURST", "3", "RATE_ADDRESS_PER_MINUTE", "30"))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, house.get("getShop", "/api/v1/shop").status());
            }
            var answer = house.get("getShop", "/api/v1/shop");
            assertEquals(429, answer.status());
            assertEquals("2", answer.header("Retry-After"));
        }
    }

    @Test
    void behindAProxyTheClientsAreToldApart() {
        try (var house = new House(
                Map.of("RATE_ADDRESS_BURST", "1", "RATE_ADDRESS_PER_MINUTE", "1", "HTTP_TRUSTED_PROXIES", "1"))) {
            assertEquals(200, from(house, "10.0.0.1"));
            assertEquals(200, from(house, "made up, 10.0.0.2"));
            assertEquals(429, from(house, "10.9.9.9, 10.0.0.2"));
            assertEquals(200, from(house, "2001:db8:1:1::1"));
            assertEquals(429, from(house, "2001:db8:1:1::2"));
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsRefusedUnread() {
        try (var house = new House()) {
            var endless = Buffer.buffer("x".repeat(2_000_000));
            assertEquals(
                    400,
                    house.send("getShop", HttpMethod.GET, "nord.localhost", "/api/v1/shop", Map.of(), endless)
                            .status());
            assertEquals(200, house.get("getShop", "/api/v1/shop").status());
        }
    }

    private static int from(House house, String forwarded) {
        return house.get("getShop", "/api/v1/shop", Map.of("X-Forwarded-For", forwarded))
                .status();
    }

    @Test
    void aShopThatIsAskedTooMuchDoesNotSlowTheOther() {
        try (var house = new House(Map.of("RATE_TENANT_BURST", "1", "RATE_TENANT_PER_MINUTE", "1"))) {
            assertEquals(200, house.get("getShop", "/api/v1/shop").status());
            assertEquals(429, house.get("getShop", "/api/v1/shop").status());
            assertEquals(
                    200,
                    house.send("getShop", HttpMethod.GET, "sud.localhost", "/api/v1/shop", Map.of(), null)
                            .status());
        }
    }

    @Test
    void aStopLetsWhatRunsFinish() {
        try (var house = new House()) {
            Promise<ApiResponse> slow = Promise.promise();
            Promise<Void> begun = Promise.promise();
            house.domains.answer("listCategories", (caller, request) -> {
                begun.tryComplete();
                return slow.future();
            });
            var answers = new ArrayList<Future<House.Answer>>();
            for (int i = 0; i < 20; i++) {
                answers.add(house.ask(HttpMethod.GET, "nord.localhost", "/api/v1/categories", Map.of(), null));
            }
            Outcome.of(begun.future());
            // One that came in after them has been answered, so all of them have been taken in.
            house.get("getShop", "/api/v1/shop");
            var stopped = house.vertx.undeploy(house.deployment);
            slow.complete(new ApiResponse(204, Map.of(), null));
            answers.forEach(answer -> assertEquals(204, Outcome.of(answer).status()));
            Outcome.of(stopped);
        }
    }

    @Test
    @ExpectedLog(
            "HttpClientRequestImpl: Connection was closed") // the library's way of saying that a socket it carried has
    // ended
    void theWebsocketIsHandedOnWithHostAndCorrelationId() {
        try (var house = new House()) {
            var seen = new AtomicReference<Map<String, String>>();
            var realtime = Outcome.of(house.vertx
                    .createHttpServer()
                    .webSocketHandler(socket -> {
                        seen.set(Map.of(
                                "host", Objects.toString(socket.headers().get("Host")),
                                "id", Objects.toString(socket.headers().get("X-Correlation-ID"))));
                        socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text));
                    })
                    .listen(0, "127.0.0.1"));
            try (var door = new House(Map.of("LIVE_URL", "http://127.0.0.1:" + realtime.actualPort()))) {
                Promise<String> heard = Promise.promise();
                var options = new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(door.gateway.port())
                        .setURI("/api/v1/live")
                        .putHeader("X-Correlation-ID", "live-id-1");
                var socket = Outcome.of(house.vertx.createWebSocketClient().connect(options));
                socket.textMessageHandler(heard::tryComplete);
                socket.writeTextMessage("hello");
                assertEquals("echo hello", Outcome.of(heard.future()));
                assertEquals("live-id-1", seen.get().get("id"));
                assertEquals("127.0.0.1:" + door.gateway.port(), seen.get().get("host"));
                Outcome.of(socket.close());
            }
        }
    }

    @Test
    void theLiveAddressWithoutAnUpgradeSaysSo() {
        try (var house = new House()) {
            var answer = house.send("", HttpMethod.GET, "nord.localhost", "/api/v1/live", Map.of(), null);
            assertEquals(426, answer.status());
        }
    }
}
