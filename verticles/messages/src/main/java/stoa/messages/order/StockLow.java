package stoa.messages.order;

import java.util.UUID;

/**
 * What is available of a variant has fallen to its threshold.
 *
 * @param available over all locations; below zero where pieces are owed
 * @param threshold as the shop has set it for the variant
 * @param version of the stock, as in {@link StockChanged}
 */
public record StockLow(UUID variantId, int available, int threshold, int version) {}
