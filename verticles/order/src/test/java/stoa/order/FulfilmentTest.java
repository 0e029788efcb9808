package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.LinePieces;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.testkit.Outcome;

/** Orders that leave in parts, arrive in parts, and lose some on the way. */
class FulfilmentTest extends FulfilmentGround {
    @Test
    void anOrderLeavesInTwoParcelsAndArrivesInTwo() {
        var order = paid();

        var first = ship(order, Map.of("carrier", "Post", "lines", List.of(pieces(1, 2))));
        assertEquals(OrderStatus.PAID, first.status());
        assertEquals(FulfilmentStatus.PARTIALLY_SHIPPED, first.fulfilment());
        assertEquals(2, first.lines().get(0).shipped());
        assertEquals(List.of(new LinePieces(1, 2)), first.shipments().getFirst().lines());

        var second = ship(order, Map.of());
        assertEquals(OrderStatus.SHIPPED, second.status());
        assertEquals(FulfilmentStatus.SHIPPED, second.fulfilment());
        assertEquals(
                List.of(new LinePieces(1, 1), new LinePieces(2, 2)),
                second.shipments().get(1).lines());

        var arrived = deliver(order, second.shipments().get(1).id());
        assertEquals(FulfilmentStatus.PARTIALLY_DELIVERED, arrived.fulfilment());
        var all = deliver(order, second.shipments().get(0).id());
        assertEquals(OrderStatus.DELIVERED, all.status());
        assertEquals(
                409,
                refusal(ground.act(staff, "shipOrder", order.id(), Map.of())).status());
    }

    @Test
    void aParcelMayArriveBeforeTheRestHasLeft() {
        var order = paid();
        var first = ship(order, Map.of("lines", List.of(pieces(2, 2))));

        var arrived = deliver(order, first.shipments().getFirst().id());
        assertEquals(FulfilmentStatus.PARTIALLY_SHIPPED, arrived.fulfilment());
        assertEquals(FulfilmentStatus.PARTIALLY_DELIVERED, ship(order, Map.of()).fulfilment());
    }

    @Test
    void noPieceIsShippedTwice() {
        var order = paid();
        ship(order, Map.of("lines", List.of(pieces(1, 2))));

        var refused = refusal(ground.act(
                staff, "shipOrder", order.id(), Map.of("lines", List.of(pieces(1, 2), pieces(2, 1)))));
        assertEquals("/problems/pieces-gone", refused.type());
        assertEquals("/lines/0/quantity", refused.errors().getFirst().pointer());
        assertEquals(1, refused.errors().getFirst().available());
        assertEquals(
                422,
                refusal(ground.act(staff, "shipOrder", order.id(), Map.of("lines", List.of(pieces(3, 1)))))
                        .status());
        assertEquals(
                422,
                refusal(ground.act(
                                staff, "shipOrder", order.id(), Map.of("lines", List.of(pieces(2, 1), pieces(2, 1)))))
                        .status());
    }

    @Test
    void cancelledPiecesComeBackAndTheirMoneyGoesBack() {
        var order = paid();

        var cancelled = cancelLines(order, 1, 2);
        assertEquals(OrderStatus.PAID, cancelled.status());
        assertEquals(2, cancelled.lines().getFirst().cancelled());
        assertEquals(4, ground.stock(shop, boots).onHand());

        var settled = ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED);
        assertEquals(2000, cents(settled.refunded()));
        assertEquals(2000, ground.payments.money(order.id()).refunded());

        var shipped = ship(order, Map.of());
        assertEquals(FulfilmentStatus.SHIPPED, shipped.fulfilment());
        assertEquals(
                List.of(new LinePieces(1, 1), new LinePieces(2, 2)),
                shipped.shipments().getFirst().lines());
    }

    @Test
    void theBuyerMayCancelPiecesToo() {
        var shopper = ground.stoa.shopper(shop);
        var order = Outcome.of(ground.buyAndWait(shopper, cart(FakePayments.GOOD, line(boots, 3))))
                .order();
        var cancelled = Outcome.of(ground.act(
                shopper,
                "cancelOrderLines",
                order.id(),
                Map.of("lines", List.of(pieces(1, 1)), "reason", "Two are enough")));
        assertEquals(1, cancelled.lines().getFirst().cancelled());
        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED);
    }

    @Test
    void cancellingTheLastPiecesCancelsTheOrder() {
        var order = paid();
        cancelLines(order, 1, 3);
        var gone = cancelLines(order, 2, 2);

        assertEquals(OrderStatus.CANCELLED, gone.status());
        var settled = ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(5000, cents(settled.refunded()));
        assertEquals(5, ground.stock(shop, boots).onHand());
        assertEquals(5, ground.stock(shop, socks).onHand());
    }

    @Test
    void cancellingWhatWasLeftBehindEndsTheShipping() {
        var order = paid();
        var shipped = ship(order, Map.of("lines", List.of(pieces(1, 3))));
        deliver(order, shipped.shipments().getFirst().id());

        var rest = cancelLines(order, 2, 2);

        assertEquals(OrderStatus.DELIVERED, rest.status());
        assertEquals(
                2000,
                cents(ground.awaitOrder(shop, order.id(), OrderStatus.DELIVERED, PaymentStatus.PARTIALLY_REFUNDED)
                        .refunded()));
    }
}
