package stoa.messages.order;

/** Where the goods of an order stand; pieces that were cancelled do not count. */
public enum FulfilmentStatus {
    UNFULFILLED,
    /** Pieces are left to ship, whatever has arrived already. */
    PARTIALLY_SHIPPED,
    SHIPPED,
    /** All are shipped, not all have arrived. */
    PARTIALLY_DELIVERED,
    DELIVERED
}
