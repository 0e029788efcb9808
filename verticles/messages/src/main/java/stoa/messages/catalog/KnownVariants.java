package stoa.messages.catalog;

import java.util.List;
import java.util.UUID;

/**
 * The answer to {@link AskVariants}.
 *
 * @param variants one for each that the shop has or had, in no order; unknown ones are missing
 */
public record KnownVariants(List<KnownVariant> variants) {
    /**
     * @param name of the product, in the language asked for or the shop's own
     * @param variantName what tells the variant from the others; empty where there is only one
     * @param removed whether it is sold no more: its name is the last one it had
     */
    public record KnownVariant(UUID variantId, String sku, String name, String variantName, boolean removed) {}
}
