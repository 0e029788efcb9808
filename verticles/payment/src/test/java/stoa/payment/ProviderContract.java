package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Future;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.messages.Json;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

/** What every payment provider does. An implementation extends this with a provider that really answers, and passes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProviderContract {
    private static final long AMOUNT = 10_000;

    abstract PaymentProvider provider();

    abstract UUID tenant();

    /** Of a card that pays at once; good for any number of intents. */
    abstract String goodToken();

    /** Of a card that is declined when its money is to be held. */
    abstract String decliningToken();

    /** A token that nobody has given out. */
    abstract String foreignToken();

    /** Of a card whose owner has to confirm. */
    abstract String stepUpToken();

    /** What the buyer does on the provider's page. */
    abstract void decide(String actionUrl, boolean approved);

    private static PaymentProvider.NewIntent order(UUID order, String token) {
        return new PaymentProvider.NewIntent(order, AMOUNT, "EUR", token, "http://shop.example/orders/" + order);
    }

    private PaymentProvider.Intent held(String token) {
        return held(Ids.next(), token);
    }

    private PaymentProvider.Intent held(UUID order, String token) {
        return Outcome.of(holding(order, token));
    }

    private Future<PaymentProvider.Intent> holding(UUID order, String token) {
        return provider().hold(tenant(), provider().intentId(order), order(order, token));
    }

    /** As it stands where nobody has told the provider of it. */
    private PaymentProvider.Intent unheardOf() {
        return Outcome.of(provider().ask(tenant(), provider().intentId(Ids.next())));
    }

    private PaymentProvider.Intent told(PaymentProvider.Intent intent, Operation.Kind kind, long total, long amount) {
        return Outcome.of(provider().tell(tenant(), intent.id(), operation(intent, kind, total, amount)));
    }

    private static Operation operation(PaymentProvider.Intent intent, Operation.Kind kind, long total, long amount) {
        return new Operation(kind, total, amount, intent.id() + "-" + kind + "-" + total);
    }

    private PaymentProvider.Intent asked(PaymentProvider.Intent intent) {
        return Outcome.of(provider().ask(tenant(), intent.id()));
    }

    private void assertMoved(
            PaymentProvider.Intent intent, long authorised, long captured, long refunded, long voided) {
        var totals = intent.totals();
        assertEquals(new Totals(authorised, captured, refunded, voided, totals.fee()), totals);
        assertEquals(intent, asked(intent), "asked later it says the same");
    }

    private void assertRefused(PaymentProvider.Intent intent, Operation.Kind kind, long total, long amount) {
        var before = asked(intent);
        Outcome.failure(
                PaymentProvider.WrongState.class,
                provider().tell(tenant(), intent.id(), operation(intent, kind, total, amount)));
        assertEquals(before, asked(intent), "a refusal moves nothing");
    }

    @Test
    void anOrderHasOneIntentWhoseIdIsKnownBeforeTheProviderHearsOfIt() {
        var order = Ids.next();
        assertEquals(provider().intentId(order), provider().intentId(order));
        assertNotEquals(provider().intentId(order), provider().intentId(Ids.next()));
        assertEquals(provider().intentId(order), held(order, goodToken()).id());
    }

    @Test
    void whatTheProviderHasNotHeardOfIsCreatedAndHasMovedNothing() {
        var nothing = unheardOf();
        assertEquals(PaymentStatus.CREATED, nothing.status());
        assertMoved(nothing, 0, 0, 0, 0);
        assertRefused(nothing, Operation.Kind.AUTHORISE, AMOUNT, AMOUNT);
    }

    @Test
    void aTokenThatNobodyHasGivenOutIsDeclinedWithItsReasonAndHoldsNothing() {
        var order = Ids.next();
        var declined = Outcome.failure(PaymentProvider.Declined.class, holding(order, foreignToken()));
        assertNotNull(declined.getMessage());
        assertMoved(Outcome.of(provider().ask(tenant(), provider().intentId(order))), 0, 0, 0, 0);
    }

    @Test
    void moneyIsHeldOnceHoweverOftenItIsTold() {
        var order = Ids.next();
        for (int i = 0; i < 2; i++) {
            var held = held(order, goodToken());
            assertEquals(PaymentStatus.AUTHORISED, held.status());
            assertMoved(held, AMOUNT, 0, 0, 0);
        }
        assertMoved(told(held(order, goodToken()), Operation.Kind.AUTHORISE, AMOUNT, AMOUNT), AMOUNT, 0, 0, 0);
    }

    @Test
    void moneyIsHeldOnceByManyWhoTellItAtOnce() {
        var order = Ids.next();
        var many = Stream.generate(() -> holding(order, goodToken())).limit(8).toList();
        many.forEach(one -> assertMoved(Outcome.of(one), AMOUNT, 0, 0, 0));
    }

    @Test
    void whatWasEndedBeforeItCameHoldsNothingWhenItComes() {
        var order = Ids.next();
        var intent = provider().intentId(order);
        for (int i = 0; i < 2; i++) {
            var over = Outcome.of(
                    provider().tell(tenant(), intent, new Operation(Operation.Kind.VOID, 0, 0, intent + "-void-0")));
            assertEquals(PaymentStatus.VOIDED, over.status());
        }
        Outcome.failure(PaymentProvider.WrongState.class, holding(order, goodToken()));
        assertMoved(Outcome.of(provider().ask(tenant(), intent)), 0, 0, 0, 0);
    }

    @Test
    void aDeclinedCardHoldsNothingAndSaysWhy() {
        var declined = held(decliningToken());
        assertEquals(PaymentStatus.DECLINED, declined.status());
        assertNotNull(declined.reason());
        assertMoved(declined, 0, 0, 0, 0);
        assertRefused(declined, Operation.Kind.CAPTURE, 1, 1);
    }

    @Test
    void moneyIsTakenInPartsEachOnceAndTheRestLetGo() {
        var intent = held(goodToken());
        for (int i = 0; i < 2; i++) {
            assertMoved(told(intent, Operation.Kind.CAPTURE, 4_000, 4_000), AMOUNT, 4_000, 0, 0);
        }
        assertMoved(told(intent, Operation.Kind.CAPTURE, 7_000, 3_000), AMOUNT, 7_000, 0, 0);
        for (int i = 0; i < 2; i++) {
            assertMoved(told(intent, Operation.Kind.VOID, 3_000, 3_000), AMOUNT, 7_000, 0, 3_000);
        }
        assertEquals(PaymentStatus.CAPTURED, asked(intent).status());
        assertRefused(intent, Operation.Kind.CAPTURE, 8_000, 1_000);
    }

    @Test
    void moneyIsGivenBackInPartsEachOnceAndNeverMoreThanWasTaken() {
        var intent = held(goodToken());
        told(intent, Operation.Kind.CAPTURE, AMOUNT, AMOUNT);
        for (int i = 0; i < 2; i++) {
            assertMoved(told(intent, Operation.Kind.REFUND, 2_500, 2_500), AMOUNT, AMOUNT, 2_500, 0);
        }
        assertRefused(intent, Operation.Kind.REFUND, 12_500, AMOUNT);
        assertMoved(told(intent, Operation.Kind.REFUND, AMOUNT, 7_500), AMOUNT, AMOUNT, AMOUNT, 0);
        assertEquals(PaymentStatus.REFUNDED, asked(intent).status());
    }

    @Test
    void noMoreIsTakenThanIsHeld() {
        assertRefused(held(goodToken()), Operation.Kind.CAPTURE, AMOUNT + 1, AMOUNT + 1);
    }

    @Test
    void heldMoneyIsLetGo() {
        var voided = told(held(goodToken()), Operation.Kind.VOID, AMOUNT, AMOUNT);
        assertEquals(PaymentStatus.VOIDED, voided.status());
        assertMoved(voided, AMOUNT, 0, 0, AMOUNT);
        assertRefused(voided, Operation.Kind.CAPTURE, AMOUNT, AMOUNT);
    }

    @Test
    void theBuyerConfirmsOnThePageOfTheProvider() {
        var waiting = held(stepUpToken());
        assertEquals(PaymentStatus.ACTION_REQUIRED, waiting.status());
        assertMoved(waiting, 0, 0, 0, 0);
        decide(actionUrl(waiting), true);
        var approved = asked(waiting);
        assertEquals(PaymentStatus.AUTHORISED, approved.status());
        assertNull(approved.actionUrl());
        assertMoved(approved, AMOUNT, 0, 0, 0);
    }

    @Test
    void theBuyerDeclinesOnThePageOfTheProvider() {
        var waiting = held(stepUpToken());
        decide(actionUrl(waiting), false);
        assertEquals(PaymentStatus.DECLINED, asked(waiting).status());
    }

    @Test
    void anOrderThatEndsWhileTheBuyerIsAskedHoldsNothing() {
        var waiting = held(stepUpToken());
        told(waiting, Operation.Kind.VOID, 0, 0);
        decide(actionUrl(waiting), true);
        assertEquals(PaymentStatus.VOIDED, asked(waiting).status());
    }

    private static String actionUrl(PaymentProvider.Intent waiting) {
        var url = waiting.actionUrl();
        assertNotNull(url);
        return url == null ? "" : url;
    }

    @Test
    void anEventThatSaysNothingWholeMovesNothing() {
        assertNull(provider().told(Json.MAPPER.readTree("{}")));
        assertNull(provider().told(Json.MAPPER.readTree("{\"intentId\":\"x\",\"status\":\"unheard-of\"}")));
    }
}
