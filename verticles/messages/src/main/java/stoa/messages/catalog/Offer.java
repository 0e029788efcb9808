package stoa.messages.catalog;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A variant at its price of this moment.
 *
 * @param name of the product, in the language asked for or the shop's own
 * @param variantName what tells the variant from the others; empty where there is only one
 * @param imageUrl path-absolute or https, or null
 * @param unitPrice of one piece; minor units of the currency
 * @param currency ISO 4217
 * @param taxClass names the rate in the shop's price rules
 * @param tiers what one piece costs from a quantity above 1 on, by rising quantity
 */
public record Offer(
        UUID variantId,
        UUID productId,
        String sku,
        String name,
        String variantName,
        @Nullable String imageUrl,
        long unitPrice,
        String currency,
        String taxClass,
        List<Tier> tiers) {
    /** @param unitPrice of one piece; minor units of the offer's currency */
    public record Tier(int minQuantity, long unitPrice) {}
}
