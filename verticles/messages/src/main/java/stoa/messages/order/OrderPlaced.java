package stoa.messages.order;

import java.util.UUID;

/**
 * An order was placed: its lines are reserved, its payment begins.
 *
 * @param total minor units of the currency
 * @param currency ISO 4217
 * @param pieces of all lines
 */
public record OrderPlaced(UUID orderId, String number, long total, String currency, int pieces) {}
