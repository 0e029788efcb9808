package stoa.order;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.catalog.Offer;
import stoa.openapi.model.Cart;
import stoa.openapi.model.CartLine;
import stoa.openapi.model.CartLineInput;
import stoa.openapi.model.CartLineState;
import stoa.openapi.model.CartStatus;
import stoa.openapi.model.Link;
import stoa.openapi.model.Money;

/** Carts as the contract shows them. */
final class CartRecords {
    private CartRecords() {}

    /** @param price null where nothing in it is sold */
    static Cart cart(CartState cart, Map<UUID, Offer> offers, @Nullable Price price) {
        return new Cart(
                cart.id(),
                cart.status(),
                cart.lines().stream()
                        .map(line -> line(line, offers.get(line.variantId()), cart.available()))
                        .toList(),
                price == null ? null : price.breakdown(),
                price == null ? List.of() : price.shipping(),
                cart.shippingMethod(),
                cart.country(),
                cart.orderId(),
                cart.version(),
                OrderRecords.time(cart.expires()),
                OrderRecords.time(cart.modified()),
                links(cart, price));
    }

    private static CartLine line(CartLineInput line, @Nullable Offer offer, Map<UUID, Integer> shelves) {
        int available = shelves.getOrDefault(line.variantId(), 0);
        if (offer == null) {
            return new CartLine(
                    line.variantId(),
                    line.quantity(),
                    CartLineState.NOT_SOLD,
                    available,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        return new CartLine(
                line.variantId(),
                line.quantity(),
                available < line.quantity() ? CartLineState.SHORT : CartLineState.AVAILABLE,
                available,
                offer.productId(),
                offer.sku(),
                PriceCheck.name(offer),
                offer.imageUrl(),
                new Money(offer.unitPrice(), offer.currency()),
                new Money(offer.unitPrice() * line.quantity(), offer.currency()));
    }

    static String path(UUID cartId) {
        return "/api/v1/carts/" + cartId;
    }

    private static Map<String, Link> links(CartState cart, @Nullable Price price) {
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link(path(cart.id()), null));
        if (cart.status() == CartStatus.OPEN) {
            links.put("change", new Link(path(cart.id()), Link.Method.PUT));
        }
        if (price != null) {
            links.put("checkout", new Link("/api/v1/checkouts", Link.Method.POST));
        }
        if (cart.orderId() != null) {
            links.put("order", new Link("/api/v1/orders/" + cart.orderId(), null));
        }
        return Map.copyOf(links);
    }
}
