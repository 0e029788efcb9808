package stoa.messages.payment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money has moved or was refused, and nobody was waiting for the answer: learned by webhook, by asking the provider later, or by an
 * answer that came after the asker had been told {@link PaymentOutcome#UNKNOWN}. What a {@link PaymentAnswer} has told is not told again.
 *
 * @param outcome never UNKNOWN
 * @param amount of the order, minor units of the currency
 * @param authorised held on the card so far, also where it was taken or let go since
 * @param captured taken of it
 * @param refunded given back of what was taken
 * @param currency ISO 4217
 * @param version of the payment; of two events the higher one is the later
 * @param reason why the provider declined, in its words, or null
 */
public record PaymentSettled(
        UUID orderId,
        PaymentOutcome outcome,
        long amount,
        long authorised,
        long captured,
        long refunded,
        String currency,
        int version,
        @Nullable String reason) {}
