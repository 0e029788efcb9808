package stoa.order;

import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.openapi.model.Cart;
import stoa.openapi.model.CartInput;
import stoa.openapi.model.CartLineInput;
import stoa.openapi.model.CartReference;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.OpenedCart;
import stoa.testkit.Outcome;

/** Carts as their shoppers reach them. */
abstract class CartGround {
    static OrderGround ground;

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

    static CartInput holding(CartLineInput... lines) {
        return new CartInput(List.of(lines), null, null);
    }

    static CartLineInput of(UUID variant, int quantity) {
        return new CartLineInput(variant, quantity);
    }

    static OpenedCart opened(Caller caller, CartInput input) {
        return opened(ground.ask(caller, "createCart", Map.of(), key(), input));
    }

    static OpenedCart opened(Future<ApiResponse> answer) {
        return (OpenedCart) body(Outcome.of(answer));
    }

    static Cart read(Caller caller, UUID cart) {
        return (Cart) body(Outcome.of(ground.ask(caller, "getCart", path(cart), key(), null)));
    }

    static Map<String, String> path(UUID cart) {
        return Map.of("cartId", cart.toString());
    }

    static Future<Cart> put(Caller caller, UUID cart, int version, CartInput input) {
        return ground.ask(caller, "updateCart", path(cart), Map.of("if-match", "\"" + version + "\""), input)
                .map(answer -> (Cart) body(answer));
    }

    static List<String> lines(Cart cart) {
        return cart.lines().stream()
                .map(line -> line.variantId() + " x " + line.quantity())
                .toList();
    }

    static CheckoutInput checkout(@Nullable CartReference cart, UUID variant, int quantity) {
        var plain = OrderGround.cart(FakePayments.GOOD, line(variant, quantity));
        return new CheckoutInput(
                plain.lines(), plain.contact(), plain.shippingAddress(), plain.payment(), null, null, cart);
    }
}
