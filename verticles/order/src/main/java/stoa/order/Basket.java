package stoa.order;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be priced, with all that its price may depend on.
 *
 * @param currency ISO 4217; all amounts are its minor units
 * @param shippingMethod code of the wanted one, or null for the cheapest
 */
record Basket(
        String currency,
        Buyer buyer,
        List<Item> items,
        @Nullable String shippingMethod) {
    /**
     * @param locale in which sources are named (BCP 47)
     * @param country where it shall go (ISO 3166-1 alpha-2), or null while nobody knows
     * @param groups of customers to which the buyer belongs; the rules of today favour none
     */
    record Buyer(String locale, @Nullable String country, Set<String> groups) {}

    /**
     * @param lineNo from 1, each once
     * @param tiers by rising quantity, the first for one piece
     */
    record Item(int lineNo, UUID variantId, int quantity, String taxClass, List<Tier> tiers) {
        /** What one piece costs before anything is adjusted. */
        long unitPrice() {
            return tiers.getFirst().unitPrice();
        }
    }

    /** What one piece costs from so many on. */
    record Tier(int minQuantity, long unitPrice) {}
}
