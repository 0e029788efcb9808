package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.Address;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderEvent;
import stoa.openapi.model.OrderHistory;
import stoa.openapi.model.OrderNoteList;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.testkit.Outcome;

/** How a shop keeps its orders: settings, numbers, notes, and who did what. */
class OrderKeepingTest extends FulfilmentGround {
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
    void aNumberThatWasGivenBeforeIsNotGivenAgainAndTheBuyerDoesNotNotice() {
        boots = ground.article(shop, 9);
        Outcome.of(
                ground.put(staff, "updateOrderSettings", "\"0\"", Map.of("capture", "AT_ONCE", "numbers", "COUNTED")));
        assertEquals("1001", numberOfTheNext());
        renumber(1);

        assertEquals("1003", numberOfTheNext(), "1002 was taken");

        for (int order = 0; order < 3; order++) {
            numberOfTheNext();
        }
        // Five orders, from 1002 on, stand where the next five would.
        renumber(5);
        var refused = refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))));
        assertEquals(503, refused.status(), "nobody looks for a number for ever");
        assertEquals("1012", numberOfTheNext());
    }

    /** As chance would have it: orders stand where the shop is about to count to. */
    private void renumber(int by) {
        Outcome.of(ground.stoa
                .tenancy()
                .call(
                        shop.system(),
                        "update orders set number = (number::int + $1)::text",
                        Tuple.of(by),
                        RowSet::rowCount));
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
