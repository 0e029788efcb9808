package stoa.messages.payment;

/** Where the money of an order stands. Each but UNKNOWN and ACTION_REQUIRED says that what was asked for has been done, or never can be. */
public enum PaymentOutcome {
    /** Not known yet, which is never "failed": the provider was slow, out of reach, or is still at it. Settled later by {@link PaymentSettled}. */
    UNKNOWN,
    /** The buyer has to confirm the payment at the provider; nothing is held until then. */
    ACTION_REQUIRED,
    /** Held on the card, nothing taken. */
    AUTHORISED,
    /** Taken, whole or in part; some of it may have been given back. The totals tell. */
    CAPTURED,
    /** Refused for good; no money is held. */
    DECLINED,
    /** Let go before anything was taken. */
    VOIDED,
    /** All that was taken was given back, and nothing more is held. */
    REFUNDED
}
