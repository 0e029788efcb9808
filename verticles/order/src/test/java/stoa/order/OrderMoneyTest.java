package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.refusal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.testkit.Outcome;

/** What is taken, given back and let go as orders are shipped, refunded and held. */
class OrderMoneyTest extends FulfilmentGround {
    @Test
    void staffGiveBackAPartAndNeverMoreThanWasPaid() {
        var order = paid();
        var refund = Map.of("amount", Map.of("amount", 700, "currency", "EUR"), "reason", "A scratch");

        Outcome.of(ground.act(staff, "refundOrder", order.id(), refund));
        var settled = ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED);
        assertEquals(700, cents(settled.refunded()));
        assertEquals(5000, cents(settled.captured()));

        var tooMuch = refusal(ground.act(
                staff,
                "refundOrder",
                order.id(),
                Map.of("amount", Map.of("amount", 4301, "currency", "EUR"), "reason", "Too much")));
        assertEquals("/problems/refund-too-large", tooMuch.type());
        assertEquals(
                4300,
                Objects.requireNonNull(tooMuch.errors().getFirst().unitPrice()).amount());
        assertEquals(
                422,
                refusal(ground.act(
                                staff,
                                "refundOrder",
                                order.id(),
                                Map.of("amount", Map.of("amount", 1, "currency", "USD"), "reason", "Dollars")))
                        .status());
    }

    @Test
    void oneRefundOrderedTwiceWithOneKeyIsOne() {
        var order = paid();
        var refund = Map.of("amount", Map.of("amount", 700, "currency", "EUR"), "reason", "A scratch");
        var path = Map.of("orderId", order.id().toString());
        var key = key();
        Outcome.of(ground.ask(staff, "refundOrder", path, key, refund));
        Outcome.of(ground.ask(staff, "refundOrder", path, key, refund));
        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED);
        assertEquals(700, ground.payments.money(order.id()).refunded());
    }

    @Test
    void aRefundAtTheProvidersSideIsLearnedAndSuchAnOrderIsNotShipped() {
        var order = paid();
        var shopper = order.id();

        Outcome.of(ground.payments.giveBack(shop.system(), order.id(), 1000));
        var partly = ground.awaitOrder(shop, shopper, OrderStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED);
        assertEquals(1000, cents(partly.refunded()));
        assertNotNull(partly.links().get("ship"));

        Outcome.of(ground.payments.giveBack(shop.system(), order.id(), 4000));
        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(
                409,
                refusal(ground.act(staff, "shipOrder", order.id(), Map.of())).status());
        assertEquals(5, ground.stock(shop, boots).onHand());
    }

    @Test
    void whatWasRefundedAtTheProvidersSideWhilePartlyShippedSendsNoMore() {
        var order = paid();
        ship(order, Map.of("lines", List.of(pieces(1, 1))));

        Outcome.of(ground.payments.giveBack(shop.system(), order.id(), 5000));
        var refunded = ground.awaitOrder(shop, order.id(), OrderStatus.SHIPPED, PaymentStatus.REFUNDED);

        assertEquals(FulfilmentStatus.SHIPPED, refunded.fulfilment());
        assertEquals(2, refunded.lines().getFirst().cancelled());
        assertEquals(4, ground.stock(shop, boots).onHand());
        assertEquals(5, ground.stock(shop, socks).onHand());
    }

    @Test
    void aHeldOrderIsNotShippedBeforeItIsReleased() {
        var order = paid();
        var held = Outcome.of(ground.act(staff, "holdOrder", order.id(), Map.of("reason", "The address looks wrong")));
        assertEquals(
                "The address looks wrong", Objects.requireNonNull(held.hold()).reason());
        assertNull(held.links().get("ship"));

        var refused = refusal(ground.act(staff, "shipOrder", order.id(), Map.of()));
        assertEquals("/problems/order-held", refused.type());
        assertTrue(refused.detail().contains("The address looks wrong"));

        var released = Outcome.of(
                ground.act(staff, "releaseOrder", order.id(), Map.of("reason", "The buyer has confirmed it")));
        assertNull(released.hold());
        assertEquals(FulfilmentStatus.SHIPPED, ship(order, Map.of()).fulfilment());
        assertFalse(released.links().containsKey("release"));
    }

    @Test
    void aShopMayTakeTheMoneyWhenThePiecesLeave() {
        takeTheMoneyAtShipment();
        var order = paid();
        assertEquals(OrderStatus.CONFIRMED, order.status());
        assertEquals(PaymentStatus.AUTHORISED, order.payment());
        assertEquals(0, ground.payments.money(order.id()).captured());
        assertEquals(2, ground.stock(shop, boots).onHand());

        ship(order, Map.of("lines", List.of(pieces(1, 2))));
        var partly = ground.awaitOrder(shop, order.id(), OrderStatus.CONFIRMED, PaymentStatus.PARTIALLY_CAPTURED);
        assertEquals(2000, cents(partly.captured()));

        // What will not leave is not taken, and what is held for it is let go.
        cancelLines(order, 2, 1);
        ship(order, Map.of());
        var whole = ground.awaitOrder(shop, order.id(), OrderStatus.SHIPPED, PaymentStatus.CAPTURED);
        assertEquals(4000, cents(whole.captured()));
        assertEquals(0, cents(whole.refunded()));
        assertEquals(0, ground.count("select count(*) from stoa.order_saga where order_id = '" + order.id() + "'"));
    }

    @Test
    void moneyThatIsOnlyHeldIsLetGoWithTheOrder() {
        takeTheMoneyAtShipment();
        var order = paid();
        Outcome.of(ground.act(staff, "cancelOrder", order.id(), Map.of("reason", "Ordered by mistake")));
        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.VOIDED);
        assertEquals(0, ground.payments.money(order.id()).captured());
    }

    @Test
    void whatIsLeftBehindIsLetGoWhenItIsCancelledLast() {
        takeTheMoneyAtShipment();
        var order = paid();
        ship(order, Map.of("lines", List.of(pieces(1, 3))));
        ground.awaitOrder(shop, order.id(), OrderStatus.CONFIRMED, PaymentStatus.PARTIALLY_CAPTURED);
        cancelLines(order, 2, 2);
        var rest = ground.awaitOrder(shop, order.id(), OrderStatus.SHIPPED, PaymentStatus.CAPTURED);
        assertEquals(3000, cents(rest.captured()));
    }
}
