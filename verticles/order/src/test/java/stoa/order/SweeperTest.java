package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.ShipmentInput;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** A node that dies between any two steps: whoever comes next finds in the database alone what to do. */
class SweeperTest {
    private OrderGround ground;
    private TestTenant shop;
    private UUID boots;

    @BeforeEach
    void aShopWhoseNodeIsNotRunning() {
        ground = new OrderGround(Map.of());
        shop = ground.shop();
        boots = ground.counted(shop, 3);
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
        ground.close();
    }

    private Standing place() {
        return ground.placed(shop, boots, 2);
    }

    private Standing step(Standing order, Move move) {
        return Outcome.of(ground.steps().take(shop.system(), order, move)).orElseThrow();
    }

    private void paidOnce(Standing order) {
        ground.start();
        ground.awaitOrder(shop, order.orderId(), OrderStatus.PAID, PaymentStatus.CAPTURED);
        assertEquals(PaymentOutcome.CAPTURED, ground.payments.of(order.orderId()));
        assertEquals(1, ground.stock(shop, boots).onHand());
        assertEquals(0, ground.count("select count(*) from stoa.order_saga"));
        assertEquals(1, ground.count("select count(*) from stoa.stock_movement where kind = 'SALE'"));
    }

    @Test
    void itDiesAfterTheOrderWasPlaced() {
        paidOnce(place());
    }

    @Test
    void itDiesAfterTheMoneyIsHeldAndBeforeTheOrderKnows() {
        var order = place();
        ground.payments.became(
                order.orderId(), PaymentOutcome.AUTHORISED, order.live().total());
        paidOnce(order);
    }

    @Test
    void itDiesAfterTheOrderIsConfirmed() {
        var order = place();
        ground.payments.became(
                order.orderId(), PaymentOutcome.AUTHORISED, order.live().total());
        step(order, Outcomes.held(order, false));
        paidOnce(order);
    }

    @Test
    void itDiesAfterTheMoneyIsTakenAndBeforeTheOrderKnows() {
        var order = place();
        step(order, Outcomes.held(order, false));
        ground.payments.became(
                order.orderId(), PaymentOutcome.CAPTURED, order.live().total());
        paidOnce(order);
    }

    @Test
    void itDiesAfterTheCardIsDeclinedAndBeforeTheOrderKnows() {
        var order = place();
        ground.payments.became(
                order.orderId(), PaymentOutcome.DECLINED, order.live().total());
        ground.start();
        ground.awaitOrder(shop, order.orderId(), OrderStatus.CANCELLED, PaymentStatus.DECLINED);
        assertEquals(3, ground.stock(shop, boots).available());
    }

    @Test
    void itDiesAfterTheOrderIsCancelledAndBeforeTheMoneyIsGivenBack() {
        var order = place();
        ground.payments.became(
                order.orderId(), PaymentOutcome.CAPTURED, order.live().total());
        var confirmed = step(order, Outcomes.held(order, false));
        step(
                confirmed,
                confirmed.move(
                        OrderStep.CANCEL,
                        new OrderState.Cancelled(stoa.messages.order.PaymentStatus.AUTHORISED),
                        confirmed.funds(),
                        "Changed my mind"));
        ground.start();
        ground.awaitOrder(shop, order.orderId(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(3, ground.stock(shop, boots).onHand());
        assertEquals(PaymentOutcome.REFUNDED, ground.payments.of(order.orderId()));
    }

    @Test
    void itDiesAfterPiecesHaveLeftAndBeforeTheirMoneyIsTaken() {
        var order = place();
        ground.payments.became(
                order.orderId(), PaymentOutcome.AUTHORISED, order.live().total());
        var held = step(order, Outcomes.held(order, true));
        Outcome.of(ground.stoa
                .tenancy()
                .write(
                        shop.system(),
                        sql -> new Orders(ground.stoa.tenancy())
                                .lock(sql, shop.system(), held.orderId())
                                .compose(locked -> new OrderActions(ground.steps())
                                        .ship(sql, shop.system(), locked, new ShipmentInput(null, null, null)))));
        ground.start();
        ground.awaitOrder(shop, order.orderId(), OrderStatus.SHIPPED, PaymentStatus.CAPTURED);
        assertEquals(2000, ground.payments.money(order.orderId()).captured());
        assertEquals(0, ground.count("select count(*) from stoa.order_saga"));
    }
}
