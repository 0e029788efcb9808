package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.CartLineState;
import stoa.openapi.model.CartReference;
import stoa.openapi.model.CartStatus;
import stoa.openapi.model.Checkout;
import stoa.platform.GuestToken;
import stoa.testkit.Outcome;

/** How a cart becomes one order, and nobody else's. */
class CartCheckoutTest extends CartGround {
    @Test
    void aGuestIsNotGivenTheOrderOfAnotherByGuessingItsKey() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        var plain = OrderGround.cart(FakePayments.GOOD, line(boots, 1));
        var guessable = refusal(ground.checkout(shop.guest(), "order-0001", null, plain));
        assertEquals("/problems/idempotency-key-guessable", guessable.type());

        var cart = opened(shop.guest(), holding(of(boots, 1))).cart();
        var input = checkout(new CartReference(cart.id(), cart.version()), boots, 1);
        var victim = GuestToken.CART.holding(shop.guest(), cart.id());
        var first = Outcome.of(ground.checkout(victim, "order-0001", null, input));

        // The token of the cart was shown: so even with a plain key the answer is that guest's alone.
        assertEquals(body(first), body(Outcome.of(ground.checkout(victim, "order-0001", null, input))));
        for (var attacker : List.of(
                shop.guest(),
                GuestToken.CART.holding(shop.guest(), UUID.randomUUID()),
                GuestToken.ORDER.holding(shop.guest(), UUID.randomUUID()))) {
            int status = refusal(ground.checkout(attacker, "order-0001", null, input))
                    .status();
            assertTrue(status == 404 || status == 422, "told " + status);
        }
    }

    @Test
    void aCartBecomesOneOrderHoweverOftenTheButtonIsPressed() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        var cart = opened(shop.guest(), holding(of(boots, 2))).cart();
        var guest = GuestToken.CART.holding(shop.guest(), cart.id());
        var input = checkout(new CartReference(cart.id(), cart.version()), boots, 2);
        var key = key();

        var presses = Stream.of(key, key, key(), key())
                .map(each -> ground.checkout(guest, each, null, input))
                .toList();
        Outcome.of(Future.join(presses).otherwiseEmpty());

        var orders = presses.stream()
                .filter(Future::succeeded)
                .map(press -> ((Checkout) body(press.result())).order().id())
                .distinct()
                .toList();
        assertEquals(1, orders.size());
        presses.stream()
                .filter(Future::failed)
                .forEach(press ->
                        assertEquals("/problems/cart-ordered", refusal(press).type()));
        assertEquals(1, ground.count("select count(*) from stoa.orders where tenant_id = '" + shop.id() + "'"));
        var ordered = read(guest, cart.id());
        assertEquals(CartStatus.ORDERED, ordered.status());
        assertEquals(orders.getFirst(), ordered.orderId());
        assertEquals(CartLineState.AVAILABLE, ordered.lines().getFirst().state(), "it can be wanted again");
        assertNull(ordered.price());
    }

    @Test
    void whoOrderedTheirCartBeginsANewOne() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var boots = ground.article(shop, 9);
        var cart = opened(shopper, holding(of(boots, 1))).cart();
        Outcome.of(ground.buy(shopper, checkout(new CartReference(cart.id(), cart.version()), boots, 1)));

        var next = opened(shopper, holding()).cart();

        assertNotEquals(cart.id(), next.id());
        assertEquals(List.of(), next.lines());
    }

    @Test
    void aCartThatWasChangedInAnotherTabIsNotOrderedUnseen() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        var cart = opened(shop.guest(), holding(of(boots, 1))).cart();
        var guest = GuestToken.CART.holding(shop.guest(), cart.id());
        Outcome.of(put(guest, cart.id(), 1, holding(of(boots, 5))));

        var refused = refusal(ground.buy(guest, checkout(new CartReference(cart.id(), 1), boots, 1)));

        assertEquals("/problems/cart-changed", refused.type());
        assertEquals(9, ground.stock(shop, boots).available());
    }

    @Test
    void whereStockIsShortTheCartStaysOpen() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var cart = opened(shop.guest(), holding(of(boots, 2))).cart();
        var guest = GuestToken.CART.holding(shop.guest(), cart.id());

        var refused = refusal(ground.buy(guest, checkout(new CartReference(cart.id(), 1), boots, 2)));

        assertEquals("/problems/out-of-stock", refused.type());
        assertEquals(CartStatus.OPEN, read(guest, cart.id()).status());
    }

    @Test
    void theCartOfAnotherIsNotOrdered() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        var cart = opened(shop.guest(), holding(of(boots, 1))).cart();

        for (var stranger : List.of(shop.guest(), ground.stoa.shopper(shop))) {
            var refused = refusal(ground.buy(stranger, checkout(new CartReference(cart.id(), 1), boots, 1)));
            assertEquals(404, refused.status());
        }
    }

    @Test
    void aCartTellsItsExpiryAndMayNotBeEmptyToBeBought() {
        var shop = ground.shop();

        var cart = opened(shop.guest(), holding()).cart();

        assertNotNull(cart.expiresDate());
        assertNull(cart.price());
        assertTrue(!cart.links().containsKey("checkout"));
    }
}
