package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.testkit.Outcome;

/** Orders whose payment does not come in time, or comes when it is too late. */
class SettlementTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open("STOA_CHECKOUT_HOLD_MS", "600", "STOA_CHECKOUT_MAX_HOLD_MS", "4000");
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.payments.comeBack();
        ground.payments.release();
        ground.auditStock();
    }

    @Test
    void goodsThatNobodyPaysForAreGivenBack() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        ground.payments.goAway();
        var order = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                .order();

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.PENDING);
        assertEquals(1, ground.stock(shop, boots).available());
        ground.payments.comeBack();

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.VOIDED);
        assertEquals(PaymentOutcome.VOIDED, ground.payments.of(order.id()));
    }

    @Test
    void anAuthorisationThatLosesTheRaceAgainstExpiryIsVoided() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var order = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.SLOW, line(boots, 1))))
                .order();

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.VOIDED);
        ground.payments.release();

        assertEquals(PaymentOutcome.VOIDED, ground.payments.of(order.id()));
        assertEquals(
                OrderStatus.CANCELLED,
                Outcome.of(ground.order(ground.staff(shop), order.id())).status());
        assertEquals(1, ground.stock(shop, boots).available());
    }

    @Test
    void anUnknownOutcomeSuspendsTheExpiryButNotForEver() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var order = Outcome.of(ground.buyAndWaitBriefly(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 1))))
                .order();

        assertEquals(
                1,
                ground.count(
                        "select count(*) from stoa.order_saga where expires_date = expires_latest_date and order_id = '"
                                + order.id() + "'"));

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.VOIDED);
        assertEquals(1, ground.stock(shop, boots).available());
    }

    @Test
    void paymentsThatComeBackInTimeArePaid() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        ground.payments.goAway();
        var order = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                .order();

        ground.payments.comeBack();

        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.CAPTURED);
    }

    @Test
    void moneyThatCouldNotBeGivenBackAtOnceIsGivenBackLater() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var order = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                .order();
        ground.payments.goAway();

        var cancelled = Outcome.of(ground.act(
                ground.staff(shop), "cancelOrder", order.id(), Map.of("reason", "The shop has no boots after all")));
        assertEquals(PaymentStatus.CAPTURED, cancelled.payment());
        ground.payments.comeBack();

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(PaymentOutcome.REFUNDED, ground.payments.of(order.id()));
        assertEquals(1, ground.stock(shop, boots).onHand());
    }
}
