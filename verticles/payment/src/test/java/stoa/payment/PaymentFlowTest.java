package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stoa.embedded.psp.Behaviour;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.SettlePayment;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

/** What can go wrong between an order and its money, and what comes of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentFlowTest {
    private final PaymentGround ground = new PaymentGround(null);

    @AfterAll
    void close() {
        ground.close();
    }

    private static UUID order() {
        return Ids.next();
    }

    private void assertOneCharge(UUID order, String status) {
        var charges = ground.charges(order);
        assertEquals(1, charges.size(), () -> "one charge, not " + charges);
        assertEquals(status, charges.getFirst().getString("status"));
        assertEquals(PaymentGround.AMOUNT, charges.getFirst().getLong("amount"));
    }

    /** A webhook may have told what an answer told as well; nothing is told twice. */
    private void awaitTold(UUID order, String outcome) {
        ground.await("told " + outcome, () -> ground.told(order).contains(outcome));
        assertEquals(ground.told(order).stream().distinct().toList(), ground.told(order));
    }

    @Test
    void moneyIsHeldThenTakenThenGivenBackEachOnce() {
        var order = order();
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    PaymentOutcome.AUTHORISED,
                    ground.authorise(order, Behaviour.PAYS).outcome());
        }
        for (int i = 0; i < 2; i++) {
            assertEquals(PaymentOutcome.CAPTURED, ground.capture(order).outcome());
        }
        assertEquals(
                PaymentOutcome.CAPTURED, ground.authorise(order, Behaviour.PAYS).outcome(), "asked late");
        assertOneCharge(order, "captured");
        for (int i = 0; i < 2; i++) {
            assertEquals(PaymentOutcome.REFUNDED, ground.refund(order).outcome());
        }
        assertEquals(PaymentOutcome.REFUNDED, ground.capture(order).outcome());
        assertOneCharge(order, "refunded");
    }

    @ParameterizedTest
    @EnumSource(
            value = Behaviour.class,
            names = {"PAYS", "SLOW", "DUPLICATE_WEBHOOKS", "OUT_OF_ORDER_WEBHOOKS", "CAPTURE_TIMEOUT"})
    void aCardThatAnswersIsAuthorisedAtOnce(Behaviour card) {
        var order = order();
        assertEquals(PaymentOutcome.AUTHORISED, ground.authorise(order, card).outcome());
        assertOneCharge(order, "authorised");
    }

    @Test
    void aDeclinedCardIsDeclinedForGoodAndHoldsNothing() {
        var order = order();
        var declined = ground.authorise(order, Behaviour.DECLINED);
        assertEquals(PaymentOutcome.DECLINED, declined.outcome());
        assertEquals("The card was declined.", declined.reason());
        assertEquals(
                PaymentOutcome.DECLINED,
                ground.authorise(order, Behaviour.DECLINED).outcome());
        assertEquals(PaymentOutcome.DECLINED, ground.release(order).outcome());
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void aTokenThatNobodyKnowsIsDeclined() {
        var order = order();
        var answer = Outcome.of(ground.asking(new AuthorisePayment(order, PaymentGround.AMOUNT, "EUR", "tok_unknown")));
        assertEquals(PaymentOutcome.DECLINED, answer.outcome());
        assertTrue(ground.charges(order).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(
            value = Behaviour.class,
            names = {"TIMEOUT", "LOST", "WEBHOOK_ONLY"})
    void whatIsNotAnsweredIsUnknownAndSettledByAskingForTheIntent(Behaviour card) {
        var order = order();
        assertEquals(PaymentOutcome.UNKNOWN, ground.authorise(order, card).outcome());
        awaitTold(order, "AUTHORISED");
        assertEquals(PaymentOutcome.AUTHORISED, ground.authorise(order, card).outcome());
        assertEquals(PaymentOutcome.CAPTURED, ground.capture(order).outcome());
        assertOneCharge(order, "captured");
    }

    @Test
    void aCaptureThatIsNotAnsweredIsUnknownAndToldWhenItIsKnown() {
        var order = order();
        ground.authorise(order, Behaviour.CAPTURE_TIMEOUT);
        assertEquals(PaymentOutcome.UNKNOWN, ground.capture(order).outcome());
        awaitTold(order, "CAPTURED");
        assertEquals(PaymentOutcome.CAPTURED, ground.capture(order).outcome());
        assertOneCharge(order, "captured");
    }

    @Test
    void twoAuthorisationsAtOnceAreOneCharge() {
        var order = order();
        List<Future<PaymentAnswer>> both =
                List.of(ground.authorising(order, Behaviour.SLOW), ground.authorising(order, Behaviour.SLOW));
        both.forEach(answer ->
                assertEquals(PaymentOutcome.AUTHORISED, Outcome.of(answer).outcome()));
        assertOneCharge(order, "authorised");
    }

    @Test
    void killedAfterTheIntentWasStoredTheNextAttemptHoldsItsMoney() {
        var order = order();
        ground.begin(order);
        assertEquals(PaymentOutcome.UNKNOWN, ground.look(order).outcome(), "who has no token only asks");
        assertEquals(
                PaymentOutcome.AUTHORISED,
                ground.authorise(order, Behaviour.PAYS).outcome());
        ground.intent(order);
        assertOneCharge(order, "authorised");
    }

    @Test
    void killedAfterTheMoneyWasHeldTheNextAttemptOnlyAsks() {
        var order = order();
        var intent = ground.begin(order).intent();
        Outcome.of(ground.provider().hold(ground.shop.id(), intent, ground.wanted(order)));
        assertEquals(
                PaymentOutcome.AUTHORISED,
                ground.authorise(order, Behaviour.PAYS).outcome());
        assertOneCharge(order, "authorised");
    }

    @Test
    void cancelledWhileTheCallIsOnItsWayNothingIsHeldWhenItArrives() {
        var order = order();
        var intent = ground.begin(order).intent();
        assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        Outcome.failure(
                PaymentProvider.WrongState.class,
                ground.provider().hold(ground.shop.id(), intent, ground.wanted(order)));
        assertEquals(PaymentOutcome.VOIDED, ground.look(order).outcome());
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void declinedOnASecondAttemptTheFirstOneHoldsNothingWhenItArrives() {
        var order = order();
        var intent = ground.begin(order).intent();
        var answer = Outcome.of(ground.asking(new AuthorisePayment(order, PaymentGround.AMOUNT, "EUR", "tok_unknown")));
        assertEquals(PaymentOutcome.DECLINED, answer.outcome());
        Outcome.failure(
                PaymentProvider.WrongState.class,
                ground.provider().hold(ground.shop.id(), intent, ground.wanted(order)));
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void killedAfterTheCaptureTheNextAttemptSeesIt() {
        var order = order();
        ground.authorise(order, Behaviour.PAYS);
        ground.call(HttpMethod.POST, "/v1/intents/" + ground.intent(order).getString("id") + "/capture");
        assertEquals(PaymentOutcome.CAPTURED, ground.capture(order).outcome());
        assertOneCharge(order, "captured");
    }

    @Test
    void killedBetweenTheWishToLetGoAndTheProviderTheNextAttemptLetsGo() {
        var order = order();
        ground.authorise(order, Behaviour.PAYS);
        Outcome.of(ground.writes().want(ground.shop.system(), SettlePayment.nothing(order, 3)));
        assertEquals(PaymentOutcome.VOIDED, ground.capture(order).outcome(), "no capture begins after that");
        assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        assertOneCharge(order, "voided");
    }

    @Test
    void anOrderOfAnotherAmountMeanwhileGoesOnWithTheStoredPayment() {
        var order = order();
        ground.begin(order);
        var answer = Outcome.of(ground.asking(new AuthorisePayment(order, 1, "USD", Behaviour.PAYS.token())));
        assertEquals(PaymentGround.AMOUNT, answer.authorised());
        assertOneCharge(order, "authorised");
    }

    @Test
    void heldMoneyIsLetGo() {
        var order = order();
        ground.authorise(order, Behaviour.PAYS);
        for (int i = 0; i < 2; i++) {
            assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        }
        assertEquals(PaymentOutcome.VOIDED, ground.capture(order).outcome());
        assertEquals(
                PaymentOutcome.VOIDED, ground.authorise(order, Behaviour.PAYS).outcome());
        assertOneCharge(order, "voided");
    }

    @Test
    void takenMoneyIsGivenBackAlsoWhenAskedToLetGo() {
        var order = order();
        ground.authorise(order, Behaviour.PAYS);
        ground.capture(order);
        assertEquals(PaymentOutcome.REFUNDED, ground.release(order).outcome());
        assertOneCharge(order, "refunded");
    }

    @Test
    void anOrderThatIsCancelledBeforeItsAuthorisationNeverHoldsMoney() {
        var order = order();
        assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        assertEquals(
                PaymentOutcome.VOIDED, ground.authorise(order, Behaviour.PAYS).outcome());
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void anUnknownAuthorisationIsLetGoWhenTheOrderIsCancelledMeanwhile() {
        var order = order();
        assertEquals(
                PaymentOutcome.UNKNOWN,
                ground.authorise(order, Behaviour.TIMEOUT).outcome());
        assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        assertOneCharge(order, "voided");
    }

    @Test
    void cancelledWhileTheProviderIsAtItNothingIsKept() {
        var order = order();
        var authorising = ground.authorising(order, Behaviour.SLOW);
        ground.await(
                "the intent is stored",
                () -> ground.count("select count(*) from stoa.payment where order_id = '" + order + "'") == 1);
        assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        Outcome.of(authorising); // held for a moment, or never: whoever was first
        assertEquals(PaymentOutcome.VOIDED, ground.look(order).outcome());
        assertTrue(ground.charges(order).stream()
                .noneMatch(c -> c.getString("status").equals("captured")));
        assertEquals("voided", ground.intent(order).getString("status"));
    }

    @Test
    void ofCaptureAndCancelAtOnceTheCancelLastsWhoeverIsFirst() {
        for (int i = 0; i < 10; i++) {
            var order = order();
            ground.authorise(order, Behaviour.PAYS);
            var capturing = ground.capturing(order);
            var releasing = ground.releasing(order);
            Outcome.of(capturing.otherwiseEmpty());
            var released = Outcome.of(releasing);
            assertTrue(
                    released.outcome() == PaymentOutcome.VOIDED || released.outcome() == PaymentOutcome.REFUNDED,
                    () -> "released: " + released);
            assertOneCharge(order, released.outcome() == PaymentOutcome.VOIDED ? "voided" : "refunded");
        }
    }

    @Test
    void everyVersionOfAPaymentIsKept() {
        var order = order();
        ground.authorise(order, Behaviour.PAYS);
        var captured = ground.capture(order);
        assertEquals(PaymentGround.AMOUNT, captured.captured());
        assertEquals(4, ground.stored(order).version(), "begun, held, wanted, taken");
        assertEquals(
                3,
                ground.count(
                        "select count(*) from stoa.payment_history h join stoa.payment p on p.tenant_id = h.tenant_id"
                                + " and p.id = h.id where p.order_id = '" + order + "'"));
    }
}
