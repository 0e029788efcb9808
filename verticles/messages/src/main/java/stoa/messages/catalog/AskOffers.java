package stoa.messages.catalog;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What do these variants cost now?
 *
 * @param variantIds at most 200
 * @param currency ISO 4217, or null for the shop's own; a variant without a price in it is not offered
 * @param locale wanted language of the names (BCP 47), falls back to the shop's
 */
public record AskOffers(List<UUID> variantIds, @Nullable String currency, String locale) {}
