package stoa.messages.order;

/** Where orders are asked, where they are heard live, and the events they and the stock tell. */
public final class OrderAddresses {
    /** {@link AskChanges} -> {@link Changes}; 404 where the caller may not see the order. */
    public static final String CHANGES = "order.changes";

    /** {@link AskListChanges} -> {@link Changes}; 404 where the caller may not see the list. */
    public static final String LIST_CHANGES = "order.listChanges";

    /** {@link AskReceipt} -> {@link Receipt}; only the platform itself may ask. */
    public static final String RECEIPT = "order.receipt";

    /** {@link LiveOrder} is told at this prefix and the partition, 0 to {@link #LIVE_PARTITIONS} - 1, of the order. */
    public static final String LIVE_PREFIX = "live.orders.";

    /** How many addresses live orders share; whoever streams hears all of them. */
    public static final int LIVE_PARTITIONS = 16;

    /** The outbox type of {@link OrderPlaced}; its aggregate is the order, its version 1. */
    public static final String PLACED = "OrderPlaced";

    /** The outbox type of {@link OrderChanged}; its aggregate is the order, its versions 2, 3, ... without a gap. */
    public static final String CHANGED = "OrderChanged";

    /** The outbox type of {@link StockChanged}; its aggregate is the variant. */
    public static final String STOCK_CHANGED = "StockChanged";

    /** The outbox type of {@link StockLow}; its aggregate is the variant. */
    public static final String STOCK_LOW = "StockLow";

    /** The outbox type of {@link CartAbandoned}; its aggregate is the cart, its version that of the cart as it was left. */
    public static final String CART_ABANDONED = "CartAbandoned";

    private OrderAddresses() {}
}
