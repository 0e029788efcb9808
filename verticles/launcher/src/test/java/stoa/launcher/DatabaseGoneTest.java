package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.platform.relay.Cable;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

/** The servers that a node stands on go and come back while it runs. */
@ExpectedLog("PostgreSQL at .* is (not there yet|still not there)")
@ExpectedLog("The outbox cannot be read")
@ExpectedLog("BrokerLink")
@ExpectedLog("Failed to register an accepted channel") // by the cable that is being cut
class DatabaseGoneTest {
    private static Surroundings surroundings;
    private static Shop shop;
    private Cable database;
    private Cable broker;
    private Cable redis;

    @BeforeAll
    static void open() throws Exception {
        surroundings = new Surroundings();
        shop = Shop.open(surroundings);
    }

    @AfterAll
    static void close() {
        surroundings.close();
    }

    @BeforeEach
    void lay() {
        database = surroundings.databaseCable();
        broker = surroundings.brokerCable();
        redis = surroundings.redisCable();
    }

    @AfterEach
    void takeUp() {
        database.close();
        broker.close();
        redis.close();
    }

    private Node start() {
        return surroundings.start(Map.of(
                "STOA_DATABASE_URL",
                surroundings.databaseUrl(database.port()),
                "STOA_AMQP_URL",
                "amqp://127.0.0.1:" + broker.port(),
                "STOA_REDIS_URL",
                "redis://127.0.0.1:" + redis.port()));
    }

    @Test
    void aNodeThatFindsNoDatabaseAnswers503AndServesWhenItComes() throws Exception {
        database.cut();
        Node node = start();
        assertEquals(503, shop.customer().send("GET", "/products", null).status());
        var ready = surroundings.ready();
        assertEquals(503, ready.status());
        assertTrue(
                ready.body().path("reasons").has("database"), () -> ready.body().toString());

        database.mend();
        Eventually.get("it sells", () -> sells("late-" + UUID.randomUUID()));
        assertEquals(200, surroundings.ready().status());
        Outcome.of(node.stop());
    }

    @Test
    void aDatabaseThatGoesInMidTrafficIsA503AndTheSameKeyBuysAfterwards() throws Exception {
        Node node = start();
        assertEquals(201, buy("before-" + UUID.randomUUID()).status());
        String key = "during-" + UUID.randomUUID();
        var variant = shop.variant();
        database.cut();
        assertEquals(503, shop.customer().buy(variant, 1, "tok_pays", key).status());

        database.mend();
        Eventually.get("it sells again", () -> sells(key));
        Eventually.get("the books agree", shop::agrees);
        Outcome.of(node.stop());
    }

    @Test
    void withoutTheBrokerItSellsAndEventsCatchUp() throws Exception {
        Node node = start();
        broker.cut();
        String order = buy("unheard-" + UUID.randomUUID())
                .body()
                .path("order")
                .path("id")
                .asString();
        Eventually.get("it is paid", () -> "PAID".equals(orderStatus(order)) ? Boolean.TRUE : null);

        broker.mend();
        Eventually.get("the mail is written", () -> mailed(order));
        Outcome.of(node.stop());
    }

    @Test
    void withoutRedisItSells() throws Exception {
        Node node = start();
        redis.cut();
        assertEquals(201, buy("uncounted-" + UUID.randomUUID()).status());
        Outcome.of(node.stop());
    }

    private static Customer.Heard buy(String key) throws IOException {
        return shop.customer().buy(shop.variant(), 1, "tok_pays", key);
    }

    private static @Nullable Boolean sells(String key) {
        try {
            return buy(key).status() == 201 ? Boolean.TRUE : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable String orderStatus(String order) {
        try {
            return shop.orders().get(order);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Boolean mailed(String order) {
        try {
            return shop.asStaff("GET", "/messages", null).toString().contains(order) ? Boolean.TRUE : null;
        } catch (IOException e) {
            return null;
        }
    }
}
