package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.platform.GuestToken;
import stoa.platform.Refusal;
import stoa.testkit.Outcome;

/** What can go wrong while somebody buys, and what becomes of it. */
class CheckoutFlowTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
    }

    @Test
    void nothingGoesWrong() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);

        var bought = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 2))))
                .order();

        assertEquals(OrderStatus.PAID, bought.status());
        assertEquals(PaymentStatus.CAPTURED, bought.payment());
        assertEquals(2000, bought.total().amount());
        assertEquals("Ridge boots, 42", bought.lines().getFirst().name());
        assertEquals(3, bought.version());
        var stock = ground.stock(shop, boots);
        assertEquals(3, stock.onHand());
        assertEquals(0, stock.reserved());
        assertEquals(PaymentOutcome.CAPTURED, ground.payments.of(bought.id()));
    }

    @Test
    void whoDoesNotWaitIsAnsweredBeforeThePayment() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);

        var placed = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))));

        assertEquals(OrderStatus.PLACED, placed.order().status());
        assertEquals(1, placed.order().version());
        assertTrue(placed.order().links().containsKey("cancel"));
        ground.awaitOrder(shop, placed.order().id(), OrderStatus.PAID, PaymentStatus.CAPTURED);
    }

    @Test
    void theCardIsDeclined() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);

        var order = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.DECLINED, line(boots, 1))))
                .order();

        assertEquals(OrderStatus.CANCELLED, order.status());
        assertEquals(PaymentStatus.DECLINED, order.payment());
        assertEquals(1, ground.stock(shop, boots).available());
    }

    @Test
    void somethingIsNotSoldHere() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);

        var refused =
                refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1), line(UUID.randomUUID(), 1))));

        assertEquals(422, refused.status());
        assertEquals("/lines/1/variantId", refused.errors().getFirst().pointer());
        assertEquals(1, ground.stock(shop, boots).available());
    }

    @Test
    void thePriceHasChangedSinceTheShopperSawIt() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        ground.catalog.sell(boots, 1200);

        var refused = refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))));

        assertEquals(409, refused.status());
        assertEquals("/problems/price-changed", refused.type());
        assertEquals(new Refusal.Price(1200, "EUR"), refused.errors().getFirst().unitPrice());
    }

    @Test
    void oneOfTwoLinesIsOutOfStock() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var tents = ground.article(shop, 2);

        var refused = refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1), line(tents, 3))));

        assertEquals(409, refused.status());
        assertEquals("/problems/out-of-stock", refused.type());
        assertEquals(
                List.of("/lines/1/quantity"),
                refused.errors().stream().map(Refusal.Fault::pointer).toList());
        assertEquals(2, refused.errors().getFirst().available());
        assertEquals(5, ground.stock(shop, boots).available());
        assertEquals(0, ground.count("select count(*) from stoa.orders where tenant_id = '" + shop.id() + "'"));
    }

    @Test
    void theSameArticleStandsOnTwoLinesThatTogetherAskForTooMuch() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);

        var refused = refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 3), line(boots, 3))));

        assertEquals("/problems/out-of-stock", refused.type());
        assertEquals(5, ground.stock(shop, boots).available());
    }

    @Test
    void theSameRequestComesTwice() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var key = key();
        var cart = cart(FakePayments.GOOD, line(boots, 1));

        var first = Outcome.of(ground.checkout(shop.guest(), key, null, cart));
        var order = ((Checkout) body(first)).order();
        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.CAPTURED);
        ground.catalog.sell(boots, 1200); // a price of later does not undo an answer of before
        var second = Outcome.of(ground.checkout(shop.guest(), key, null, cart));

        assertEquals(body(first), body(second));
        assertFalse(first.headers().containsKey("Idempotent-Replayed"));
        assertEquals("true", second.headers().get("Idempotent-Replayed"));
        assertEquals(4, ground.stock(shop, boots).onHand());
    }

    @Test
    void theSameRequestComesTwiceAtOnce() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var key = key();
        var cart = cart(FakePayments.GOOD, line(boots, 1));

        var one = ground.checkout(shop.guest(), key, null, cart);
        var other = ground.checkout(shop.guest(), key, null, cart);

        var ids = Future.all(one, other)
                .map(_ -> List.of(
                        ((Checkout) body(one.result())).order().id(),
                        ((Checkout) body(other.result())).order().id()));
        assertEquals(1, Outcome.of(ids).stream().distinct().count());
        assertEquals(1, ground.count("select count(*) from stoa.orders where tenant_id = '" + shop.id() + "'"));
    }

    @Test
    void theSameKeyComesWithAnotherBodyAtOnce() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var key = key();

        var one = ground.checkout(shop.guest(), key, null, cart(FakePayments.GOOD, line(boots, 1)));
        var other = ground.checkout(shop.guest(), key, null, cart(FakePayments.GOOD, line(boots, 2)));

        Outcome.of(one);
        var refused = refusal(other);
        assertEquals(422, refused.status());
        assertEquals("/problems/idempotency-key-reused", refused.type());
    }

    @Test
    void theKeyOfARefusedRequestIsFreeAgain() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var key = key();

        refusal(ground.checkout(shop.guest(), key, null, cart(FakePayments.GOOD, line(boots, 2))));

        Outcome.of(ground.checkout(shop.guest(), key, null, cart(FakePayments.GOOD, line(boots, 1))));
    }

    @Test
    void whatCostsNothingNeedsNoPayment() {
        var shop = ground.shop();
        var sample = ground.article(shop, 1);
        ground.catalog.sell(sample, 0);
        var line = new stoa.openapi.model.CheckoutLine(sample, 1, new stoa.openapi.model.Money(0, "EUR"));

        var order = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.DECLINED, line)))
                .order();

        assertEquals(OrderStatus.PAID, order.status());
        assertEquals(PaymentOutcome.UNKNOWN, ground.payments.of(order.id()));
    }

    @Test
    void theOutcomeOfThePaymentIsUnknownUntilTheProviderTells() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var order = Outcome.of(ground.buyAndWaitBriefly(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 1))))
                .order();
        assertEquals(OrderStatus.PLACED, order.status());

        Outcome.of(ground.payments.settle(shop.system(), order.id(), PaymentOutcome.AUTHORISED));

        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.CAPTURED);
        assertEquals(0, ground.stock(shop, boots).onHand());
    }

    @Test
    void whoWaitsForAnUnknownPaymentIsAnsweredWhenTheProviderTells() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var key = key();
        var cart = cart(FakePayments.UNKNOWN, line(boots, 1));
        var order = ((Checkout) body(Outcome.of(ground.checkout(shop.guest(), key, null, cart)))).order();
        var again = ground.checkout(shop.guest(), key, "wait=10", cart);

        Outcome.of(ground.payments.settle(shop.system(), order.id(), PaymentOutcome.AUTHORISED));

        assertEquals(
                OrderStatus.PAID, ((Checkout) body(Outcome.of(again))).order().status());
    }

    @Test
    void theProviderTellsThatAnUnknownPaymentWasDeclined() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var order = Outcome.of(ground.buyAndWaitBriefly(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 1))))
                .order();

        Outcome.of(ground.payments.settle(shop.system(), order.id(), PaymentOutcome.DECLINED));

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.DECLINED);
        assertEquals(1, ground.stock(shop, boots).available());
    }

    @Test
    void theShopperCancelsWhileThePaymentIsUnderWay() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var placed = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.SLOW, line(boots, 1))));
        var guest = GuestToken.ORDER.holding(shop.guest(), placed.order().id());

        var cancelled = Outcome.of(
                ground.act(guest, "cancelOrder", placed.order().id(), Map.of("reason", "Ordered by mistake")));
        ground.payments.release();

        assertEquals(OrderStatus.CANCELLED, cancelled.status());
        ground.awaitOrder(shop, placed.order().id(), OrderStatus.CANCELLED, PaymentStatus.VOIDED);
        assertEquals(1, ground.stock(shop, boots).available());
        assertNotEquals(
                PaymentOutcome.CAPTURED, ground.payments.of(placed.order().id()));
    }
}
