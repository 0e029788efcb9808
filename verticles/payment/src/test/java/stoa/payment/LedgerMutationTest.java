package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.embedded.psp.Behaviour;
import stoa.messages.payment.SettlePayment;
import stoa.tenancy.Ids;
import stoa.testkit.ExpectedLog;

/**
 * The functions that say what a payment needs next, what it has come to and how that stands in the ledger, made wrong in one place at a time: the
 * story that is told of it must end badly, and must end well with the function as it is. {@code mvn -Pmutation}.
 */
@Tag("mutation")
@ExpectedLog(".") // what is wrong here is said by many
class LedgerMutationTest {
    private static final long ALL = PaymentGround.AMOUNT;

    private static final String IN_STOA = "set search_path = stoa; ";

    /** @param was stands in the function exactly once */
    record Mutant(String function, String was, String becomes, Consumer<PaymentGround> story) {
        @Override
        public String toString() {
            return function + ": " + was + " -> " + becomes;
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.concat(ledger(), moves());
    }

    private static Stream<Mutant> ledger() {
        return Stream.of(
                posting("('CAPTURE', 'SALES', 'CREDIT')", "('CAPTURE', 'REFUNDS', 'CREDIT')"),
                posting("('REFUND', 'REFUNDS', 'DEBIT')", "('REFUND', 'SALES', 'DEBIT')"),
                posting("('CAPTURE', 'CARD_HOLDS', 'CREDIT')", "('CAPTURE', 'CARD_HOLDS', 'DEBIT')"),
                posting("('VOID', 'HELD_FOR_BUYERS', 'DEBIT'), ", ""),
                posting("(c.wanted).authorised - (c.was).authorised", "1 - (c.was).authorised"),
                posting("(c.wanted).captured - (c.was).captured", "(c.wanted).captured"),
                posting("(c.wanted).refunded - (c.was).refunded", "(c.wanted).refunded"),
                posting("(c.wanted).voided - (c.was).voided", "0"),
                posting("(c.wanted).fee - (c.was).fee", "0"));
    }

    private static Mutant posting(String was, String becomes) {
        return new Mutant("payment_turn", was, becomes, LedgerMutationTest::inParts);
    }

    private static Stream<Mutant> moves() {
        return Stream.of(
                new Mutant(
                        "payment_next",
                        "least(held, p.capture_total - p.captured)",
                        "p.capture_total - p.captured",
                        LedgerMutationTest::moreThanIsHeld),
                new Mutant("payment_next", "owed - p.refunded", "owed", LedgerMutationTest::inParts),
                new Mutant("payment_next", "p.refunded < owed", "p.refunded <= owed", LedgerMutationTest::inParts),
                new Mutant(
                        "payment_next",
                        "when held > 0 and p.release_rest then 'VOID'",
                        "",
                        LedgerMutationTest::inParts),
                new Mutant(
                        "payment_next",
                        "greatest(0, p.captured - p.capture_total)",
                        "0",
                        LedgerMutationTest::cancelledLate),
                new Mutant(
                        "payment_wanted", "p_version > was.order_version", "true", LedgerMutationTest::anOlderVersion),
                new Mutant(
                        "payment_told",
                        "greatest(was.refunded, p_refunded)",
                        "p_refunded",
                        LedgerMutationTest::oldNews),
                new Mutant(
                        "payment_told",
                        "greatest(was.captured, p_captured)",
                        "p_captured",
                        LedgerMutationTest::oldNews));
    }

    private static UUID held(PaymentGround ground) {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        return order;
    }

    private static void stands(PaymentGround ground, UUID order, long captured, long refunded, long voided) {
        var intent = ground.intent(order);
        assertEquals(captured, intent.getLong("captured"), intent::encode);
        assertEquals(refunded, intent.getLong("refunded"), intent::encode);
        assertEquals(voided, intent.getLong("voided"), intent::encode);
        var ours = ground.look(order);
        assertEquals(captured, ours.captured());
        assertEquals(refunded, ours.refunded());
        assertNull(ground.stored(order).open(), "nothing is left to be asked");
        ground.assertLedgerEqualsBooks();
    }

    /** Two parts are taken and the rest let go, two are given back. */
    private static void inParts(PaymentGround ground) {
        var order = held(ground);
        ground.settle(new SettlePayment(order, 2, 4_000, 0, false));
        ground.settle(new SettlePayment(order, 3, 9_000, 0, true));
        ground.settle(new SettlePayment(order, 4, 9_000, 1_000, true));
        ground.settle(new SettlePayment(order, 5, 9_000, 3_000, true));
        stands(ground, order, 9_000, 3_000, ALL - 9_000);
    }

    private static void moreThanIsHeld(PaymentGround ground) {
        var order = held(ground);
        ground.settle(new SettlePayment(order, 2, ALL + 500, 0, false));
        stands(ground, order, ALL, 0, 0);
    }

    private static void cancelledLate(PaymentGround ground) {
        var order = held(ground);
        ground.settle(new SettlePayment(order, 2, 4_000, 0, false));
        ground.settle(SettlePayment.nothing(order, 3));
        stands(ground, order, 4_000, 4_000, ALL - 4_000);
    }

    private static void anOlderVersion(PaymentGround ground) {
        var order = held(ground);
        ground.settle(new SettlePayment(order, 5, 4_000, 1_000, true));
        ground.settle(new SettlePayment(order, 4, 4_000, 2_000, true));
        stands(ground, order, 4_000, 1_000, ALL - 4_000);
    }

    private static void oldNews(PaymentGround ground) {
        var order = held(ground);
        ground.settle(new SettlePayment(order, 2, ALL, 1_000, false));
        var intent = ground.intent(order).getString("id");
        ground.hear("payment.captured", intent);
        ground.hear("payment.authorised", intent);
        var stored = ground.stored(order);
        assertEquals(ALL, stored.totals().captured());
        assertEquals(1_000, stored.totals().refunded());
        stands(ground, order, ALL, 1_000, 0);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aFunctionThatIsWrongInOnePlaceIsFoundOut(Mutant mutant) throws SQLException {
        try (var ground = new PaymentGround(null)) {
            String right = function(ground, mutant.function());
            assertEquals(2, (right + " ").split(Pattern.quote(mutant.was()), -1).length, "stands there once");
            mutant.story().accept(ground);

            ground.asAdministrator(IN_STOA + right.replace(mutant.was(), mutant.becomes()));
            try {
                assertThrows(Throwable.class, () -> mutant.story().accept(ground));
            } finally {
                ground.asAdministrator(IN_STOA + right);
            }
        }
    }

    private static String function(PaymentGround ground, String name) throws SQLException {
        try (var connection = ground.stoa().database().connect();
                var sql = connection.prepareStatement(
                        "select pg_get_functiondef(p.oid) from pg_proc p where p.proname = ? and p.pronamespace = 'stoa'::regnamespace")) {
            sql.setString(1, name);
            try (var found = sql.executeQuery()) {
                found.next();
                return found.getString(1);
            }
        }
    }
}
