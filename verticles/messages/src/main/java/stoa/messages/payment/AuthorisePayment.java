package stoa.messages.payment;

import java.util.UUID;

/**
 * Hold the money of an order. Idempotent by order: asked again, it settles what the first one began.
 *
 * @param amount minor units of the currency, more than 0
 * @param currency ISO 4217
 * @param token from the provider's tokenize call, {@code tok_...}; never a card number
 */
public record AuthorisePayment(UUID orderId, long amount, String currency, String token) {}
