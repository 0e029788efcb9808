package stoa.order;

import java.util.Optional;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.PaymentStatus;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;

/** What an answer of the payment domain means for an order: the one step that it allows, or none. */
final class Outcomes {
    private static final String ELSEWHERE = "Refunded at the payment provider";

    private Outcomes() {}

    static Move expired(Standing order) {
        var to = order.state().after(OrderStep.EXPIRE).getFirst().to();
        return order.move(OrderStep.EXPIRE, to, order.funds(), OrderStep.EXPIRE.reason);
    }

    /** @param atShipment whether the money is taken only when pieces are shipped */
    static Move held(Standing order, boolean atShipment) {
        return atShipment
                ? move(order, OrderStep.AUTHORISED, open(PaymentStatus.AUTHORISED), Funds.NONE)
                : move(
                        order,
                        OrderStep.AUTHORISED,
                        new OrderState.Confirmed(),
                        Funds.NONE.taking(order.live().total()));
    }

    static Optional<Move> reserved(Standing order, PaymentAnswer answer) {
        return answer.outcome() == PaymentOutcome.ACTION_REQUIRED ? approval(order, answer) : confirmed(order, answer);
    }

    private static Optional<Move> approval(Standing order, PaymentAnswer answer) {
        return order.state().may(OrderStep.ACTION_REQUIRED)
                ? Optional.of(move(
                                order,
                                OrderStep.ACTION_REQUIRED,
                                new OrderState.Reserved(PaymentStatus.REQUIRES_ACTION),
                                order.funds())
                        .approvedAt(answer.actionUrl()))
                : Optional.empty();
    }

    static Optional<Move> confirmed(Standing order, PaymentAnswer answer) {
        if (answer.outcome() != PaymentOutcome.CAPTURED) {
            return cancelled(order, answer);
        }
        var funds = Funds.NONE.taking(order.live().total()).told(answer.captured(), 0);
        var move = move(order, OrderStep.CAPTURED, open(PaymentStatus.CAPTURED), funds);
        // What was given back already is a step of its own.
        return Optional.of(move.settling(move.settles() && answer.refunded() == 0));
    }

    /** No money is held or taken any more, and so there is no order any more. */
    static Optional<Move> cancelled(Standing order, PaymentAnswer answer) {
        return switch (answer.outcome()) {
            case DECLINED -> end(order, answer, OrderStep.DECLINED, PaymentStatus.DECLINED);
            case VOIDED -> end(order, answer, OrderStep.VOIDED, PaymentStatus.VOIDED);
            case REFUNDED -> end(order, answer, OrderStep.REFUNDED, PaymentStatus.REFUNDED);
            case UNKNOWN, ACTION_REQUIRED, AUTHORISED, CAPTURED -> Optional.empty();
        };
    }

    private static Optional<Move> end(Standing order, PaymentAnswer answer, OrderStep step, PaymentStatus payment) {
        var to = new OrderState.Cancelled(payment);
        return Transition.of(order.state(), step, to) == null
                ? Optional.empty()
                : Optional.of(move(order, step, to, order.funds().told(answer.captured(), answer.refunded()))
                        .held(null));
    }

    static Optional<Move> open(Standing order, PaymentAnswer answer) {
        var fulfilment = order.live().fulfilment();
        if (answer.outcome() == PaymentOutcome.REFUNDED) {
            return fulfilment == FulfilmentStatus.UNFULFILLED
                    ? cancelled(order, answer)
                    : order.live().payment() == PaymentStatus.REFUNDED
                            ? Optional.empty()
                            : Optional.of(givenBack(order, answer, fulfilment));
        }
        var funds = order.funds();
        if (answer.captured() > funds.captured()) {
            return moneyMoved(order, OrderStep.CAPTURED, funds.told(answer.captured(), funds.refunded()), answer);
        }
        if (answer.refunded() > funds.refunded()) {
            return moneyMoved(order, OrderStep.REFUNDED, funds.told(funds.captured(), answer.refunded()), answer);
        }
        return answer.captured() == 0 ? cancelled(order, answer) : moneyMoved(order, OrderStep.CAPTURED, funds, answer);
    }

    private static Optional<Move> moneyMoved(Standing order, OrderStep step, Funds funds, PaymentAnswer answer) {
        var fulfilment = order.live().fulfilment();
        var payment = funds.payment(order.live().total(), order.closed());
        if (payment == order.live().payment() && funds.equals(order.funds())) {
            return Optional.empty();
        }
        boolean settles = answer.captured() >= funds.toCapture()
                && answer.refunded() == funds.refunded()
                && funds.refunded() >= funds.toRefund();
        return Optional.of(order.move(step, new OrderState.Open(payment, fulfilment), funds, reason(order, step, funds))
                .settling(settles));
    }

    /**
     * All that was taken was given back: what has not left stays.
     *
     * @param fulfilment of what has left
     */
    static Move givenBack(Standing order, PaymentAnswer answer, FulfilmentStatus fulfilment) {
        var funds = order.funds().told(answer.captured(), answer.refunded());
        var to = new OrderState.Open(PaymentStatus.REFUNDED, fulfilment);
        return order.move(OrderStep.REFUNDED, to, funds, reason(order, OrderStep.REFUNDED, funds))
                .held(null)
                .settling(true);
    }

    /** Whether nothing is left to be done, also where an answer has moved nothing. */
    static boolean asWanted(Standing order, PaymentAnswer answer) {
        return switch (order.state()) {
            case OrderState.Reserved _, OrderState.Confirmed _ -> false;
            case OrderState.Cancelled _ -> order.state().decided();
            case OrderState.Open _ ->
                answer.captured() >= order.funds().toCapture()
                        && answer.refunded() >= order.funds().toRefund();
        };
    }

    private static Move move(Standing order, OrderStep step, OrderState to, Funds funds) {
        return order.move(step, to, funds, reason(order, step, funds));
    }

    private static String reason(Standing order, OrderStep step, Funds funds) {
        if (order.state() instanceof OrderState.Open
                && step == OrderStep.REFUNDED
                && funds.toRefund() > order.funds().toRefund()) {
            return ELSEWHERE;
        }
        return step == OrderStep.CAPTURED
                        && order.state() instanceof OrderState.Open
                        && funds.captured() == order.funds().captured()
                ? "The rest of the payment is released"
                : step.reason;
    }

    private static OrderState open(PaymentStatus payment) {
        return new OrderState.Open(payment, FulfilmentStatus.UNFULFILLED);
    }
}
