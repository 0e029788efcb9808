package stoa.order;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAddresses;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Bus;
import stoa.platform.Question;

/** What an order asks the payment domain, by its state. All of it is idempotent by order and version there. */
final class Payments {
    private static final Question<AuthorisePayment, PaymentAnswer> AUTHORISE =
            new Question<>(PaymentAddresses.AUTHORISE, AuthorisePayment.class, PaymentAnswer.class);
    private static final Question<SettlePayment, PaymentAnswer> SETTLE =
            new Question<>(PaymentAddresses.SETTLE, SettlePayment.class, PaymentAnswer.class);

    private final Bus bus;

    Payments(Bus bus) {
        this.bus = bus;
    }

    /**
     * Asks for what the order needs next: to hold its money, or to bring what was taken and given back to where it shall be.
     *
     * @param token of the provider; only an order whose money is not yet held has one
     * @return where the payment stands; fails where the payment domain did not answer
     */
    Future<PaymentAnswer> advance(Caller system, Standing order, @Nullable String token) {
        var state = order.state();
        if (order.live().total() == 0) {
            return Future.succeededFuture(forNothing(order, state));
        }
        return switch (state) {
            case OrderState.Reserved _ ->
                token == null
                        ? Future.failedFuture(new IllegalStateException("No payment token: " + order.orderId()))
                        : bus.ask(system, AUTHORISE, hold(order, token));
            case OrderState.Confirmed _ -> bus.ask(system, SETTLE, targets(order, order.funds(), false));
            case OrderState.Open _ -> bus.ask(system, SETTLE, targets(order, order.funds(), order.closed()));
            case OrderState.Cancelled _ ->
                bus.ask(system, SETTLE, SettlePayment.nothing(order.orderId(), order.version()));
        };
    }

    private static AuthorisePayment hold(Standing order, String token) {
        return new AuthorisePayment(
                order.orderId(), order.live().total(), order.live().currency(), token);
    }

    private static SettlePayment targets(Standing order, Funds funds, boolean releaseRest) {
        return new SettlePayment(order.orderId(), order.version(), funds.toCapture(), funds.toRefund(), releaseRest);
    }

    /** What costs nothing needs no provider: it is paid, and given back, by being asked for. */
    private static PaymentAnswer forNothing(Standing order, OrderState state) {
        var outcome = switch (state) {
            case OrderState.Reserved _, OrderState.Confirmed _, OrderState.Open _ -> PaymentOutcome.CAPTURED;
            case OrderState.Cancelled _ -> PaymentOutcome.VOIDED;
        };
        return new PaymentAnswer(order.orderId(), outcome, 0, 0, 0, null, null);
    }
}
