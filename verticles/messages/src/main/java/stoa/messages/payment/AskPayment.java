package stoa.messages.payment;

import java.util.UUID;

/**
 * Where the payment of an order stands; what is not known is asked of the provider, such as after the buyer has confirmed it there.
 * {@link PaymentOutcome#UNKNOWN} where there is none.
 */
public record AskPayment(UUID orderId) {}
