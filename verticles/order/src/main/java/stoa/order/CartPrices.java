package stoa.order;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.catalog.Offer;
import stoa.openapi.model.Cart;
import stoa.openapi.model.CartStatus;
import stoa.openapi.model.PriceRulesInput;

/** Carts at the prices of this moment, by the same function that prices the checkout. */
final class CartPrices {
    private final PriceCheck catalog;
    private final ShopRules rules;

    CartPrices(PriceCheck catalog, ShopRules rules) {
        this.catalog = catalog;
        this.rules = rules;
    }

    /** A closed cart shows its lines, so that they can be wanted again, and no price: what it cost stands in its order. */
    Future<Cart> show(Caller caller, CartState cart) {
        if (cart.lines().isEmpty()) {
            return Future.succeededFuture(CartRecords.cart(cart, Map.of(), null));
        }
        var offered = catalog.offers(caller, cart.variants(), null);
        var ruled = rules.of(caller);
        return Future.all(offered, ruled)
                .map(_ -> CartRecords.cart(
                        cart, offered.result(), price(caller, cart, offered.result(), ruled.result())));
    }

    /** Of what is sold; null where nothing is, or where it is closed. */
    private static @Nullable Price price(
            Caller caller, CartState cart, Map<UUID, Offer> offers, PriceRulesInput rules) {
        if (cart.status() != CartStatus.OPEN || offers.isEmpty()) {
            return null;
        }
        var buyer = new Basket.Buyer(caller.locale(), cart.country(), Set.of());
        var currency = offers.values().iterator().next().currency();
        return Pricing.price(new Basket(currency, buyer, items(cart, offers), cart.shippingMethod()), rules);
    }

    private static List<Basket.Item> items(CartState cart, Map<UUID, Offer> offers) {
        var items = new ArrayList<Basket.Item>();
        for (int i = 0; i < cart.lines().size(); i++) {
            var line = cart.lines().get(i);
            var offer = offers.get(line.variantId());
            if (offer != null) {
                items.add(PriceCheck.item(i + 1, line.quantity(), offer));
            }
        }
        return items;
    }
}
