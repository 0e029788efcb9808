package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.embedded.psp.Behaviour;
import stoa.messages.payment.PaymentOutcome;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

/** What the provider tells by itself: late, twice, in any order, or not at all. The door keeps its knocks until a test brings them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {
    private final PaymentGround ground = new PaymentGround(null);

    @BeforeAll
    void shutTheDoor() {
        ground.door.shut();
    }

    @AfterAll
    void close() {
        ground.close();
    }

    private void assertRefused(Door.Knock knock) {
        assertEquals(
                401, Outcome.failure(Refusal.class, ground.door.enter(knock)).status());
    }

    private String intentOf(UUID order) {
        return ground.intent(order).getString("id");
    }

    /** An order whose authorisation is unknown to us. */
    private UUID unknown() {
        var order = Ids.next();
        assertEquals(
                PaymentOutcome.UNKNOWN,
                ground.authorise(order, Behaviour.WEBHOOK_ONLY).outcome());
        return order;
    }

    private void awaitKnocks(UUID order, int count) {
        ground.await("knocks about " + order, () -> knocks(order).size() >= count);
    }

    private List<Door.Knock> knocks(UUID order) {
        return ground.door.kept().stream()
                .filter(k -> k.body().contains(order.toString()))
                .toList();
    }

    @Test
    void theWebhookFirstThenThePollIsOneTransition() {
        var order = unknown();
        ground.hear("payment.authorised", intentOf(order));
        ground.await("told", () -> !ground.told(order).isEmpty());
        int version = ground.stored(order).version();
        ground.await(
                "the poll is done",
                () -> ground.count("select count(*) from stoa.job where state = 'done' and data->>'orderId' = '" + order
                                + "'")
                        == 1);
        assertEquals(version, ground.stored(order).version());
        assertEquals(List.of("AUTHORISED"), ground.told(order));
        assertEquals(1, ground.charges(order).size());
    }

    @Test
    void thePollFirstThenTheWebhookIsOneTransition() {
        var order = unknown();
        ground.await("told", () -> !ground.told(order).isEmpty());
        awaitKnocks(order, 1);
        int version = ground.stored(order).version();
        knocks(order).forEach(knock -> Outcome.of(ground.door.enter(knock)));
        assertEquals(version, ground.stored(order).version());
        assertEquals(List.of("AUTHORISED"), ground.told(order));
    }

    @Test
    void theAnswerFirstThenTheWebhookTellsNothing() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        int version = ground.stored(order).version();
        awaitKnocks(order, 1);
        knocks(order).forEach(knock -> Outcome.of(ground.door.enter(knock)));
        assertEquals(version, ground.stored(order).version());
        assertEquals(List.of(), ground.told(order));
    }

    @Test
    void anEventThatComesThreeTimesIsAppliedOnce() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.DUPLICATE_WEBHOOKS);
        awaitKnocks(order, 3);
        knocks(order)
                .forEach(knock ->
                        assertEquals(200, Outcome.of(ground.door.enter(knock)).status()));
        assertEquals(2, ground.stored(order).version());
        var ids = new HashSet<>(knocks(order).stream()
                .map(k -> new JsonObject(k.body()).getString("id"))
                .toList());
        assertEquals(1, ids.size());
        assertEquals(
                1,
                ground.count("select count(*) from stoa.payment_webhook where event_id = '"
                        + ids.iterator().next() + "'"));
    }

    @Test
    void theLastEventFirstLeavesTheEarlierOneWithoutEffect() {
        var order = unknown();
        var intent = intentOf(order);
        ground.hear("payment.captured", intent);
        ground.hear("payment.authorised", intent);
        assertEquals(PaymentStatus.CAPTURED, ground.stored(order).status());
        ground.await("told", () -> !ground.told(order).isEmpty());
        ground.awaitAllTold();
        assertEquals(List.of("CAPTURED"), ground.told(order));
    }

    @Test
    void aDeclineIsToldWithItsReason() {
        var order = unknown();
        var body = new JsonObject(PaymentGround.event(PaymentGround.newEvent(), "payment.declined", intentOf(order)));
        body.getJsonObject("data").put("declineReason", "Not today.");
        Outcome.of(ground.door.enter(ground.signed(body.encode())));
        ground.await("told", () -> ground.told(order).contains("DECLINED"));
        var told = ground.told.stream()
                .filter(e -> e.orderId().equals(order))
                .findFirst()
                .orElseThrow();
        assertEquals("Not today.", told.reason());
        assertEquals(PaymentGround.AMOUNT, told.amount());
    }

    @Test
    void aForgedAnUnsignedAnOldAndAFutureEventAreRefusedAndChangeNothing() {
        var order = unknown();
        var body = PaymentGround.event(PaymentGround.newEvent(), "payment.captured", intentOf(order));
        var good = ground.signed(body);
        var tenant = ground.shop.id();
        assertRefused(new Door.Knock(tenant, null, body));
        assertRefused(new Door.Knock(tenant, good.signature(), body + " "));
        assertRefused(new Door.Knock(tenant, good.signature() + "0", body));
        assertRefused(ground.signed(body, Instant.now().minusSeconds(ProviderKeys.TOLERANCE_SECONDS + 10)));
        assertRefused(ground.signed(body, Instant.now().plusSeconds(ProviderKeys.TOLERANCE_SECONDS + 10)));
        assertRefused(new Door.Knock(Ids.next(), good.signature(), body));
        assertTrue(ground.stored(order).status() != PaymentStatus.CAPTURED);
    }

    @Test
    void unknownTypesAndIntentsAreAcceptedAndIgnored() {
        ground.hear("customer.created", "pi_x");
        ground.hear("payment.disputed", "pi_x");
        ground.hear("payment.captured", "pi_nobody_knows");
        var bare = new JsonObject()
                .put("id", PaymentGround.newEvent())
                .put("type", "payment.captured")
                .encode();
        assertEquals(200, Outcome.of(ground.door.enter(ground.signed(bare))).status());
    }

    @Test
    void eventsThatAreTooOldToBeRepeatedAreForgotten() {
        var old = PaymentGround.newEvent();
        var fresh = PaymentGround.newEvent();
        for (var id : List.of(old, fresh)) {
            Outcome.of(ground.door.enter(ground.signed(PaymentGround.event(id, "customer.created", "pi_x"))));
        }
        ground.asAdministrator("begin; set local session_replication_role = replica; update stoa.payment_webhook"
                + " set created_date = now() - interval '31 days' where event_id = '" + old + "'; commit");
        assertEquals(1, Outcome.of(ground.payments().forgetOldEvents(ground.shop.system())));
        assertEquals(
                1,
                ground.count("select count(*) from stoa.payment_webhook where event_id in ('" + old + "', '" + fresh
                        + "')"));
    }
}
