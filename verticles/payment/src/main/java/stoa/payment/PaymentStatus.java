package stoa.payment;

import stoa.messages.payment.PaymentOutcome;

/** Where a payment stands. Once money is held its totals say so; see {@code payment_status} in the migrations. */
enum PaymentStatus {
    /** The provider has an intent and was not told to move money, as far as we know. */
    CREATED,
    /** The provider was told to hold the money; what came of it is not known. */
    PENDING,
    /** The buyer has to confirm it at the provider. */
    ACTION_REQUIRED,
    AUTHORISED,
    /** Taken, whole or in part. */
    CAPTURED,
    DECLINED,
    VOIDED,
    /** Given back whole, and nothing more is held. */
    REFUNDED;

    PaymentOutcome outcome() {
        return switch (this) {
            case CREATED, PENDING -> PaymentOutcome.UNKNOWN;
            case ACTION_REQUIRED -> PaymentOutcome.ACTION_REQUIRED;
            case AUTHORISED -> PaymentOutcome.AUTHORISED;
            case CAPTURED -> PaymentOutcome.CAPTURED;
            case DECLINED -> PaymentOutcome.DECLINED;
            case VOIDED -> PaymentOutcome.VOIDED;
            case REFUNDED -> PaymentOutcome.REFUNDED;
        };
    }
}
