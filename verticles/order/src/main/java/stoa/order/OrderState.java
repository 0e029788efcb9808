package stoa.order;

import java.util.List;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;

/** Where an order stands. {@link Transition} says what may follow; nothing else moves an order. */
sealed interface OrderState {
    /**
     * Placed; its lines are reserved, its money is being asked for.
     *
     * @param payment PENDING, or REQUIRES_ACTION while the buyer has to approve it
     */
    record Reserved(PaymentStatus payment) implements OrderState {}

    /** The money is held and is being taken, the stock is sold. */
    record Confirmed() implements OrderState {}

    /** The goods may leave. In shops that take the money at shipment it is held until then. */
    record Open(PaymentStatus payment, FulfilmentStatus fulfilment) implements OrderState {}

    /** @param payment DECLINED, VOIDED or REFUNDED once the payment domain has said what became of the money */
    record Cancelled(PaymentStatus payment) implements OrderState {}

    /** Where the step may lead from here; empty where it is not allowed. */
    default List<Transition> after(OrderStep step) {
        return Transition.from(this, step);
    }

    default boolean may(OrderStep step) {
        return !after(step).isEmpty();
    }

    /** Whether whoever waits for the outcome of a checkout has it: the goods are theirs, they must act, or there is no order any more. */
    default boolean decided() {
        return switch (this) {
            case Reserved(PaymentStatus payment) -> payment == PaymentStatus.REQUIRES_ACTION;
            case Confirmed _ -> false;
            case Open _ -> true;
            case Cancelled(PaymentStatus payment) ->
                switch (payment) {
                    case DECLINED, VOIDED, REFUNDED -> true;
                    case PENDING, REQUIRES_ACTION, AUTHORISED, PARTIALLY_CAPTURED, CAPTURED, PARTIALLY_REFUNDED ->
                        false;
                };
        };
    }

    default OrderStatus status() {
        return switch (this) {
            case Reserved _, Confirmed _ -> OrderStatus.PLACED;
            case Open(PaymentStatus payment, FulfilmentStatus fulfilment) ->
                switch (fulfilment) {
                    case DELIVERED -> OrderStatus.DELIVERED;
                    case SHIPPED, PARTIALLY_DELIVERED -> OrderStatus.SHIPPED;
                    case UNFULFILLED, PARTIALLY_SHIPPED ->
                        payment == PaymentStatus.AUTHORISED || payment == PaymentStatus.PARTIALLY_CAPTURED
                                ? OrderStatus.CONFIRMED
                                : OrderStatus.PAID;
                };
            case Cancelled _ -> OrderStatus.CANCELLED;
        };
    }

    default PaymentStatus payment() {
        return switch (this) {
            case Reserved(PaymentStatus payment) -> payment;
            case Confirmed _ -> PaymentStatus.AUTHORISED;
            case Open open -> open.payment;
            case Cancelled(PaymentStatus payment) -> payment;
        };
    }

    default FulfilmentStatus fulfilment() {
        return switch (this) {
            case Reserved _, Confirmed _, Cancelled _ -> FulfilmentStatus.UNFULFILLED;
            case Open open -> open.fulfilment;
        };
    }

    /** From the columns of the order; together they name exactly one state. */
    static OrderState of(OrderStatus status, PaymentStatus payment, FulfilmentStatus fulfilment) {
        return switch (status) {
            case PLACED -> payment == PaymentStatus.AUTHORISED ? new Confirmed() : new Reserved(payment);
            case CONFIRMED, PAID, SHIPPED, DELIVERED -> new Open(payment, fulfilment);
            case CANCELLED -> new Cancelled(payment);
        };
    }
}
