package stoa.order;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What became of one checkout in its batch. */
sealed interface Placement {
    /** @param at when it was placed, by the database's clock */
    record Placed(UUID orderId, Instant at) implements Placement {}

    /** The same key and body were answered before: with this order. */
    record Replayed(UUID orderId) implements Placement {}

    /** The key was used for another body. */
    record KeyReused() implements Placement {}

    /** The cart has become an order already, or does so in this batch. */
    record CartOrdered() implements Placement {}

    /** The cart holds something else than the shopper saw, or is gone. */
    record CartChanged() implements Placement {}

    /** Nothing was reserved. */
    record OutOfStock(List<Shortage> shortages) implements Placement {}

    /** Nothing was reserved: one order, or this buyer, may not have so many. */
    record Limited(List<Shortage> shortages) implements Placement {}

    /**
     * A line that cannot be served.
     *
     * @param lineNo from 1
     * @param available pieces that are left, or that this buyer may still have
     */
    record Shortage(int lineNo, int available) {}
}
