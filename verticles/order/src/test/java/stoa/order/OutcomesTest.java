package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.messages.order.FulfilmentStatus.DELIVERED;
import static stoa.messages.order.FulfilmentStatus.PARTIALLY_SHIPPED;
import static stoa.messages.order.FulfilmentStatus.SHIPPED;
import static stoa.messages.order.FulfilmentStatus.UNFULFILLED;
import static stoa.messages.order.PaymentStatus.AUTHORISED;
import static stoa.messages.order.PaymentStatus.CAPTURED;
import static stoa.messages.order.PaymentStatus.DECLINED;
import static stoa.messages.order.PaymentStatus.PARTIALLY_CAPTURED;
import static stoa.messages.order.PaymentStatus.PARTIALLY_REFUNDED;
import static stoa.messages.order.PaymentStatus.PENDING;
import static stoa.messages.order.PaymentStatus.REFUNDED;
import static stoa.messages.order.PaymentStatus.REQUIRES_ACTION;
import static stoa.messages.order.PaymentStatus.VOIDED;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.PaymentStatus;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;

/** What an answer about the money means for an order of 30.00, state by state. */
class OutcomesTest {
    private static final UUID ID = UUID.fromString("00000000-0000-7000-8000-0000000000cc");
    private static final long TOTAL = 3000;

    private static Standing order(OrderState state, Funds funds) {
        var live = new LiveOrder(
                ID,
                ID,
                null,
                "N-1",
                7,
                state.status(),
                state.payment(),
                state.fulfilment(),
                TOTAL,
                "EUR",
                3,
                "Mara",
                Instant.EPOCH);
        return new Standing(live, funds, "somebody looks into it", null);
    }

    private static Standing reserved(PaymentStatus payment) {
        return order(new OrderState.Reserved(payment), Funds.NONE);
    }

    private static Standing open(PaymentStatus payment, FulfilmentStatus fulfilment, Funds funds) {
        return order(new OrderState.Open(payment, fulfilment), funds);
    }

    private static Standing cancelled(PaymentStatus payment) {
        return order(new OrderState.Cancelled(payment), Funds.NONE);
    }

    private static PaymentAnswer answer(PaymentOutcome outcome, long captured, long refunded) {
        return new PaymentAnswer(ID, outcome, TOTAL, captured, refunded, null, null);
    }

    private static Move move(Optional<Move> move) {
        return move.orElseThrow();
    }

    private static void leads(Move move, OrderStep step, OrderState to, Funds funds, boolean settles) {
        assertEquals(step, move.step());
        assertEquals(to, move.to());
        assertEquals(funds, move.funds());
        assertEquals(settles, move.settles());
    }

    private static void ends(Move move, PaymentStatus payment, Funds funds) {
        assertEquals(new OrderState.Cancelled(payment), move.to());
        assertEquals(funds, move.funds());
        assertNull(move.hold());
        assertTrue(move.settles());
    }

    @Test
    void heldMoneyIsTakenAtOnceOrLeftUntilPiecesLeave() {
        leads(
                Outcomes.held(reserved(PENDING), false),
                OrderStep.AUTHORISED,
                new OrderState.Confirmed(),
                new Funds(TOTAL, 0, 0, 0),
                false);
        leads(
                Outcomes.held(reserved(PENDING), true),
                OrderStep.AUTHORISED,
                new OrderState.Open(AUTHORISED, UNFULFILLED),
                Funds.NONE,
                true);
    }

    @Test
    void whatIsNotPaidInTimeIsCancelledAndItsMoneyAskedFor() {
        var move = Outcomes.expired(reserved(REQUIRES_ACTION));
        leads(move, OrderStep.EXPIRE, new OrderState.Cancelled(PENDING), Funds.NONE, false);
        assertEquals("Not paid in time", move.reason());
    }

    @Test
    void theBuyerIsSentToApproveOnceWithTheAddressForIt() {
        var answer =
                new PaymentAnswer(ID, PaymentOutcome.ACTION_REQUIRED, 0, 0, 0, null, "https://psp.example/approve");
        var move = move(Outcomes.reserved(reserved(PENDING), answer));
        leads(move, OrderStep.ACTION_REQUIRED, new OrderState.Reserved(REQUIRES_ACTION), Funds.NONE, false);
        assertEquals("https://psp.example/approve", move.actionUrl());
        assertEquals(Optional.empty(), Outcomes.reserved(reserved(REQUIRES_ACTION), answer));
    }

    @Test
    void takenMoneyPaysTheOrderAndSettlesItUnlessSomeWasGivenBackAlready() {
        var confirmed = order(new OrderState.Confirmed(), new Funds(TOTAL, 0, 0, 0));
        var paid = new OrderState.Open(CAPTURED, UNFULFILLED);
        var funds = new Funds(TOTAL, 0, TOTAL, 0);
        leads(
                move(Outcomes.confirmed(confirmed, answer(PaymentOutcome.CAPTURED, TOTAL, 0))),
                OrderStep.CAPTURED,
                paid,
                funds,
                true);
        leads(
                move(Outcomes.confirmed(confirmed, answer(PaymentOutcome.CAPTURED, TOTAL, 5))),
                OrderStep.CAPTURED,
                paid,
                funds,
                false);
        leads(
                move(Outcomes.confirmed(confirmed, answer(PaymentOutcome.CAPTURED, 2000, 0))),
                OrderStep.CAPTURED,
                paid,
                new Funds(TOTAL, 0, 2000, 0),
                false);
        leads(
                move(Outcomes.reserved(reserved(PENDING), answer(PaymentOutcome.CAPTURED, TOTAL, 0))),
                OrderStep.CAPTURED,
                paid,
                funds,
                true);
    }

    @Test
    void anOrderWhoseMoneyIsRefusedLetGoOrGivenBackIsNoMore() {
        ends(move(Outcomes.reserved(reserved(PENDING), answer(PaymentOutcome.DECLINED, 0, 0))), DECLINED, Funds.NONE);
        ends(move(Outcomes.cancelled(cancelled(PENDING), answer(PaymentOutcome.VOIDED, 0, 0))), VOIDED, Funds.NONE);
        ends(
                move(Outcomes.cancelled(cancelled(CAPTURED), answer(PaymentOutcome.REFUNDED, TOTAL, TOTAL))),
                REFUNDED,
                new Funds(TOTAL, TOTAL, TOTAL, TOTAL));
        assertEquals(Optional.empty(), Outcomes.cancelled(cancelled(VOIDED), answer(PaymentOutcome.VOIDED, 0, 0)));
        assertEquals(Optional.empty(), Outcomes.cancelled(cancelled(CAPTURED), answer(PaymentOutcome.DECLINED, 0, 0)));
        for (var undecided : List.of(
                PaymentOutcome.UNKNOWN,
                PaymentOutcome.ACTION_REQUIRED,
                PaymentOutcome.AUTHORISED,
                PaymentOutcome.CAPTURED)) {
            assertEquals(Optional.empty(), Outcomes.cancelled(cancelled(PENDING), answer(undecided, 0, 0)));
        }
    }

    @Test
    void whatWasTakenForPiecesThatLeftIsWrittenDown() {
        var order = open(AUTHORISED, PARTIALLY_SHIPPED, new Funds(1000, 0, 0, 0));
        var move = move(Outcomes.open(order, answer(PaymentOutcome.CAPTURED, 1000, 0)));
        leads(
                move,
                OrderStep.CAPTURED,
                new OrderState.Open(PARTIALLY_CAPTURED, PARTIALLY_SHIPPED),
                new Funds(1000, 0, 1000, 0),
                true);
        assertEquals("Payment received", move.reason());
        assertEquals("somebody looks into it", move.hold());
        assertFalse(move(Outcomes.open(
                        open(AUTHORISED, PARTIALLY_SHIPPED, new Funds(2000, 0, 0, 0)),
                        answer(PaymentOutcome.CAPTURED, 1000, 0)))
                .settles());
    }

    @Test
    void moreThanWasWantedIsWantedByNow() {
        var order = open(AUTHORISED, PARTIALLY_SHIPPED, new Funds(1000, 0, 0, 0));
        assertEquals(
                new Funds(2000, 0, 2000, 0),
                move(Outcomes.open(order, answer(PaymentOutcome.CAPTURED, 2000, 0)))
                        .funds());
    }

    @Test
    void moneyGivenBackIsNotedAndSaysWhoDidIt() {
        var wanted = open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 500, TOTAL, 0));
        var ordered = move(Outcomes.open(wanted, answer(PaymentOutcome.CAPTURED, TOTAL, 500)));
        leads(
                ordered,
                OrderStep.REFUNDED,
                new OrderState.Open(PARTIALLY_REFUNDED, UNFULFILLED),
                new Funds(TOTAL, 500, TOTAL, 500),
                true);
        assertEquals("Payment refunded", ordered.reason());

        var elsewhere = move(Outcomes.open(
                open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 0, TOTAL, 0)),
                answer(PaymentOutcome.CAPTURED, TOTAL, 700)));
        assertEquals(new Funds(TOTAL, 700, TOTAL, 700), elsewhere.funds());
        assertEquals("Refunded at the payment provider", elsewhere.reason());

        var less = move(Outcomes.open(wanted, answer(PaymentOutcome.CAPTURED, TOTAL, 200)));
        assertFalse(less.settles(), "300 are still owed");
    }

    @Test
    void takenComesBeforeGivenBack() {
        var order = open(AUTHORISED, PARTIALLY_SHIPPED, new Funds(1000, 0, 0, 0));
        var move = move(Outcomes.open(order, answer(PaymentOutcome.CAPTURED, 1000, 400)));
        leads(
                move,
                OrderStep.CAPTURED,
                new OrderState.Open(PARTIALLY_CAPTURED, PARTIALLY_SHIPPED),
                new Funds(1000, 0, 1000, 0),
                false);
    }

    @Test
    void theRestIsReleasedWhenNothingMoreWillLeave() {
        var order = open(PARTIALLY_CAPTURED, SHIPPED, new Funds(1000, 0, 1000, 0));
        var move = move(Outcomes.open(order, answer(PaymentOutcome.CAPTURED, 1000, 0)));
        leads(move, OrderStep.CAPTURED, new OrderState.Open(CAPTURED, SHIPPED), new Funds(1000, 0, 1000, 0), true);
        assertEquals("The rest of the payment is released", move.reason());
    }

    @Test
    void newsThatSayNothingNewMoveNothing() {
        var paid = open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 0, TOTAL, 0));
        assertEquals(Optional.empty(), Outcomes.open(paid, answer(PaymentOutcome.CAPTURED, TOTAL, 0)));
        var held = open(AUTHORISED, UNFULFILLED, Funds.NONE);
        assertEquals(Optional.empty(), Outcomes.open(held, answer(PaymentOutcome.AUTHORISED, 0, 0)));
    }

    @Test
    void aHoldOnTheMoneyThatLapsesEndsAnOrderOfWhichNothingHasLeft() {
        ends(
                move(Outcomes.open(open(AUTHORISED, UNFULFILLED, Funds.NONE), answer(PaymentOutcome.VOIDED, 0, 0))),
                VOIDED,
                Funds.NONE);
        var left = open(AUTHORISED, PARTIALLY_SHIPPED, new Funds(1000, 0, 0, 0));
        assertEquals(Optional.empty(), Outcomes.open(left, answer(PaymentOutcome.VOIDED, 0, 0)));
    }

    @Test
    void allGivenBackEndsWhatHasNotLeftAndIsNotedOnceOfWhatHas() {
        var funds = new Funds(TOTAL, TOTAL, TOTAL, TOTAL);
        var answer = answer(PaymentOutcome.REFUNDED, TOTAL, TOTAL);
        ends(move(Outcomes.open(open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 0, TOTAL, 0)), answer)), REFUNDED, funds);
        var gone = move(Outcomes.open(open(CAPTURED, DELIVERED, new Funds(TOTAL, 0, TOTAL, 0)), answer));
        leads(gone, OrderStep.REFUNDED, new OrderState.Open(REFUNDED, DELIVERED), funds, true);
        assertNull(gone.hold());
        assertEquals("Refunded at the payment provider", gone.reason());
        assertEquals(Optional.empty(), Outcomes.open(open(REFUNDED, DELIVERED, funds), answer));
    }

    @Test
    void anAnswerIsEnoughWhereMoneyIsWhereItShallBe() {
        var taken = answer(PaymentOutcome.CAPTURED, TOTAL, 500);
        assertFalse(Outcomes.asWanted(reserved(PENDING), taken));
        assertFalse(Outcomes.asWanted(order(new OrderState.Confirmed(), Funds.NONE), taken));
        assertFalse(Outcomes.asWanted(cancelled(CAPTURED), taken));
        assertTrue(Outcomes.asWanted(cancelled(VOIDED), taken));
        assertTrue(Outcomes.asWanted(open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 500, TOTAL, 0)), taken));
        assertFalse(Outcomes.asWanted(open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 501, TOTAL, 0)), taken));
        assertFalse(Outcomes.asWanted(
                open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 500, TOTAL, 0)),
                answer(PaymentOutcome.CAPTURED, TOTAL - 1, 500)));
    }

    @Test
    void fundsNeverWantLessAndNeverGiveBackMoreThanIsTaken() {
        var funds = new Funds(1000, 200, 1000, 0);
        assertEquals(new Funds(1500, 200, 1000, 0), funds.taking(1500));
        assertEquals(funds, funds.taking(500));
        assertEquals(new Funds(1000, 700, 1000, 0), funds.givingBack(500));
        assertEquals(new Funds(1000, 1000, 1000, 0), funds.givingBack(5000));
        assertEquals(800, funds.refundable());
        assertFalse(funds.even());
        assertTrue(new Funds(1000, 200, 1000, 200).even());
        assertFalse(new Funds(1001, 200, 1000, 200).even());
    }

    @Test
    void anOrderIsSettledWhenMoneyAndGoodsAgree() {
        assertFalse(reserved(PENDING).settled());
        assertFalse(cancelled(CAPTURED).settled());
        assertTrue(cancelled(REFUNDED).settled());
        assertTrue(open(AUTHORISED, UNFULFILLED, Funds.NONE).settled());
        assertFalse(open(CAPTURED, UNFULFILLED, new Funds(TOTAL, 5, TOTAL, 0)).settled());
        assertFalse(
                open(PARTIALLY_CAPTURED, SHIPPED, new Funds(1000, 0, 1000, 0)).settled(), "2000 are still held");
        assertTrue(open(CAPTURED, SHIPPED, new Funds(TOTAL, 0, TOTAL, 0)).settled());
    }

    @Test
    void whatIsHeldOrHasLeftCannotBeShipped() {
        var paid = open(CAPTURED, PARTIALLY_SHIPPED, new Funds(TOTAL, 0, TOTAL, 0));
        assertFalse(paid.shippable());
        assertTrue(paid.partlyShipped());
        assertFalse(paid.closed());
        var free = new Standing(paid.live(), paid.funds(), null, null);
        assertTrue(free.shippable());
        var gone = open(CAPTURED, SHIPPED, paid.funds());
        assertFalse(new Standing(gone.live(), gone.funds(), null, null).shippable());
        assertFalse(gone.partlyShipped());
        assertTrue(gone.closed());
        assertEquals(7, gone.version());
        assertEquals(ID, gone.orderId());
    }
}
