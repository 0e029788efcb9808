package stoa.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.testkit.TestDatabase;

/** Each kind of mistake is seeded once, in tables that have just the columns which the books read. */
class DatabaseBooksTest {
    private static final String SHOP = "'00000000-0000-7000-8000-00000000000a'";

    private final TestDatabase database = TestDatabase.create();

    @BeforeEach
    void aShopThatSoldTwoOfTenPieces() throws SQLException {
        execute("""
                create schema stoa;
                create table stoa.stock (tenant_id uuid, variant_id int, location_id int, on_hand int, reserved int);
                create table stoa.stock_movement (tenant_id uuid, variant_id int, location_id int, delta int, order_id int);
                create table stoa.orders (tenant_id uuid, id int, status text, payment text, total bigint, version_id int);
                create table stoa.order_line (tenant_id uuid, order_id int, variant_id int, location_id int, quantity int, cancelled int);
                create table stoa.order_saga (tenant_id uuid, order_id int);
                create table stoa.order_event (tenant_id uuid, order_id int, version int);
                create table stoa.payment (tenant_id uuid, id int, order_id int, status text, captured bigint);
                create table stoa.ledger_entry (
                    tenant_id uuid, payment_id int, kind text, total bigint, debit bigint, credit bigint, currency text);
                create table stoa.outbox (tenant_id uuid, id int, type text, state text, last_error text);
                insert into stoa.stock values (SHOP, 1, 1, 8, 0);
                insert into stoa.stock_movement values (SHOP, 1, 1, 10, null), (SHOP, 1, 1, -2, 7);
                insert into stoa.orders values (SHOP, 7, 'PAID', 'CAPTURED', 500, 3);
                insert into stoa.order_line values (SHOP, 7, 1, 1, 3, 1);
                insert into stoa.order_event values (SHOP, 7, 1), (SHOP, 7, 2), (SHOP, 7, 3);
                insert into stoa.payment values (SHOP, 70, 7, 'CAPTURED', 500);
                insert into stoa.ledger_entry values
                    (SHOP, 70, 'CAPTURE', 500, 500, 0, 'EUR'), (SHOP, 70, 'CAPTURE', 500, 0, 500, 'EUR');
                """);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void agree() {
        assertTrue(DatabaseBooks.read(database.url()).wrong().isEmpty());
    }

    @Test
    void seePiecesThatNoMovementExplains() throws SQLException {
        assertSeen("sum of its movements", "update stoa.stock set on_hand = 7");
    }

    @Test
    void seePiecesReservedForNobody() throws SQLException {
        assertSeen("reserved for nobody", "update stoa.stock set reserved = 1");
    }

    @Test
    void seePiecesTakenThatTheOrderDoesNotKeep() throws SQLException {
        assertSeen("pieces taken from stock", "update stoa.order_line set cancelled = 2");
    }

    @Test
    void seeAnOrderWithoutACharge() throws SQLException {
        assertSeen("was not charged", "update stoa.payment set status = 'VOIDED', captured = 0");
    }

    @Test
    void seeACancelledOrderWhoseChargeStands() throws SQLException {
        assertSeen("its charge stands", """
                update stoa.orders set status = 'CANCELLED';
                insert into stoa.stock_movement values (SHOP, 1, 1, 2, 7);
                update stoa.stock set on_hand = 10""");
    }

    @Test
    void seeAChargeWithoutAnOrder() throws SQLException {
        assertSeen("without an order", "insert into stoa.payment values (SHOP, 71, 8, 'CAPTURED', 500)");
    }

    @Test
    void seeASecondCharge() throws SQLException {
        assertSeen("charged twice", "insert into stoa.payment values (SHOP, 71, 7, 'CAPTURED', 500)");
    }

    @Test
    void seeALedgerOutOfBalance() throws SQLException {
        assertSeen("not balanced", "update stoa.ledger_entry set debit = 501 where debit > 0");
    }

    @Test
    void seeAGapInATimeline() throws SQLException {
        assertSeen("has a gap", "delete from stoa.order_event where version = 2");
    }

    @Test
    void seeAParkedEvent() throws SQLException {
        assertSeen("was parked", "insert into stoa.outbox values (SHOP, 1, 'OrderPlaced', 'parked', 'broken')");
    }

    private void assertSeen(String words, String mistake) throws SQLException {
        execute(mistake);
        var wrong = DatabaseBooks.read(database.url()).wrong();
        assertEquals(1, wrong.size(), wrong::toString);
        assertTrue(wrong.getFirst().contains(words), wrong::toString);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql.replace("SHOP", SHOP));
        }
    }
}
