package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.embedded.psp.Behaviour;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

/** Money taken in parts, given back in parts and let go for the rest; and after each story the ledger says what the provider says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartsTest {
    private static final long ALL = PaymentGround.AMOUNT;

    private final PaymentGround ground = new PaymentGround(null);

    @AfterAll
    void close() {
        ground.close();
    }

    @AfterEach
    void theLedgerIsWhatTheProviderSays() {
        ground.assertLedgerEqualsBooks();
    }

    private UUID paid(Behaviour card) {
        var order = Ids.next();
        ground.authorise(order, card);
        return order;
    }

    private PaymentAnswer settle(UUID order, int version, long capture, long refund, boolean rest) {
        return ground.settle(new SettlePayment(order, version, capture, refund, rest));
    }

    private void assertBooks(UUID order, long captured, long refunded, long voided) {
        var intent = ground.intent(order);
        assertEquals(captured, intent.getLong("captured"), intent::encode);
        assertEquals(refunded, intent.getLong("refunded"), intent::encode);
        assertEquals(voided, intent.getLong("voided"), intent::encode);
    }

    @Test
    void aPartIsTakenThenAnotherAndTheRestLetGo() {
        var order = paid(Behaviour.PAYS);
        for (int i = 0; i < 2; i++) {
            var first = settle(order, 2, 4_000, 0, false);
            assertEquals(
                    new PaymentAnswer(order, PaymentOutcome.CAPTURED, ALL, 4_000, 0, null, null), first, "asked twice");
        }
        assertEquals(9_000, settle(order, 3, 9_000, 0, false).captured());
        assertEquals(9_000, settle(order, 4, 9_000, 0, true).captured());
        assertBooks(order, 9_000, 0, ALL - 9_000);
        assertEquals(2, ground.operations(order, "CAPTURE"));
    }

    @Test
    void partsAreGivenBackEachOnce() {
        var order = paid(Behaviour.PAYS);
        for (int i = 0; i < 2; i++) {
            assertEquals(1_000, settle(order, 2, ALL, 1_000, false).refunded());
        }
        var whole = settle(order, 3, ALL, ALL, false);
        assertEquals(PaymentOutcome.REFUNDED, whole.outcome());
        assertBooks(order, ALL, ALL, 0);
        assertEquals(2, ground.operations(order, "REFUND"));
    }

    @Test
    void anOlderVersionOfTheOrderChangesNothingAndHearsWhereItStands() {
        var order = paid(Behaviour.PAYS);
        settle(order, 5, 4_000, 1_000, true);
        var late = settle(order, 4, ALL, 0, false);
        assertEquals(4_000, late.captured());
        assertEquals(1_000, late.refunded());
        assertEquals(0, settle(order, 5, 0, 0, true).refunded() - 1_000, "the same version with other words neither");
        assertBooks(order, 4_000, 1_000, ALL - 4_000);
    }

    @Test
    void whatIsLetGoIsGoneAndMoreIsNeverTakenThanIsHeld() {
        var order = paid(Behaviour.PAYS);
        settle(order, 2, 4_000, 0, true);
        var more = settle(order, 3, ALL, 0, false);
        assertEquals(PaymentOutcome.CAPTURED, more.outcome());
        assertEquals(4_000, more.captured());
        var other = paid(Behaviour.PAYS);
        assertEquals(ALL, settle(other, 2, ALL + 500, 0, false).captured());
    }

    @Test
    void aCancelledOrderGivesBackWhatWasTakenAndLetsGoOfWhatIsHeld() {
        var order = paid(Behaviour.PAYS);
        settle(order, 2, 4_000, 0, false);
        var cancelled = ground.settle(SettlePayment.nothing(order, 3));
        assertEquals(PaymentOutcome.REFUNDED, cancelled.outcome());
        assertBooks(order, 4_000, 4_000, ALL - 4_000);
    }

    @Test
    void aPartThatIsNotAnsweredIsAskedForAndTakenOnce() {
        var order = paid(Behaviour.CAPTURE_TIMEOUT);
        assertEquals(PaymentOutcome.UNKNOWN, settle(order, 2, 4_000, 0, false).outcome());
        assertEquals(4_000, settle(order, 2, 4_000, 0, false).captured(), "asked again");
        assertBooks(order, 4_000, 0, 0);
        assertEquals(1, ground.operations(order, "CAPTURE"));
    }

    @Test
    void aRefundWhileTheCaptureIsUnknownGivesBackWhatWasTaken() {
        var order = paid(Behaviour.CAPTURE_TIMEOUT);
        assertEquals(PaymentOutcome.UNKNOWN, settle(order, 2, ALL, 0, false).outcome());
        assertEquals(
                PaymentOutcome.REFUNDED,
                ground.settle(SettlePayment.nothing(order, 3)).outcome());
        assertBooks(order, ALL, ALL, 0);
    }

    @Test
    void twoWhoAskForDifferentTotalsAtOnceTakeTheNewerOneOnce() {
        for (int i = 0; i < 10; i++) {
            var order = paid(Behaviour.PAYS);
            settle(order, 2, ALL, 0, false);
            var older = ground.settling(new SettlePayment(order, 3, ALL, 1_000, false));
            var newer = ground.settling(new SettlePayment(order, 4, ALL, 3_000, false));
            Outcome.of(older);
            var answer = Outcome.of(newer);
            assertEquals(3_000, answer.refunded(), answer::toString);
            assertBooks(order, ALL, 3_000, 0);
        }
    }

    @Test
    void whatTheProviderDoesByItselfIsInTheLedgerToo() {
        var order = paid(Behaviour.PAYS);
        settle(order, 2, ALL, 0, false);
        ground.refundBehindOurBack(order, 700);
        ground.await("the webhook told", () -> ground.look(order).refunded() == 700);
        assertBooks(order, ALL, 700, 0);
        assertEquals(3_000, settle(order, 3, ALL, 3_000, false).refunded(), "totals: it counts");
        assertBooks(order, ALL, 3_000, 0);
    }

    @Test
    void nothingIsTakenOfAnOrderThatNobodyHasAuthorised() {
        var refusal = Outcome.failure(Refusal.class, ground.settling(new SettlePayment(Ids.next(), 2, ALL, 0, false)));
        assertEquals(404, refusal.status());
        assertEquals(PaymentOutcome.UNKNOWN, ground.look(Ids.next()).outcome());
    }

    @Test
    void noOtherHandWritesAPostingAndNoneWhoseSidesDiffer() {
        var order = paid(Behaviour.PAYS);
        var entry =
                "insert into ledger_entry (tenant_id, created_by, payment_id, kind, total, account, debit, currency)"
                        + " select p.tenant_id, p.created_by, p.id, 'AUTHORISE', " + ALL
                        + ", 'SALES', 5, 'EUR' from payment p where p.order_id = '" + order + "'";
        var refused = ground.refusedToBatch(entry);
        assertTrue(refused.contains("ledger_balanced"), refused);
        for (var change : new String[] {"update ledger_entry set debit = 1", "delete from ledger_entry"}) {
            assertTrue(ground.refusedToBatch(change).contains("permission denied"), change);
            assertTrue(ground.refusedByDatabase(change).contains("permission denied"), change);
        }
        for (var change : new String[] {entry, "update payment set captured = 1", "delete from payment"}) {
            assertTrue(ground.refusedByDatabase(change).contains("permission denied"), change);
        }
    }
}
