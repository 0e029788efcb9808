package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.platform.Refusal;
import stoa.testkit.Outcome;

/** When the database is behind, who comes is told so at once, and who was let in is served. */
class BackPressureTest {
    /** Of which one shop alone gets half. */
    private static final int PLACES = 8;

    /** Of which one shop alone gets half, too. */
    private static final int SETTLING = 40;

    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open(
                "STOA_CHECKOUT_MAX_WAITING",
                String.valueOf(PLACES),
                "STOA_CHECKOUT_MAX_WAITERS",
                "2",
                "STOA_CHECKOUT_MAX_SETTLING",
                String.valueOf(SETTLING));
    }

    @AfterAll
    static void close() {
        ground.auditStock();
        ground.close();
    }

    private static void lock(Connection connection, UUID variant) throws SQLException {
        connection.setAutoCommit(false);
        try (var sql = connection.createStatement()) {
            sql.executeQuery("select 1 from stoa.stock where variant_id = '" + variant + "' for update");
        }
    }

    @Test
    void newCheckoutsAreRefusedWhileTheDatabaseIsBehindAndAcceptedOnesFinish() throws SQLException {
        var shop = ground.shop();
        var boots = ground.article(shop, 100);
        var accepted = new ArrayList<Future<Checkout>>();
        try (var connection = ground.stoa.database().connect()) {
            lock(connection, boots);
            // The first ones hang in the batch that waits for the lock; then the queue fills up to the shop's share.
            while (accepted.size() < 10 * PLACES) {
                var one = ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1)));
                Outcome.of(ground.stoa.vertx().timer(20));
                if (one.isComplete()) {
                    var refused = refusal(one);
                    assertEquals(503, refused.status());
                    assertEquals(1, refused.retryAfterSeconds());
                    break;
                }
                accepted.add(one);
            }
            assertTrue(accepted.size() >= PLACES / 2, () -> accepted.size() + " were let in");
            assertTrue(accepted.size() < 10 * PLACES, "the queue has no end");
            assertFalse(accepted.stream().anyMatch(Future::isComplete), "nobody was answered before the database was");
            connection.rollback();
        }

        Outcome.of(Future.join(accepted));
        assertEquals(
                accepted.size(),
                ground.count("select sum(quantity) from stoa.order_line where variant_id = '" + boots + "'"));
        Outcome.of(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))));
    }

    @Test
    void aShopWhoseOrdersWaitForTheirPaymentTakesNoMoreUntilTheyAreSettledAndAnotherShopDoes() {
        var slow = ground.shop();
        var boots = ground.article(slow, 100);
        var placed = new ArrayList<Checkout>();
        Refusal refused = null;
        while (refused == null && placed.size() < SETTLING) {
            var one = ground.buy(slow.guest(), cart(FakePayments.SLOW, line(boots, 1)));
            Outcome.of(one.transform(Future::succeededFuture));
            if (one.succeeded()) {
                placed.add(one.result());
            } else {
                refused = refusal(one);
            }
        }
        assertEquals(SETTLING / 2, placed.size(), "one shop alone gets half");
        assertEquals(503, refused == null ? 0 : refused.status());

        var other = ground.shop();
        Outcome.of(ground.buyAndWait(other.guest(), cart(FakePayments.GOOD, line(ground.article(other, 1), 1))));

        ground.eventually(
                () -> {
                    // The sweeper has asked again meanwhile, and is held back like the first one.
                    ground.payments.release();
                    return ground.count("select count(*) from stoa.order_saga where tenant_id = '" + slow.id() + "'");
                },
                open -> open == 0);
        Outcome.of(ground.buy(slow.guest(), cart(FakePayments.GOOD, line(boots, 1))));
    }

    @Test
    void whoFindsNoPlaceToWaitIsAnsweredAtOnceWithTheOrderAsItStands() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        var waiting = ground.buyAndWait(shop.guest(), cart(FakePayments.SLOW, line(boots, 1)));
        ground.eventually(
                () -> ground.count("select count(*) from stoa.order_line where variant_id = '" + boots + "'"),
                placed -> placed == 1);

        var answered = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.SLOW, line(boots, 1))));

        assertEquals(OrderStatus.PLACED, answered.order().status());
        assertFalse(waiting.isComplete());
        ground.payments.release();
        assertEquals(OrderStatus.PAID, Outcome.of(waiting).order().status());
        ground.awaitOrder(shop, answered.order().id(), OrderStatus.PAID, PaymentStatus.CAPTURED);
    }
}
