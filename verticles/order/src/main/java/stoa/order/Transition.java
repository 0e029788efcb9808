package stoa.order;

import static stoa.messages.order.FulfilmentStatus.DELIVERED;
import static stoa.messages.order.FulfilmentStatus.PARTIALLY_DELIVERED;
import static stoa.messages.order.FulfilmentStatus.PARTIALLY_SHIPPED;
import static stoa.messages.order.FulfilmentStatus.SHIPPED;
import static stoa.messages.order.FulfilmentStatus.UNFULFILLED;
import static stoa.messages.order.PaymentStatus.AUTHORISED;
import static stoa.messages.order.PaymentStatus.CAPTURED;
import static stoa.messages.order.PaymentStatus.DECLINED;
import static stoa.messages.order.PaymentStatus.PARTIALLY_CAPTURED;
import static stoa.messages.order.PaymentStatus.PARTIALLY_REFUNDED;
import static stoa.messages.order.PaymentStatus.PENDING;
import static stoa.messages.order.PaymentStatus.REFUNDED;
import static stoa.messages.order.PaymentStatus.REQUIRES_ACTION;
import static stoa.messages.order.PaymentStatus.VOIDED;
import static stoa.order.StockEffect.KEEP;
import static stoa.order.StockEffect.RELEASE;
import static stoa.order.StockEffect.RETURN;
import static stoa.order.StockEffect.SELL;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.PaymentStatus;
import stoa.order.OrderState.Cancelled;
import stoa.order.OrderState.Confirmed;
import stoa.order.OrderState.Open;
import stoa.order.OrderState.Reserved;

/**
 * One move that an order may make, and what it does to the stock. {@link #TABLE} holds all of them. Where a step may lead to several
 * states, what was counted decides among them: the pieces that are left, the money that was taken.
 */
record Transition(OrderState from, OrderStep step, OrderState to, StockEffect stock) {
    static final OrderState FIRST = new Reserved(PENDING);

    /** Every state that an order can come to, in the order of its life, with the moves that it may make from there. */
    static final Map<OrderState, List<Transition>> TABLE = table();

    static List<Transition> from(OrderState state) {
        return TABLE.getOrDefault(state, List.of());
    }

    /** Empty where the step is not allowed. */
    static List<Transition> from(OrderState state, OrderStep step) {
        return from(state).stream()
                .filter(transition -> transition.step == step)
                .toList();
    }

    /** Null where the step is not allowed, or does not lead there. */
    static @Nullable Transition of(OrderState from, OrderStep step, OrderState to) {
        for (var transition : from(from)) {
            if (transition.step == step && transition.to.equals(to)) {
                return transition;
            }
        }
        return null;
    }

    static List<Transition> all() {
        return TABLE.values().stream().flatMap(List::stream).toList();
    }

    /** Written down anew; the same each time. */
    static Map<OrderState, List<Transition>> table() {
        var table = new LinkedHashMap<OrderState, List<Transition>>();
        var next = new ArrayDeque<OrderState>(List.of(FIRST));
        while (!next.isEmpty()) {
            var state = next.remove();
            if (!table.containsKey(state)) {
                var moves = moves(state);
                table.put(state, moves);
                moves.forEach(move -> next.add(move.to));
            }
        }
        return table;
    }

    private static List<Transition> moves(OrderState from) {
        var moves = new Moves(from);
        switch (from) {
            case Reserved(PaymentStatus payment) -> reserved(moves, payment);
            case Confirmed _ -> confirmed(moves);
            case Open(PaymentStatus payment, FulfilmentStatus fulfilment) -> {
                goods(moves, payment, fulfilment);
                money(moves, payment, fulfilment);
            }
            case Cancelled(PaymentStatus payment) -> cancelled(moves, payment);
        }
        return List.copyOf(moves.made);
    }

    private static void reserved(Moves on, PaymentStatus payment) {
        if (payment == PENDING) {
            on.step(OrderStep.ACTION_REQUIRED, KEEP, new Reserved(REQUIRES_ACTION));
        }
        // Taken at once, or at shipment: as the shop wants it.
        on.step(OrderStep.AUTHORISED, SELL, new Confirmed(), new Open(AUTHORISED, UNFULFILLED));
        on.step(OrderStep.CAPTURED, SELL, new Open(CAPTURED, UNFULFILLED));
        on.step(OrderStep.DECLINED, RELEASE, new Cancelled(DECLINED));
        on.step(OrderStep.VOIDED, RELEASE, new Cancelled(VOIDED));
        on.step(OrderStep.REFUNDED, RELEASE, new Cancelled(REFUNDED));
        on.step(OrderStep.CANCEL, RELEASE, new Cancelled(PENDING));
        on.step(OrderStep.EXPIRE, RELEASE, new Cancelled(PENDING));
    }

    private static void confirmed(Moves on) {
        on.step(OrderStep.CAPTURED, KEEP, new Open(CAPTURED, UNFULFILLED));
        on.step(OrderStep.DECLINED, RETURN, new Cancelled(DECLINED));
        on.step(OrderStep.VOIDED, RETURN, new Cancelled(VOIDED));
        on.step(OrderStep.REFUNDED, RETURN, new Cancelled(REFUNDED));
        on.step(OrderStep.CANCEL, RETURN, new Cancelled(AUTHORISED));
    }

    /** What people do with the goods. What was given back whole is not shipped any more. */
    private static void goods(Moves on, PaymentStatus payment, FulfilmentStatus fulfilment) {
        switch (fulfilment) {
            case UNFULFILLED -> {
                on.goods(OrderStep.SHIP, KEEP, payment, PARTIALLY_SHIPPED, SHIPPED);
                on.goods(OrderStep.CANCEL_LINES, RETURN, payment, UNFULFILLED);
                on.step(OrderStep.CANCEL, RETURN, new Cancelled(payment));
            }
            case PARTIALLY_SHIPPED -> {
                on.goods(OrderStep.SHIP, KEEP, payment, PARTIALLY_SHIPPED, SHIPPED, PARTIALLY_DELIVERED);
                on.goods(OrderStep.DELIVER, KEEP, payment, PARTIALLY_SHIPPED);
                on.goods(
                        OrderStep.CANCEL_LINES,
                        RETURN,
                        payment,
                        PARTIALLY_SHIPPED,
                        SHIPPED,
                        PARTIALLY_DELIVERED,
                        DELIVERED);
            }
            case SHIPPED -> on.goods(OrderStep.DELIVER, KEEP, payment, PARTIALLY_DELIVERED, DELIVERED);
            case PARTIALLY_DELIVERED -> on.goods(OrderStep.DELIVER, KEEP, payment, PARTIALLY_DELIVERED, DELIVERED);
            case DELIVERED -> {}
        }
        if (fulfilment == UNFULFILLED || fulfilment == PARTIALLY_SHIPPED) {
            on.goods(OrderStep.HOLD, KEEP, payment, fulfilment);
            on.goods(OrderStep.RELEASE, KEEP, payment, fulfilment);
        }
    }

    /** What becomes of the money, whoever has moved it: the saga, staff, or somebody at the provider's side. */
    private static void money(Moves on, PaymentStatus payment, FulfilmentStatus fulfilment) {
        if (payment == AUTHORISED && fulfilment == UNFULFILLED) {
            on.step(OrderStep.VOIDED, RETURN, new Cancelled(VOIDED));
            on.step(OrderStep.DECLINED, RETURN, new Cancelled(DECLINED));
        }
        if ((payment == AUTHORISED || payment == PARTIALLY_CAPTURED) && fulfilment != UNFULFILLED) {
            on.money(OrderStep.CAPTURED, fulfilment, PARTIALLY_CAPTURED, CAPTURED);
        }
        if (payment == PARTIALLY_REFUNDED && fulfilment != UNFULFILLED) {
            on.money(OrderStep.CAPTURED, fulfilment, PARTIALLY_REFUNDED);
        }
        if (payment == PARTIALLY_CAPTURED || payment == CAPTURED || payment == PARTIALLY_REFUNDED) {
            on.money(OrderStep.REFUND, fulfilment, payment);
            on.money(OrderStep.REFUNDED, fulfilment, PARTIALLY_REFUNDED);
        }
        if (payment != REFUNDED) {
            givenBackWhole(on, fulfilment);
        }
    }

    /** Nobody has paid any more for what has not left: it stays. */
    private static void givenBackWhole(Moves on, FulfilmentStatus fulfilment) {
        switch (fulfilment) {
            case UNFULFILLED -> on.step(OrderStep.REFUNDED, RETURN, new Cancelled(REFUNDED));
            case PARTIALLY_SHIPPED ->
                on.goods(OrderStep.REFUNDED, RETURN, REFUNDED, SHIPPED, PARTIALLY_DELIVERED, DELIVERED);
            case SHIPPED, PARTIALLY_DELIVERED, DELIVERED -> on.goods(OrderStep.REFUNDED, KEEP, REFUNDED, fulfilment);
        }
    }

    private static void cancelled(Moves on, PaymentStatus payment) {
        if (!new Cancelled(payment).decided()) {
            if (payment == PENDING || payment == AUTHORISED) {
                on.step(OrderStep.DECLINED, KEEP, new Cancelled(DECLINED));
            }
            // What cost nothing counts as taken, and is let go.
            on.step(OrderStep.VOIDED, KEEP, new Cancelled(VOIDED));
            on.step(OrderStep.REFUNDED, KEEP, new Cancelled(REFUNDED));
        }
    }

    /** The moves from one state, while they are written down. */
    private record Moves(OrderState from, List<Transition> made) {
        private Moves(OrderState from) {
            this(from, new ArrayList<>());
        }

        void step(OrderStep step, StockEffect stock, OrderState... to) {
            for (var state : to) {
                made.add(new Transition(from, step, state, stock));
            }
        }

        void goods(OrderStep step, StockEffect stock, PaymentStatus payment, FulfilmentStatus... to) {
            for (var fulfilment : to) {
                step(step, stock, new Open(payment, fulfilment));
            }
        }

        void money(OrderStep step, FulfilmentStatus fulfilment, PaymentStatus... to) {
            for (var payment : to) {
                step(step, KEEP, new Open(payment, fulfilment));
            }
        }
    }
}
