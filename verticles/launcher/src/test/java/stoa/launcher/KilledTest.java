package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.platform.Failpoints;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

/** Killed at each named place, started again: the order ends paid once or cancelled with the stock back, and the answer is kept. */
@ExpectedLog("Connection reset") // by the node that died
class KilledTest {
    private static final Map<String, Shop> SHOPS = new HashMap<>();
    private static Surroundings surroundings;

    /** One database and a shop for each round: each starts from nothing to catch up with. */
    @BeforeAll
    static void open() throws Exception {
        surroundings = new Surroundings();
        Node node = surroundings.start(Map.of());
        Failpoints.NAMES.forEach(failpoint -> SHOPS.put(failpoint, Shop.in(surroundings, node)));
        surroundings.awaitQuiet();
        Outcome.of(node.stop());
    }

    @AfterAll
    static void close() {
        surroundings.close();
    }

    @ParameterizedTest
    @MethodSource("failpoints")
    void aNodeThatDiesThereLeavesBooksThatAgree(String failpoint) throws Exception {
        Shop shop = Objects.requireNonNull(SHOPS.get(failpoint));
        String key = "killed-" + UUID.randomUUID();
        try (var dying = NodeProcess.start(surroundings.environment(Map.of("STOA_FAILPOINT", failpoint)))) {
            buyWhateverComes(shop, key);
            assertEquals(137, dying.awaitEnd(), () -> "died at the failpoint; it said " + dying.said());
        }
        Node again = surroundings.start(Map.of());
        var answer = shop.customer().buy(shop.variant(), 1, "tok_pays", key);
        assertEquals(201, answer.status(), () -> answer.body().toString());
        Eventually.get("the books agree after " + failpoint, shop::agrees);
        String order = answer.body().path("order").path("id").asString();
        assertEquals(Map.of(order, "PAID"), shop.orders(), "the same key is the same order");
        surroundings.awaitQuiet();
        Outcome.of(again.stop());
    }

    static Iterable<String> failpoints() {
        return Failpoints.NAMES;
    }

    @Test
    void outsideTheTestProfileAFailpointIsRefused() throws Exception {
        var environment = surroundings.environment(
                Map.of("STOA_PROFILE", "development", "STOA_FAILPOINT", Failpoints.NAMES.getFirst()));
        try (var node = NodeProcess.begin(environment)) {
            assertEquals(2, node.awaitEnd());
            assertTrue(node.said().toString().contains("STOA_FAILPOINT"));
        }
    }

    private static void buyWhateverComes(Shop shop, String key) {
        try {
            shop.customer().buy(shop.variant(), 1, "tok_pays", key);
        } catch (IOException e) {
            // The node died while it was asked: that is what this test is about. The same key asks again.
            assertTrue(e.getMessage() == null || !e.getMessage().isEmpty());
        }
    }
}
