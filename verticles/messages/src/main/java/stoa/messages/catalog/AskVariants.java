package stoa.messages.catalog;

import java.util.List;
import java.util.UUID;

/**
 * Which of these variants does the shop have, and what are they called? Sold or not, whatever they cost.
 *
 * @param variantIds at most 200
 * @param locale wanted language of the names (BCP 47), falls back to the shop's
 */
public record AskVariants(List<UUID> variantIds, String locale) {}
