package stoa.messages.order;

/** Where the money of an order stands, as far as the order has learned. */
public enum PaymentStatus {
    PENDING,
    /** The buyer has to approve it at the provider. */
    REQUIRES_ACTION,
    AUTHORISED,
    /** Taken for what was shipped; the rest is held. */
    PARTIALLY_CAPTURED,
    CAPTURED,
    PARTIALLY_REFUNDED,
    REFUNDED,
    DECLINED,
    VOIDED
}
