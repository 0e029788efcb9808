package stoa.messages.order;

/** Where an order stands, in one word. */
public enum OrderStatus {
    /** Its payment is under way. */
    PLACED,
    /** The money is held, and is taken when pieces are shipped. */
    CONFIRMED,
    PAID,
    SHIPPED,
    DELIVERED,
    CANCELLED
}
