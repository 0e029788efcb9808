package stoa.embedded.psp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxPspTest {
    private static final PspKeys KEYS = new PspKeys("a secret of the tests", "another one");
    private static final SandboxPsp.Pace QUICK = new SandboxPsp.Pace(
            Duration.ofMillis(300), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(20));

    private final Vertx vertx = Vertx.vertx();
    private SandboxPsp psp = start(null);
    private final Shop shop = new Shop(vertx, psp, KEYS);

    private SandboxPsp start(@Nullable Path directory) {
        return Shop.await(
                SandboxPsp.start(vertx, 0, new SandboxPsp.Options("127.0.0.1", KEYS, directory, QUICK, null)));
    }

    @AfterEach
    void stop() {
        psp.close().await();
        shop.close();
        vertx.close().await();
    }

    private static String card(String number) {
        return new JsonObject()
                .put("publishableKey", KEYS.publishableKey(Shop.ACCOUNT))
                .put(
                        "card",
                        new JsonObject()
                                .put("number", number)
                                .put("expMonth", 12)
                                .put("expYear", 2099)
                                .put("cvc", "123"))
                .encode();
    }

    @ParameterizedTest
    @EnumSource(Behaviour.class)
    void aTestCardBecomesATokenThatBuysOnce(Behaviour card) {
        var made = shop.tokenize(card(card.cardNumber().replaceAll("(.{4})", "$1 ")));
        assertEquals(201, made.status());
        var token = made.json().getString("token");
        assertEquals(201, shop.create(shop.intentBody(token), "first").status());
        assertEquals(402, shop.create(shop.intentBody(token), "second").status());
        assertFalse(made.text().contains(card.cardNumber()));
    }

    @Test
    void aPageOfAnyOriginMayTokenize() {
        var preflight = shop.preflight();
        assertEquals(204, preflight.status());
        assertEquals("*", preflight.header("Access-Control-Allow-Origin"));
        assertEquals("*", shop.tokenize(card("4242424242424242")).header("Access-Control-Allow-Origin"));
        assertEquals("*", shop.tokenize("{").header("Access-Control-Allow-Origin"), "also where it is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4242424242424241", "4111111111111111", "12", "4242-4242-4242-42x2"})
    void aCardThatIsMistypedOrRealIsRefused(String number) {
        var refused = shop.tokenize(card(number));
        assertEquals(402, refused.status());
        assertEquals("application/problem+json", refused.header("Content-Type"));
        assertFalse(refused.text().contains(number), "a card number is never repeated");
    }

    @Test
    void anExpiredCardIsRefused() {
        assertEquals(
                402,
                shop.tokenize(card("4242424242424242").replace("2099", "2020")).status());
        assertEquals(
                201,
                shop.tokenize(card("4242424242424242").replace("2099", "99")).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"publishableKey\":\"pk_sandbox_x\"}",
                "{\"publishableKey\":\"pk_sandbox_x\",\"card\":[]}"
            })
    void aBodyThatIsNoCardIsRefused(String body) {
        assertEquals(400, shop.tokenize(body).status());
    }

    @Test
    void withoutItsSecretKeyAnAccountIsClosed() {
        var id = shop.create(Behaviour.PAYS);
        assertEquals(
                401,
                shop.get("/v1/charges", "sk_sandbox_" + Shop.ACCOUNT + "_00").status());
        assertEquals(404, shop.get("/v1/intents/" + id, KEYS.secretKey("other")).status());
        assertEquals(200, shop.get("/v1/intents/" + id).status());
    }

    @Test
    void theSameKeyCreatesOneIntentAndAnotherBodyIsRefused() {
        var body = shop.intentBody("tok_pays");
        var first = shop.create(body, "key").json();
        assertEquals(first, shop.create(body, "key").json());
        assertEquals(422, shop.create(body.copy().put("amount", 1), "key").status());
        var found =
                shop.get("/v1/intents?reference=" + body.getString("reference")).json();
        assertEquals(1, found.getJsonArray("items").size());
    }

    @Test
    void anIntentUnderAnIdOfOnesOwnIsMadeAndHoldsItsMoneyOnceHoweverOftenItIsAsked() {
        var body = shop.intentBody("tok_pays");
        for (int i = 0; i < 2; i++) {
            assertEquals("authorised", shop.put("order-1", body).json().getString("status"));
        }
        assertEquals(422, shop.put("order-1", body.copy().put("amount", 1)).status(), "that is other money");
        assertEquals("authorised", shop.status("order-1"));
        assertEquals(1, shop.get("/v1/charges").json().getJsonArray("items").size());
        assertEquals(400, shop.put("a%20b", body).status());
        assertEquals(402, shop.put("order-2", shop.intentBody("tok_nobodys")).status());
        assertEquals(404, shop.get("/v1/intents/order-2").status());
    }

    @Test
    void anIdOfOnesOwnIsNobodyElses() {
        var body = shop.intentBody("tok_pays");
        shop.put("order-3", body);
        assertEquals(
                404, shop.get("/v1/intents/order-3", KEYS.secretKey("other")).status());
        var theirs = shop.put("other", "order-3", body.copy().put("amount", 5));
        assertEquals(5, theirs.json().getLong("amount"));
        assertEquals("requires_confirmation", theirs.json().getString("status"), "nobody asked to confirm it");
        assertEquals("authorised", shop.status("order-3"));
    }

    @Test
    void whatIsEndedBeforeItIsThereHoldsNothingWhenItComes() {
        for (int i = 0; i < 2; i++) {
            assertEquals("voided", shop.statusAfter("order-4", "void"));
        }
        assertEquals(409, shop.put("order-4", shop.intentBody("tok_pays")).status());
        assertEquals("voided", shop.status("order-4"));
        assertTrue(shop.get("/v1/charges").json().getJsonArray("items").isEmpty());
    }

    @Test
    void anIntentIsConfirmedCapturedAndRefundedEachOnce() {
        var id = shop.create(Behaviour.PAYS);
        for (int i = 0; i < 2; i++) {
            assertEquals("authorised", shop.statusAfter(id, "confirm"));
        }
        for (int i = 0; i < 2; i++) {
            assertEquals("captured", shop.statusAfter(id, "capture"));
        }
        assertEquals(409, shop.post(id, "void").status(), "what is taken can only be given back");
        for (int i = 0; i < 2; i++) {
            assertEquals("refunded", shop.statusAfter(id, "refund"));
        }
        assertEquals(409, shop.post(id, "confirm").status());
        var charges = shop.get("/v1/charges").json().getJsonArray("items");
        assertEquals(1, charges.size());
        assertEquals(id, charges.getJsonObject(0).getString("intentId"));
    }

    @Test
    void moneyIsTakenAndGivenBackInPartsEachOnceUnderItsKey() {
        var id = shop.create(Behaviour.PAYS);
        shop.post(id, "confirm");
        for (int i = 0; i < 2; i++) {
            assertEquals(4_000, shop.part(id, "capture", 4_000, "a").json().getLong("captured"));
        }
        assertEquals(422, shop.part(id, "capture", 4_001, "a").status());
        assertEquals(409, shop.part(id, "capture", 10_901, "b").status());
        assertEquals(14_900, shop.part(id, "capture", 10_900, "b").json().getLong("captured"), "a refusal is not kept");
        assertEquals(409, shop.part(id, "refund", 15_000, "c").status());
        assertEquals("captured", shop.part(id, "refund", 900, "c").json().getString("status"));
        var whole = shop.part(id, "refund", 14_000, "d").json();
        assertEquals("refunded", whole.getString("status"));
        assertEquals(224, whole.getLong("fee"), "1.5 % of what was taken, rounded half up");
    }

    @Test
    void theRestIsLetGoAndWhatWasTakenStays() {
        var id = shop.create(Behaviour.PAYS);
        shop.post(id, "confirm");
        shop.part(id, "capture", 4_000, "a");
        for (int i = 0; i < 2; i++) {
            var left = shop.post(id, "void").json();
            assertEquals("captured", left.getString("status"));
            assertEquals(10_900, left.getLong("voided"));
        }
        assertEquals(409, shop.part(id, "capture", 1, "b").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"5\"", "null", "9223372036854775808"})
    void anAmountThatIsNoneIsRefused(String amount) {
        var id = shop.create(Behaviour.PAYS);
        shop.post(id, "confirm");
        assertEquals(
                400,
                shop.part(id, "capture", "{\"amount\":" + amount + "}", "a").status());
        assertEquals("authorised", shop.status(id));
    }

    @Test
    void chargesComeInPages() {
        for (int i = 0; i < 3; i++) {
            shop.post(shop.create(Behaviour.PAYS), "confirm");
        }
        var first = shop.get("/v1/charges?limit=2").json();
        assertEquals(2, first.getJsonArray("items").size());
        var second = shop.get("/v1/charges?limit=2&after=" + first.getInteger("next"))
                .json();
        assertEquals(1, second.getJsonArray("items").size());
        assertNull(second.getInteger("next"));
    }

    @Test
    void aDeclinedCardHoldsNothing() {
        var id = shop.create(Behaviour.DECLINED);
        assertEquals("declined", shop.statusAfter(id, "confirm"));
        assertEquals(409, shop.post(id, "capture").status());
        assertTrue(shop.get("/v1/charges").json().getJsonArray("items").isEmpty());
    }

    @Test
    void ofVoidAndCaptureTheFirstCounts() {
        var id = shop.create(Behaviour.PAYS);
        shop.post(id, "confirm");
        assertEquals("voided", shop.statusAfter(id, "void"));
        assertEquals(409, shop.post(id, "capture").status());
    }

    @Test
    void aSlowCardPaysInTheEndAndOnce() {
        var id = shop.create(Behaviour.SLOW);
        var first = shop.send(id, "confirm", 10_000);
        var second = shop.send(id, "confirm", 10_000);
        assertEquals("authorised", Shop.await(first).json().getString("status"));
        assertEquals("authorised", Shop.await(second).json().getString("status"));
        assertEquals(1, shop.get("/v1/charges").json().getJsonArray("items").size());
    }

    @Test
    void aTimeoutAfterTheChargeIsSeenOnlyByAsking() {
        var id = shop.create(Behaviour.TIMEOUT);
        var never = shop.send(id, "confirm", 200).toCompletionStage().toCompletableFuture();
        assertThrows(ExecutionException.class, () -> never.get(10, TimeUnit.SECONDS));
        assertEquals("authorised", shop.status(id));
        assertTrue(shop.hasHeardNothing());
    }

    @Test
    void aLostConfirmationHoldsNothingAndCanBeRepeated() {
        var id = shop.create(Behaviour.LOST);
        var never = shop.send(id, "confirm", 200).toCompletionStage().toCompletableFuture();
        assertThrows(ExecutionException.class, () -> never.get(10, TimeUnit.SECONDS));
        assertEquals("requires_confirmation", shop.status(id));
        assertEquals("authorised", shop.statusAfter(id, "confirm"));
    }

    @Test
    void aWebhookIsSignedOverItsBodyAndTime() {
        var id = shop.create(Behaviour.PAYS);
        shop.post(id, "confirm");
        var heard = shop.hear();
        assertEquals("payment.authorised", heard.type());
        assertEquals(id, heard.json().getJsonObject("data").getString("intentId"));
        var signature = assertNotNullText(heard.signature());
        var time = Long.parseLong(signature.substring(2, signature.indexOf(',')));
        assertEquals(KEYS.signature(Shop.ACCOUNT, time, heard.body()), signature);
        assertNotEquals(KEYS.signature(Shop.ACCOUNT, time, heard.body() + " "), signature);
    }

    private static String assertNotNullText(@Nullable String text) {
        assertNotNull(text);
        return text == null ? "" : text;
    }

    @Test
    void aWebhookIsRepeatedUntilItIsHeard() {
        shop.answers.add(500);
        shop.answers.add(503);
        shop.post(shop.create(Behaviour.PAYS), "confirm");
        var first = shop.hear();
        assertEquals(first.body(), shop.hear().body());
        assertEquals(first.body(), shop.hear().body());
    }

    @Test
    void someTellThingsThreeTimes() {
        shop.post(shop.create(Behaviour.DUPLICATE_WEBHOOKS), "confirm");
        var first = shop.hear();
        assertEquals(first.body(), shop.hear().body());
        assertEquals(first.body(), shop.hear().body());
    }

    @Test
    void someTellTheLastThingFirst() {
        var id = shop.create(Behaviour.OUT_OF_ORDER_WEBHOOKS);
        shop.post(id, "confirm");
        shop.post(id, "capture");
        assertEquals("payment.captured", shop.hear().type());
        assertEquals("payment.authorised", shop.hear().type());
    }

    @Test
    void someTellTheOutcomeByWebhookOnly() {
        var id = shop.create(Behaviour.WEBHOOK_ONLY);
        assertEquals("processing", shop.statusAfter(id, "confirm"));
        assertEquals("payment.authorised", shop.hear().type());
    }

    @Test
    void whatWasChargedSurvivesARestartAlsoWithATornLastLine(@TempDir Path directory) throws IOException {
        psp.close().await();
        psp = start(directory);
        shop.movesTo(psp);
        var token = shop.tokenize(card("4242424242424242")).json().getString("token");
        var body = shop.intentBody(token);
        var id = shop.create(body, "key").json().getString("id");
        shop.post(id, "confirm");
        var later = shop.create(Behaviour.WEBHOOK_ONLY);
        psp.close().await();
        Files.writeString(directory.resolve("psp.jsonl"), "{\"id\":\"pi_to", StandardOpenOption.APPEND);

        psp = start(directory);
        shop.movesTo(psp);
        assertEquals("authorised", shop.status(id));
        assertEquals("requires_confirmation", shop.status(later));
        assertEquals(id, shop.create(body, "key").json().getString("id"));
        assertEquals(402, shop.create(shop.intentBody(token), "other").status(), "the token stays used");
        assertEquals(1, shop.get("/v1/charges").json().getJsonArray("items").size());
        assertEquals("captured", shop.statusAfter(id, "capture"));
    }
}
