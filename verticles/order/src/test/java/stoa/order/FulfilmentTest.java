package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.Address;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.LinePieces;
import stoa.openapi.model.Money;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderEvent;
import stoa.openapi.model.OrderHistory;
import stoa.openapi.model.OrderNoteList;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Orders that leave in parts, that are cancelled in parts, and whose money follows to the cent. */
class FulfilmentTest {
    private static OrderGround ground;

    private TestTenant shop;
    private Caller staff;
    private UUID boots;
    private UUID socks;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    @BeforeEach
    void aShopWithTwoArticles() {
        shop = ground.shop();
        staff = ground.staff(shop);
        boots = ground.article(shop, 5);
        socks = ground.article(shop, 5);
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
    }

    /** Three pairs of boots and two of socks, paid: 5000 cents. */
    private Order paid() {
        return Outcome.of(ground.buyAndWait(
                        ground.stoa.shopper(shop), cart(FakePayments.GOOD, line(boots, 3), line(socks, 2))))
                .order();
    }

    private static long cents(@Nullable Money money) {
        return Objects.requireNonNull(money).amount();
    }

    private static Map<String, Object> pieces(int lineNo, int quantity) {
        return Map.of("lineNo", lineNo, "quantity", quantity);
    }

    private Order ship(Order order, Map<String, Object> shipment) {
        return Outcome.of(ground.act(staff, "shipOrder", order.id(), shipment));
    }

    private Order deliver(Order order, UUID shipment) {
        var path = Map.of("orderId", order.id().toString(), "shipmentId", shipment.toString());
        return (Order) body(Outcome.of(ground.ask(staff, "deliverOrder", path, key(), null)));
    }

    private Order cancelLines(Order order, int lineNo, int quantity) {
        return Outcome.of(ground.act(
                staff,
                "cancelOrderLines",
                order.id(),
                Map.of("lines", List.of(pieces(lineNo, quantity)), "reason", "Fewer, please")));
    }

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

    private void takeTheMoneyAtShipment() {
        var settings = Map.of("capture", "AT_SHIPMENT", "numbers", "COUNTED", "numberPrefix", "N-");
        Outcome.of(ground.put(staff, "updateOrderSettings", "\"0\"", settings));
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

    @Test
    void settingsAreChangedByWhoHasSeenThem() {
        takeTheMoneyAtShipment();
        var again = Map.of("capture", "AT_ONCE", "numbers", "RANDOM");
        assertEquals(
                412,
                refusal(ground.put(staff, "updateOrderSettings", "\"0\"", again))
                        .status());
        Outcome.of(ground.put(staff, "updateOrderSettings", "\"1\"", again));
        assertEquals(OrderStatus.PAID, paid().status());
    }

    @Test
    void numbersAreCountedWhereTheShopWantsItAndTellNothingWhereItDoesNot() {
        var random = numberOfTheNext();
        takeTheMoneyAtShipment();
        var first = numberOfTheNext();
        var second = numberOfTheNext();

        assertTrue(random.matches("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"), random);
        assertEquals("N-1001", first);
        assertEquals("N-1002", second);
    }

    @Test
    void nothingIsSentToACountryThatDoesNotExist() {
        var good = cart(FakePayments.GOOD, line(boots, 1));
        var nowhere = new CheckoutInput(
                good.lines(),
                good.contact(),
                new Address("Mara Lind", "Hauptstraße 1", null, "10115", "Berlin", null, "XX"),
                good.payment(),
                null,
                null,
                null);
        var refused = refusal(ground.buy(shop.guest(), nowhere));
        assertEquals(422, refused.status());
        assertEquals("/shippingAddress/country", refused.errors().getFirst().pointer());
    }

    private String numberOfTheNext() {
        return Outcome.of(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                .order()
                .number();
    }

    @Test
    void notesAreForStaffAndChangeNoVersion() {
        var order = paid();
        var path = Map.of("orderId", order.id().toString());
        var note = Map.of("text", "Asked for delivery on Friday.\nThe bell does not work.");
        var key = key();
        Outcome.of(ground.ask(staff, "addOrderNote", path, key, note));
        Outcome.of(ground.ask(staff, "addOrderNote", path, key, note));

        var notes = (OrderNoteList) body(Outcome.of(ground.ask(staff, "listOrderNotes", path, key(), null)));
        assertEquals(1, notes.items().size());
        assertEquals(staff.user(), notes.items().getFirst().by());
        assertEquals(
                order.version(), Outcome.of(ground.order(staff, order.id())).version());
        assertEquals(
                404,
                refusal(ground.ask(ground.staff(ground.shop()), "addOrderNote", path, key(), note))
                        .status());
    }

    @Test
    void whoHasToApproveThePaymentIsToldWhereAndIsPaidAfterwards() {
        var shopper = ground.stoa.shopper(shop);
        var order = Outcome.of(ground.buyAndWait(shopper, cart(FakePayments.ACTION, line(boots, 1))))
                .order();
        assertEquals(OrderStatus.PLACED, order.status());
        assertEquals(PaymentStatus.REQUIRES_ACTION, order.payment());
        assertEquals("https://psp.example/approve", order.paymentActionUrl());

        ground.payments.became(order.id(), PaymentOutcome.AUTHORISED, 1000);
        var path = Map.of("orderId", order.id().toString());
        var paid = (Order) body(Outcome.of(ground.ask(shopper, "confirmPayment", path, key(), null)));
        assertEquals(OrderStatus.PAID, paid.status());
        assertNull(paid.paymentActionUrl());
    }

    @Test
    void theOwnerReadsWhoDidWhatWhenAndWhy() {
        var order = paid();
        cancelLines(order, 1, 1);
        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED);
        var path = Map.of("orderId", order.id().toString());
        var history = (OrderHistory) body(Outcome.of(ground.ask(staff, "getOrderHistory", path, key(), null)));
        assertEquals(
                List.of("PLACE", "AUTHORISED", "CAPTURED", "CANCEL_LINES", "REFUNDED"),
                history.items().stream().map(OrderEvent::step).toList());
        var cancelled = history.items().get(3);
        assertEquals("Fewer, please", cancelled.reason());
        assertEquals(staff.user(), cancelled.by());
        assertNull(history.items().get(1).by());
    }
}
