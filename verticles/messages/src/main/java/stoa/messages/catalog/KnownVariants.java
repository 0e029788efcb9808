package stoa.messages.catalog;

import java.util.List;
import java.util.UUID;

/**
 * The answer to {@link AskVariants}.
 *
 * @param variants one for each that the shop has, in no order; unknown and deleted ones are missing
 */
public record KnownVariants(List<KnownVariant> variants) {
    /**
     * @param name of the product, in the language asked for or the shop's own
     * @param variantName what tells the variant from the others; empty where there is only one
     */
    public record KnownVariant(UUID variantId, String sku, String name, String variantName) {}
}
