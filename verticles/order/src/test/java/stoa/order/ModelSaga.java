package stoa.order;

import org.jspecify.annotations.Nullable;
import stoa.messages.order.PaymentStatus;
import stoa.order.ModelOrder.Books;
import stoa.order.ModelOrder.Phase;
import stoa.order.ModelShop.Step;

/**
 * What brings the money of an order of {@link ModelShop} to where the order wants it: look at the order, ask the provider, write down what
 * it has answered, again. Between any two of these somebody else may have moved the order; then what was answered is forgotten.
 *
 * @param answers that are still given
 * @param heeds what happens to the question after them
 */
record ModelSaga(String name, int answers, boolean heeds) {
    static ModelSaga answered(String name) {
        return new ModelSaga(name, Integer.MAX_VALUE, true);
    }

    /** Somebody asks for news: of an order that is left alone there are none. */
    Step lookAgain() {
        return shop -> shop.order(name).settled() ? null : this::take;
    }

    Step take(ModelShop shop) {
        var seen = shop.order(name).copy();
        return now -> claim(now, seen);
    }

    /** Who is overtaken between its look at the order and this finds the token gone, and leaves it to the next one. */
    private @Nullable Step claim(ModelShop shop, ModelOrder seen) {
        var order = shop.order(name);
        if (!order.driven) {
            return null;
        }
        if (order.over && seen.phase == Phase.RESERVED) {
            return now -> expire(now, seen);
        }
        boolean tokenGone = seen.phase == Phase.RESERVED && order.phase != Phase.RESERVED;
        return tokenGone ? null : now -> ask(now, seen);
    }

    /** The time to pay is over. */
    @Nullable
    Step expired(ModelShop shop) {
        var order = shop.order(name);
        if (order.phase != Phase.RESERVED || !order.over) {
            return null;
        }
        shop.expire(order);
        return this::take;
    }

    private @Nullable Step expire(ModelShop shop, ModelOrder seen) {
        var order = shop.order(name);
        if (order.version != seen.version) {
            return this::lost;
        }
        shop.expire(order);
        var now = order.copy();
        return then -> ask(then, now);
    }

    private @Nullable Step lost(ModelShop shop) {
        var seen = shop.order(name).copy();
        return seen.settled() ? null : now -> ask(now, seen);
    }

    private @Nullable Step ask(ModelShop shop, ModelOrder seen) {
        if (answers > 0 || heeds) {
            tell(shop, seen);
        }
        var answer = shop.books(name).copy();
        return answers == 0 ? null : now -> new ModelSaga(name, answers - 1, heeds).hear(now, seen, answer);
    }

    private void tell(ModelShop shop, ModelOrder seen) {
        if (seen.phase == Phase.RESERVED) {
            shop.provider.computeIfAbsent(name, _ -> Books.asked(seen.token, seen.total()));
            return;
        }
        var books = shop.provider.computeIfAbsent(name, _ -> new Books());
        boolean nothing = seen.phase == Phase.CANCELLED;
        books.settle(nothing ? 0 : seen.toCapture, nothing ? 0 : seen.toRefund, nothing || seen.closed());
    }

    private @Nullable Step hear(ModelShop shop, ModelOrder seen, Books answer) {
        if (answer.outcome.equals("UNKNOWN")) {
            return null;
        }
        var order = shop.order(name);
        boolean same = order.version == seen.version;
        var next = seen.copy(); // whether there is a step, and which, is decided by what was seen
        var scratch = shop.copy();
        if (!step(scratch, next, answer)) {
            if (same && asWanted(seen, answer)) {
                order.driven = false;
            }
            return null;
        }
        if (!same) {
            return this::lost;
        }
        step(shop, order, answer);
        if (!order.driven || (order.payment == PaymentStatus.REQUIRES_ACTION && order.phase == Phase.RESERVED)) {
            return null;
        }
        var now = order.copy();
        return then -> ask(then, now);
    }

    private static boolean asWanted(ModelOrder order, Books answer) {
        return switch (order.phase) {
            case RESERVED, CONFIRMED -> false;
            case CANCELLED -> order.settled();
            case OPEN -> answer.captured >= order.toCapture && answer.refunded >= order.toRefund;
        };
    }

    /** The one step that the answer allows; false where it allows none. */
    private static boolean step(ModelShop shop, ModelOrder order, Books answer) {
        return switch (order.phase) {
            case RESERVED -> reserved(shop, order, answer);
            case CONFIRMED -> confirmed(shop, order, answer);
            case OPEN -> open(shop, order, answer);
            case CANCELLED -> cancelled(order, answer);
        };
    }

    private static boolean reserved(ModelShop shop, ModelOrder order, Books answer) {
        if (answer.outcome.equals("ACTION_REQUIRED")) {
            if (order.payment == PaymentStatus.REQUIRES_ACTION) {
                return false;
            }
            order.payment = PaymentStatus.REQUIRES_ACTION;
            order.stepped();
            return true;
        }
        if (!answer.outcome.equals("AUTHORISED")) {
            return confirmed(shop, order, answer);
        }
        shop.sell(order);
        order.payment = PaymentStatus.AUTHORISED;
        order.phase = shop.atShipment ? Phase.OPEN : Phase.CONFIRMED;
        order.toCapture = shop.atShipment ? 0 : order.total();
        order.stepped();
        return true;
    }

    private static boolean confirmed(ModelShop shop, ModelOrder order, Books answer) {
        if (!answer.outcome.equals("CAPTURED")) {
            return end(shop, order, answer);
        }
        if (order.phase == Phase.RESERVED) {
            shop.sell(order);
        }
        order.phase = Phase.OPEN;
        order.payment = PaymentStatus.CAPTURED;
        order.toCapture = order.total();
        order.captured = answer.captured;
        order.stepped(order.settled() && answer.refunded == 0);
        return true;
    }

    private static boolean cancelled(ModelOrder order, Books answer) {
        var payment = ModelOrder.ended(answer.outcome);
        if (payment == null || order.settled()) {
            return false;
        }
        order.payment = payment;
        told(order, answer);
        order.stepped();
        return true;
    }

    /** No money is held or taken any more. */
    private static boolean end(ModelShop shop, ModelOrder order, Books answer) {
        var payment = ModelOrder.ended(answer.outcome);
        boolean may = payment != null
                && (order.phase != Phase.OPEN
                        || (payment == PaymentStatus.REFUNDED && order.payment != PaymentStatus.REFUNDED)
                        || (order.unshipped() && order.payment == PaymentStatus.AUTHORISED));
        if (payment == null || !may) {
            return false;
        }
        shop.ended(order, payment);
        told(order, answer);
        order.stepped(true);
        return true;
    }

    private static void told(ModelOrder order, Books answer) {
        order.toCapture = Math.max(order.toCapture, answer.captured);
        order.toRefund = Math.max(order.toRefund, answer.refunded);
        order.captured = answer.captured;
        order.refunded = answer.refunded;
    }

    private static boolean open(ModelShop shop, ModelOrder order, Books answer) {
        if (answer.outcome.equals("REFUNDED")) {
            return end(shop, order, answer);
        }
        boolean taken = answer.captured > order.captured;
        boolean back = answer.refunded > order.refunded;
        if (!taken && !back && answer.captured == 0) {
            return end(shop, order, answer);
        }
        var before = order.copy();
        if (taken) {
            order.captured = answer.captured;
            order.toCapture = Math.max(order.toCapture, answer.captured);
        } else if (back) {
            order.refunded = answer.refunded;
            order.toRefund = Math.max(order.toRefund, answer.refunded);
        }
        order.payment = order.money();
        if (order.toString().equals(before.toString())) {
            return false;
        }
        order.stepped(answer.captured >= order.toCapture
                && answer.refunded == order.refunded
                && order.refunded >= order.toRefund);
        return true;
    }
}
