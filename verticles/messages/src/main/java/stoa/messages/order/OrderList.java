package stoa.messages.order;

/** Which orders: one's own, or all of the shop (needs the scope {@code orders:manage}). */
public enum OrderList {
    OWN,
    SHOP
}
