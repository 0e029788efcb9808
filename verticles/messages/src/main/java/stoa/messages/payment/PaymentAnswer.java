package stoa.messages.payment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the payment of an order stands after what was asked. The totals are minor units of the order's currency and only ever grow.
 * Where the outcome is {@link PaymentOutcome#UNKNOWN} they say what was known last.
 *
 * @param authorised held on the card so far, also where it was taken or let go since
 * @param captured taken of it
 * @param refunded given back of what was taken
 * @param reason why the provider declined, in its words, or null
 * @param actionUrl where the buyer confirms the payment; null unless the outcome is {@link PaymentOutcome#ACTION_REQUIRED}
 */
public record PaymentAnswer(
        UUID orderId,
        PaymentOutcome outcome,
        long authorised,
        long captured,
        long refunded,
        @Nullable String reason,
        @Nullable String actionUrl) {

    /** Nothing is known, not even whether there is a payment. */
    public static PaymentAnswer unknown(UUID orderId) {
        return new PaymentAnswer(orderId, PaymentOutcome.UNKNOWN, 0, 0, 0, null, null);
    }
}
