package stoa.messages.order;

import java.util.UUID;

/**
 * More or fewer pieces of a variant can be sold.
 *
 * @param available pieces that can be sold now, back-orders included; a million stands for as many as anyone wants
 * @param version of the stock; of two events the higher one is the later
 */
public record StockChanged(UUID variantId, int available, int version) {}
