package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stoa.messages.ApiResponse;
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
}
