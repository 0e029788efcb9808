package stoa.order;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.openapi.model.PriceBreakdown;

/**
 * An order with all that belongs to it, as read in one transaction.
 *
 * @param placed when it was placed
 * @param address as JSON
 * @param price every cent of what was to be paid when it was placed
 * @param locale in which it was placed (BCP 47)
 */
record OrderDetails(
        Standing standing,
        Instant placed,
        String email,
        String address,
        PriceBreakdown price,
        String locale,
        List<Line> lines,
        List<Parcel> parcels) {

    /** As the row of every new order says. */
    private static final int FIRST_VERSION = 1;

    /**
     * A shipment of the order.
     *
     * @param pieces by line
     */
    record Parcel(
            UUID id,
            @Nullable String carrier,
            @Nullable String trackingNumber,
            Instant shipped,
            @Nullable Instant delivered,
            Map<Integer, Integer> pieces) {}

    /** A line of the order, whichever locations it comes from. */
    record Line(Purchase.Line bought, int cancelled, int shipped) {
        static List<Line> joined(List<Line> rows) {
            var lines = new TreeMap<Integer, Line>();
            rows.forEach(row -> lines.merge(row.bought().lineNo(), row, Line::plus));
            return List.copyOf(lines.values());
        }

        private Line plus(Line other) {
            return new Line(bought.plus(other.bought()), cancelled + other.cancelled, shipped + other.shipped);
        }
    }

    /** What was just written, without reading it back. */
    static OrderDetails of(Purchase purchase, Instant placed) {
        var order = new LiveOrder(
                purchase.caller().tenant(),
                purchase.orderId(),
                purchase.caller().user(),
                purchase.number(),
                FIRST_VERSION,
                OrderStatus.PLACED,
                PaymentStatus.PENDING,
                FulfilmentStatus.UNFULFILLED,
                purchase.total(),
                purchase.currency(),
                purchase.pieces(),
                purchase.name(),
                placed);
        return new OrderDetails(
                new Standing(order, Funds.NONE, null, null),
                placed,
                purchase.email(),
                purchase.address(),
                purchase.price(),
                purchase.caller().locale(),
                purchase.lines().stream().map(line -> new Line(line, 0, 0)).toList(),
                List.of());
    }

    LiveOrder order() {
        return standing.live();
    }

    OrderState state() {
        return standing.state();
    }

    /** As it was at its first version: what the checkout answered, and what a repeated one is answered. */
    OrderDetails asPlaced() {
        var order = order();
        var first = new LiveOrder(
                order.tenant(),
                order.orderId(),
                order.user(),
                order.number(),
                FIRST_VERSION,
                OrderStatus.PLACED,
                PaymentStatus.PENDING,
                FulfilmentStatus.UNFULFILLED,
                order.total(),
                order.currency(),
                order.pieces(),
                order.contactName(),
                placed);
        var bought = lines.stream().map(line -> new Line(line.bought(), 0, 0)).toList();
        return new OrderDetails(
                new Standing(first, Funds.NONE, null, null), placed, email, address, price, locale, bought, List.of());
    }

    /** Whose order it is: the person who placed it, or the guest who holds its token. */
    boolean belongsTo(Caller caller) {
        return order().orderId().equals(caller.order())
                || (order().user() != null && order().user().equals(caller.user()));
    }

    /** Without the person: records print themselves into logs. */
    @Override
    public String toString() {
        return "OrderDetails[orderId=" + order().orderId() + ", version=" + order().version() + "]";
    }
}
