package stoa.payment;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;

/**
 * A payment as it is stored.
 *
 * @param intentId at the provider, or null where the order ended before there was one
 * @param amount minor units of the currency (ISO 4217)
 * @param open what the provider is told next, or has not answered; null where all that the order wants has been done, or never can be
 * @param reason why the provider declined, or null
 * @param actionUrl where the buyer confirms it, or null
 */
record PaymentState(
        UUID id,
        UUID orderId,
        @Nullable String intentId,
        PaymentStatus status,
        long amount,
        String currency,
        Totals totals,
        @Nullable Operation open,
        @Nullable String reason,
        @Nullable String actionUrl,
        int version,
        OffsetDateTime created,
        OffsetDateTime modified) {

    /** Whether it is the buyer's turn. */
    boolean waitsForBuyer() {
        return status == PaymentStatus.ACTION_REQUIRED && open != null && open.kind() == Operation.Kind.AUTHORISE;
    }

    /** The intent's id; what has an open operation has one. */
    String intent() {
        return Objects.requireNonNull(intentId, "a payment without intent has nothing open");
    }

    /** While an operation is open its outcome is not known, wherever the payment was seen last. */
    private PaymentOutcome outcome() {
        return open == null || waitsForBuyer() ? status.outcome() : PaymentOutcome.UNKNOWN;
    }

    PaymentAnswer answer() {
        var outcome = outcome();
        return new PaymentAnswer(
                orderId,
                outcome,
                totals.authorised(),
                totals.captured(),
                totals.refunded(),
                reason,
                outcome == PaymentOutcome.ACTION_REQUIRED ? actionUrl : null);
    }
}
