package stoa.order;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.openapi.model.LineCancellationInput;
import stoa.openapi.model.LinePieces;
import stoa.openapi.model.RefundInput;
import stoa.openapi.model.ShipmentInput;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;

/**
 * What people do with an order that is locked in their transaction: one step each, or a refusal that says why not. The money that follows
 * is only written down here, as what shall become of it; the saga moves it.
 */
final class OrderActions {
    private final Steps steps;

    OrderActions(Steps steps) {
        this.steps = steps;
    }

    Future<Standing> ship(Sql sql, Caller caller, Standing order, ShipmentInput shipment) {
        requireAllowed(order, OrderStep.SHIP);
        if (order.hold() != null) {
            throw held(order.hold());
        }
        return Shipments.pieces(sql, order.orderId()).compose(pieces -> {
            var parts = chosen(pieces, shipment.lines());
            var move = shipped(order, pieces.shipped(parts));
            return Shipments.send(sql, order.orderId(), shipment, parts)
                    .compose(_ -> steps.take(sql, caller, order, move));
        });
    }

    private static List<Pieces.Part> chosen(Pieces pieces, @Nullable List<LinePieces> wanted) {
        return wanted == null ? pieces.left() : pieces.pick(wanted);
    }

    /** What leaves is to be paid: its lines, and with the first parcel what belongs to no line. */
    private static Move shipped(Standing order, Pieces after) {
        long beside = order.live().total() - after.amount();
        var funds = order.funds().taking(beside + after.shippedAmount());
        var to = new OrderState.Open(order.live().payment(), after.fulfilment());
        return order.move(OrderStep.SHIP, to, funds, OrderStep.SHIP.reason);
    }

    Future<Standing> deliver(Sql sql, Caller caller, Standing order, UUID shipmentId) {
        return Shipments.deliver(sql, order.orderId(), shipmentId)
                .compose(_ -> Shipments.pieces(sql, order.orderId()))
                .compose(pieces -> {
                    requireAllowed(order, OrderStep.DELIVER);
                    var to = new OrderState.Open(order.live().payment(), pieces.fulfilment());
                    return steps.take(
                            sql,
                            caller,
                            order,
                            order.move(OrderStep.DELIVER, to, order.funds(), OrderStep.DELIVER.reason));
                });
    }

    /** All of it, before anything was shipped. */
    Future<Standing> cancel(Sql sql, Caller caller, Standing order, String reason) {
        requireAllowed(order, OrderStep.CANCEL);
        var to = order.state().after(OrderStep.CANCEL).getFirst().to();
        return steps.take(
                sql,
                caller,
                order,
                order.move(OrderStep.CANCEL, to, order.funds(), reason).held(null));
    }

    /** Some of what was not shipped yet; all of it, where nothing was shipped, is the whole order. */
    Future<Standing> cancelLines(Sql sql, Caller caller, Standing order, LineCancellationInput cancelled) {
        requireAllowed(order, OrderStep.CANCEL_LINES);
        return Shipments.pieces(sql, order.orderId()).compose(pieces -> {
            var parts = pieces.pick(cancelled.lines());
            var after = pieces.cancelled(parts);
            return after.noneLeft() && after.parcels() == 0
                    ? cancel(sql, caller, order, cancelled.reason())
                    : steps.take(
                            sql,
                            caller,
                            order,
                            cancelled(order, pieces, after, cancelled.reason()).of(parts));
        });
    }

    /** What was taken for the pieces is given back; what is only held for them will not be taken. */
    private static Move cancelled(Standing order, Pieces before, Pieces after, String reason) {
        boolean taken = order.funds().toCapture() == order.live().total();
        long worth = after.cancelledAmount() - before.cancelledAmount();
        var funds = taken ? order.funds().givingBack(worth) : order.funds();
        var to = new OrderState.Open(order.live().payment(), after.fulfilment());
        return order.move(OrderStep.CANCEL_LINES, to, funds, reason);
    }

    /** A part of what was paid, whatever becomes of the goods. */
    Future<Standing> refund(Sql sql, Caller caller, Standing order, RefundInput refund) {
        requireAllowed(order, OrderStep.REFUND);
        var amount = refund.amount();
        if (!amount.currency().equals(order.live().currency()) || amount.amount() == 0) {
            throw Refusal.unprocessable(
                    "/problems/invalid-amount",
                    "Not an amount to give back",
                    "Name more than 0 " + order.live().currency() + ".",
                    List.of(Refusal.Fault.of("/amount", "more than 0, in the currency of the order")));
        }
        long refundable = Math.max(0, order.funds().refundable()); // below 0 while what is given back is not yet taken
        if (amount.amount() > refundable) {
            throw Refusal.conflict(
                    "/problems/refund-too-large",
                    "More than was paid",
                    "The rest of what was paid is in the errors.",
                    List.of(new Refusal.Fault(
                            "/amount",
                            "more than is left",
                            null,
                            new Refusal.Price(refundable, order.live().currency()))));
        }
        var funds = order.funds().givingBack(amount.amount());
        return steps.take(sql, caller, order, order.move(OrderStep.REFUND, order.state(), funds, refund.reason()));
    }

    Future<Standing> hold(Sql sql, Caller caller, Standing order, String reason) {
        requireAllowed(order, OrderStep.HOLD);
        if (order.hold() != null) {
            throw held(order.hold());
        }
        return steps.take(
                sql,
                caller,
                order,
                order.move(OrderStep.HOLD, order.state(), order.funds(), reason).held(reason));
    }

    Future<Standing> release(Sql sql, Caller caller, Standing order, String reason) {
        requireAllowed(order, OrderStep.RELEASE);
        if (order.hold() == null) {
            throw Refusal.conflict("/problems/order-state", "Not possible now", "The order is not held.", List.of());
        }
        return steps.take(
                sql,
                caller,
                order,
                order.move(OrderStep.RELEASE, order.state(), order.funds(), reason)
                        .held(null));
    }

    private static void requireAllowed(Standing order, OrderStep step) {
        if (!order.state().may(step)) {
            throw Refusal.conflict(
                    "/problems/order-state",
                    "Not possible now",
                    "The order is " + order.live().status() + ", its payment "
                            + order.live().payment() + ", its goods "
                            + order.live().fulfilment() + ": " + step + " is not possible.",
                    List.of());
        }
    }

    private static Refusal held(String reason) {
        return Refusal.conflict("/problems/order-held", "The order is held", reason, List.of());
    }
}
