package stoa.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.UpgradeRejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.messages.Caller;
import stoa.platform.GuestToken;
import stoa.testkit.Outcome;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveTest {
    private static final int RECHECK_MS = 150;
    private static final int MAX_SUBSCRIPTIONS = 5;

    private final LiveGround ground = new LiveGround(Map.of(
            "STOA_LIVE_RECHECK_MS", Integer.toString(RECHECK_MS),
            "STOA_LIVE_SIGN_IN_TIMEOUT_MS", "400",
            "STOA_LIVE_PING_MS", "200",
            "STOA_LIVE_MAX_SUBSCRIPTIONS", Integer.toString(MAX_SUBSCRIPTIONS),
            "STOA_LIVE_MAX_MESSAGES_PER_MINUTE", "60",
            "STOA_LIVE_MAX_MESSAGE_BYTES", "2048"));
    private final UUID shop = ground.shop;
    private final UUID otherShop = ground.otherShop;
    private final TestTokens tokens = ground.tokens;
    private final FakeOrders orders = ground.orders;

    @AfterAll
    void stop() {
        ground.close();
    }

    @Test
    void aShopperSeesTheOwnOrderFromTheFirstVersionOn() {
        UUID user = UUID.randomUUID();
        UUID order = orders.move(shop, user, UUID.randomUUID(), true).orderId();
        var socket = ground.open().authenticate(tokens.shopper(shop, user));
        socket.say(subscribe("a", order, 0));
        assertEquals("subscribed", socket.hear().path("type").asString());
        assertEquals(1, socket.hear().path("order").path("version").asInt());
        orders.move(shop, user, order, true);
        assertEquals(2, socket.hear().path("order").path("version").asInt());
    }

    @Test
    void aGuestOpensTheOrderOfTheTokenAndNoOther() {
        UUID order = orders.move(shop, Caller.GUEST, UUID.randomUUID(), true).orderId();
        UUID other =
                orders.move(shop, UUID.randomUUID(), UUID.randomUUID(), true).orderId();
        String orderToken = GuestToken.ORDER.seal(ground.stoa.platform().signer(), shop, order);
        var socket = ground.open();
        socket.say("{\"type\":\"authenticate\",\"orderToken\":\"%s\",\"orderId\":\"%s\"}".formatted(orderToken, order));
        assertEquals("authenticated", socket.hear().path("type").asString());
        socket.say(subscribe("a", order, 0));
        socket.hear();
        assertEquals(
                order.toString(), socket.hear().path("order").path("orderId").asString());
        socket.say(subscribe("b", other, 0));
        assertNotFound(socket.hear());
    }

    @Test
    void anotherShoppersOrAnotherShopsOrderIsNotFoundAlsoByResume() {
        UUID foreign =
                orders.move(shop, UUID.randomUUID(), UUID.randomUUID(), true).orderId();
        UUID elsewhere = orders.move(otherShop, UUID.randomUUID(), UUID.randomUUID(), true)
                .orderId();
        var socket = ground.open().authenticate(tokens.shopper(shop, UUID.randomUUID()));
        socket.say(subscribe("a", foreign, 0));
        assertNotFound(socket.hear());
        socket.say(subscribe("b", elsewhere, 7));
        assertNotFound(socket.hear());
        var staff = ground.open().authenticate(tokens.staff(shop));
        staff.say(subscribe("c", elsewhere, 0));
        assertNotFound(staff.hear());
    }

    @Test
    void aShopperIsNotToldTheOrdersOfTheShop() {
        var socket = ground.open().authenticate(tokens.shopper(shop, UUID.randomUUID()));
        socket.say("{\"type\":\"subscribe\",\"id\":\"a\",\"topic\":\"shop-orders\"}");
        assertNotFound(socket.hear());
    }

    @Test
    void staffSeesEveryOrderOfTheShopAndResumesFromWhatIsKnown() {
        UUID known = orders.move(otherShop, UUID.randomUUID(), UUID.randomUUID(), false)
                .orderId();
        var socket = ground.open("other.localhost").authenticate(tokens.staff(otherShop));
        socket.say(
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topic\":\"shop-orders\",\"known\":[{\"orderId\":\"%s\",\"version\":1}]}"
                        .formatted(known));
        assertEquals("subscribed", socket.hear().path("type").asString());
        UUID fresh = orders.move(otherShop, UUID.randomUUID(), UUID.randomUUID(), true)
                .orderId();
        JsonNode heard = socket.hear();
        while (!heard.path("order").path("orderId").asString().equals(fresh.toString())) {
            heard = socket.hear();
        }
        orders.move(otherShop, UUID.randomUUID(), known, true);
        heard = socket.hear();
        assertEquals(known.toString(), heard.path("order").path("orderId").asString());
        assertEquals(2, heard.path("order").path("version").asInt());
    }

    @Test
    void fiveHundredChangesWhileTheSocketIsCutAtRandomAreSeenOnceInOrder() {
        var random = new Random(7);
        UUID user = UUID.randomUUID();
        UUID order = UUID.randomUUID();
        orders.move(shop, user, order, true);
        String token = tokens.shopper(shop, user);
        var seen = new ArrayList<Integer>();
        var socket = ground.open().authenticate(token);
        socket.say(subscribe("a", order, 0));
        int moved = 1;
        while (seen.size() < 500) {
            for (int burst = random.nextInt(20); burst > 0 && moved < 500; burst--, moved++) {
                orders.move(shop, user, order, random.nextInt(10) > 0);
            }
            if (random.nextInt(3) == 0) {
                socket.cut();
                socket = ground.open().authenticate(token);
                socket.say(subscribe("a", order, seen.isEmpty() ? 0 : seen.getLast()));
            }
            int enough = seen.size() + random.nextInt(15);
            while (seen.size() < Math.min(enough, moved)) {
                JsonNode heard = socket.hear();
                if (heard.path("type").asString().equals("order")) {
                    seen.add(heard.path("order").path("version").asInt());
                }
            }
            if (moved == 500) {
                while (seen.size() < 500) {
                    JsonNode heard = socket.hear();
                    if (heard.path("type").asString().equals("order")) {
                        seen.add(heard.path("order").path("version").asInt());
                    }
                }
            }
        }
        assertEquals(IntStream.rangeClosed(1, 500).boxed().toList(), seen);
    }

    @Test
    void aLostLastMessageIsLearnedAllTheSame() {
        UUID user = UUID.randomUUID();
        UUID order = orders.move(shop, user, UUID.randomUUID(), true).orderId();
        var socket = ground.open().authenticate(tokens.shopper(shop, user));
        socket.say(subscribe("a", order, 1));
        assertEquals("subscribed", socket.hear().path("type").asString());
        orders.move(shop, user, order, false);
        assertEquals(2, socket.hear().path("order").path("version").asInt());
    }

    @Test
    void eachLimitHasItsCloseCode() {
        assertEquals(CloseReason.NOT_AUTHENTICATED.code, ground.open().closeCode(), "who says nothing");
        var early = ground.open();
        early.say(subscribe("a", UUID.randomUUID(), 0));
        assertEquals(CloseReason.NOT_AUTHENTICATED.code, early.closeCode(), "who asks before saying who it is");
        var babble = ground.open();
        babble.say("{\"type\":\"unheard of\"}");
        assertEquals(CloseReason.BAD_MESSAGE.code, babble.closeCode());
        var half = ground.open().authenticate(tokens.staff(shop));
        half.say("{\"type\":\"subscribe\"}");
        assertEquals(CloseReason.BAD_MESSAGE.code, half.closeCode(), "who leaves out what is needed");
        var large = ground.open();
        large.say("{\"type\":\"ping\",\"x\":\"" + "x".repeat(1900) + "\"}" + " ".repeat(400));
        assertEquals(CloseReason.MESSAGE_TOO_LARGE.code, large.closeCode());
        var greedy = ground.open().authenticate(tokens.staff(shop));
        for (int n = 0; n <= MAX_SUBSCRIPTIONS; n++) {
            greedy.say("{\"type\":\"subscribe\",\"id\":\"%d\",\"topic\":\"shop-orders\"}".formatted(n));
        }
        assertEquals(CloseReason.TOO_MANY_SUBSCRIPTIONS.code, greedy.closeCode());
        var hasty = ground.open().authenticate(tokens.staff(shop));
        for (int n = 0; n < 61; n++) {
            hasty.say("{\"type\":\"ping\"}");
        }
        assertEquals(CloseReason.TOO_MANY_MESSAGES.code, hasty.closeCode());
    }

    @Test
    void aForgedTokenAndAnotherShopsTokenAreRefused() {
        for (String token : List.of(
                tokens.forged(shop), tokens.shopper(otherShop, UUID.randomUUID()), "nonsense", tokens.expired(shop))) {
            var socket = ground.open();
            socket.say("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}");
            assertEquals(401, socket.hear().path("problem").path("status").asInt());
            assertEquals(CloseReason.NOT_AUTHENTICATED.code, socket.closeCode());
        }
    }

    @Test
    void aForeignOriginGetsNoSocket() {
        // The client then names the address it connects to, which is not the shop's.
        var options = ground.options("shop.localhost").setAllowOriginHeader(true);
        var failure = Outcome.failure(UpgradeRejectedException.class, ground.client.connect(options));
        assertEquals(403, failure.getStatus());
    }

    @Test
    void whatIsSaidAndHeardIsWhatTheSchemasSay() {
        UUID order =
                orders.move(shop, UUID.randomUUID(), UUID.randomUUID(), true).orderId();
        var socket = ground.open().authenticate(tokens.staff(shop));
        socket.say("{\"type\":\"ping\"}");
        assertEquals("pong", socket.hear().path("type").asString());
        socket.say(subscribe("a", order, 0));
        assertEquals("subscribed", socket.hear().path("type").asString());
        assertEquals("order", socket.hear().path("type").asString());
        socket.say("{\"type\":\"unsubscribe\",\"id\":\"a\"}");
        assertEquals("unsubscribed", socket.hear().path("type").asString());
        assertTrue(Schemas.knows("refused"));
    }

    private static String subscribe(String id, UUID order, int from) {
        return "{\"type\":\"subscribe\",\"id\":\"%s\",\"topic\":\"order\",\"orderId\":\"%s\",\"fromVersion\":%d}"
                .formatted(id, order, from);
    }

    private static void assertNotFound(JsonNode heard) {
        assertEquals("refused", heard.path("type").asString());
        assertEquals(404, heard.path("problem").path("status").asInt());
    }
}
