package stoa.order;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;

/**
 * An order at one of its versions: what the world sees of it, and what moves it on.
 *
 * @param hold why staff have stopped it, or null
 * @param actionUrl where its buyer approves the payment, or null
 */
record Standing(
        LiveOrder live,
        Funds funds,
        @Nullable String hold,
        @Nullable String actionUrl) {
    UUID orderId() {
        return live.orderId();
    }

    int version() {
        return live.version();
    }

    OrderState state() {
        return OrderState.of(live.status(), live.payment(), live.fulfilment());
    }

    /** Nothing is left to ship, so nothing more will be taken. */
    boolean closed() {
        return closed(state());
    }

    static boolean closed(OrderState state) {
        return switch (state.fulfilment()) {
            case UNFULFILLED, PARTIALLY_SHIPPED -> false;
            case SHIPPED, PARTIALLY_DELIVERED, DELIVERED -> true;
        };
    }

    boolean shippable() {
        return state().may(OrderStep.SHIP) && hold == null;
    }

    boolean partlyShipped() {
        return live.fulfilment() == FulfilmentStatus.PARTIALLY_SHIPPED;
    }

    /** The same order one step on, as somebody has chosen it. */
    Move move(OrderStep step, OrderState to, Funds funds, String reason) {
        return new Move(step, to, funds, hold, null, null, reason, settled(to, funds));
    }

    /** Whether money and goods agree, so that nobody but people will move the order. */
    boolean settled() {
        return settled(state(), funds);
    }

    private boolean settled(OrderState to, Funds funds) {
        return switch (to) {
            case OrderState.Reserved _, OrderState.Confirmed _ -> false;
            case OrderState.Cancelled _ -> to.decided();
            // What is held beyond what was taken is let go when nothing more will leave.
            case OrderState.Open _ -> funds.even() && (!closed(to) || funds.captured() == live.total());
        };
    }
}
