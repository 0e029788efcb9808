package stoa.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.messages.order.PaymentStatus;
import stoa.order.ModelOrder.Books;
import stoa.order.ModelOrder.Phase;

/** A shop in memory, written from what the guide says of orders: shelves, orders, the provider's books, and nothing that waits. */
final class ModelShop {
    /** What makes the model wrong on purpose, so that a test can see the comparison fail. */
    enum Mistake {
        NONE,
        KEEPS_WHAT_WAS_CANCELLED,
        SELLS_ONE_TOO_MANY,
        SHIPS_WHAT_IS_HELD,
        FORGETS_THE_MONEY_OF_CANCELLED_PIECES,
        EXPIRES_NOTHING
    }

    /** A part of something that happens at once with something else; what follows, or null at its end. */
    @FunctionalInterface
    interface Step {
        @Nullable
        Step take(ModelShop shop);
    }

    static final class Shelf {
        int onHand;
        int reserved;
        final int allowance;

        Shelf(int onHand, int reserved, int allowance) {
            this.onHand = onHand;
            this.reserved = reserved;
            this.allowance = allowance;
        }

        int free() {
            return Math.max(0, onHand - reserved);
        }

        int owable() {
            return Math.max(0, Math.min(allowance, onHand - reserved + allowance));
        }

        @Override
        public String toString() {
            return onHand + " on hand, " + reserved + " reserved";
        }
    }

    static final String OK = "ok";

    /** By article and place. */
    final Map<List<Integer>, Shelf> shelves =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));

    final Map<String, ModelOrder> orders = new LinkedHashMap<>();
    final Map<String, Books> provider = new LinkedHashMap<>();

    /** What was answered, by who asked. */
    final Map<String, String> said = new TreeMap<>();

    final Mistake mistake;
    boolean atShipment;

    ModelShop(Mistake mistake) {
        this.mistake = mistake;
    }

    ModelShop copy() {
        var copy = new ModelShop(mistake);
        shelves.forEach((at, shelf) -> copy.shelves.put(at, new Shelf(shelf.onHand, shelf.reserved, shelf.allowance)));
        orders.forEach((name, order) -> copy.orders.put(name, order.copy()));
        provider.forEach((name, books) -> copy.provider.put(name, books.copy()));
        copy.said.putAll(said);
        copy.atShipment = atShipment;
        return copy;
    }

    ModelOrder order(String name) {
        return Objects.requireNonNull(orders.get(name));
    }

    Books books(String name) {
        return provider.getOrDefault(name, new Books());
    }

    Shelf shelf(int article, int place) {
        return Objects.requireNonNull(shelves.get(List.of(article, place)));
    }

    /** Null while there is none. */
    @Nullable
    String named(int order) {
        var names = List.copyOf(orders.keySet());
        return names.isEmpty() ? null : names.get(names.size() - 1 - order % names.size());
    }

    /** One after the other. */
    void run(@Nullable Step step) {
        for (Step next = step; next != null; ) {
            next = next.take(this);
        }
    }

    /** Every way in which two things can go on at once, step by step. */
    static void together(ModelShop shop, @Nullable Step one, @Nullable Step other, Consumer<ModelShop> end) {
        if (one == null && other == null) {
            end.accept(shop);
            return;
        }
        if (one != null) {
            var copy = shop.copy();
            together(copy, one.take(copy), other, end);
        }
        if (other != null) {
            var copy = shop.copy();
            together(copy, one, other.take(copy), end);
        }
    }

    // What people do: one step each.

    @Nullable
    String buy(String name, List<Command.Want> lines, String token) {
        var order = new ModelOrder(token);
        Map<List<Integer>, Integer> taken = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (int i = 0; i < lines.size(); i++) {
            if (!allot(order, i + 1, lines.get(i), taken)) {
                return "/problems/out-of-stock";
            }
        }
        order.rows.forEach(row -> shelf(row.article, row.place).reserved += row.quantity);
        orders.put(name, order);
        return OK;
    }

    /** The first place that has all of it, else one after the other; what may be owed comes last. */
    private boolean allot(ModelOrder order, int line, Command.Want want, Map<List<Integer>, Integer> taken) {
        var parts = new TreeMap<Integer, Integer>();
        var places = shelves.keySet().stream()
                .filter(at -> at.getFirst() == want.article())
                .map(List::getLast)
                .toList();
        int missing = want.pieces();
        for (int place : places) {
            int gone = taken.getOrDefault(List.of(want.article(), place), 0);
            if (missing == want.pieces() && shelf(want.article(), place).free() - gone >= missing) {
                parts.put(place, missing);
                missing = 0;
            }
        }
        for (boolean owed : new boolean[] {false, true}) {
            for (int place : places) {
                var shelf = shelf(want.article(), place);
                int gone = taken.getOrDefault(List.of(want.article(), place), 0) + parts.getOrDefault(place, 0);
                int more = mistake == Mistake.SELLS_ONE_TOO_MANY ? 1 : 0;
                int room = owed ? shelf.free() + shelf.owable() + more - gone : shelf.free() - gone;
                int part = Math.clamp(room, 0, missing);
                if (part > 0) {
                    parts.merge(place, part, Integer::sum);
                    missing -= part;
                }
            }
        }
        parts.forEach((place, pieces) -> {
            order.rows.add(new ModelOrder.Row(line, want.article(), place, pieces));
            taken.merge(List.of(want.article(), place), pieces, Integer::sum);
        });
        return missing == 0;
    }

    String cancel(ModelOrder order) {
        boolean may = order.phase == Phase.RESERVED
                || order.phase == Phase.CONFIRMED
                || (order.phase == Phase.OPEN && order.unshipped());
        if (!may) {
            return "/problems/order-state";
        }
        cancelled(order, order.phase == Phase.RESERVED ? PaymentStatus.PENDING : order.payment);
        order.held = false;
        order.stepped();
        return OK;
    }

    private void cancelled(ModelOrder order, PaymentStatus payment) {
        stay(order, order.left());
        order.phase = Phase.CANCELLED;
        order.payment = payment;
    }

    /** These pieces do not leave any more. */
    private void stay(ModelOrder order, List<Integer> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            var row = order.rows.get(i);
            var shelf = shelf(row.article, row.place);
            if (order.phase == Phase.RESERVED) {
                shelf.reserved -= pieces.get(i);
            } else if (mistake != Mistake.KEEPS_WHAT_WAS_CANCELLED) {
                shelf.onHand += pieces.get(i);
            }
            row.cancelled += pieces.get(i);
        }
    }

    String cancelPieces(ModelOrder order, int line, int pieces) {
        if (!order.shipping()) {
            return "/problems/order-state";
        }
        var picked = order.pick(line, pieces);
        if (sum(picked) < pieces) {
            return "/problems/pieces-gone";
        }
        if (sum(order.left()) == pieces && order.unshipped()) {
            return cancel(order);
        }
        stay(order, picked);
        if (order.toCapture == order.total() && mistake != Mistake.FORGETS_THE_MONEY_OF_CANCELLED_PIECES) {
            order.toRefund = Math.min(order.toRefund + ModelOrder.PRICE * pieces, order.toCapture);
        }
        order.stepped();
        return OK;
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).sum();
    }

    String ship(ModelOrder order, int line, int pieces) {
        if (!order.shipping()) {
            return "/problems/order-state";
        }
        if (order.held && mistake != Mistake.SHIPS_WHAT_IS_HELD) {
            return "/problems/order-held";
        }
        var picked = pieces == 0 ? order.left() : order.pick(line, pieces);
        if (sum(picked) < pieces) {
            return "/problems/pieces-gone";
        }
        int shipped = 0;
        for (int i = 0; i < picked.size(); i++) {
            order.rows.get(i).shipped += picked.get(i);
            shipped += order.rows.get(i).shipped;
        }
        order.arrived.add(false);
        order.toCapture = Math.max(order.toCapture, ModelOrder.PRICE * shipped);
        order.stepped();
        return OK;
    }

    String deliver(ModelOrder order, int parcel) {
        if (order.arrived.get(parcel)) {
            return "/problems/order-state";
        }
        order.arrived.set(parcel, true);
        order.stepped();
        return OK;
    }

    String refund(ModelOrder order, long amount) {
        var some = Set.of(PaymentStatus.PARTIALLY_CAPTURED, PaymentStatus.CAPTURED, PaymentStatus.PARTIALLY_REFUNDED);
        if (order.phase != Phase.OPEN || !some.contains(order.payment)) {
            return "/problems/order-state";
        }
        if (amount > order.captured - order.toRefund) {
            return "/problems/refund-too-large";
        }
        order.toRefund += amount;
        order.stepped();
        return OK;
    }

    String hold(ModelOrder order, boolean hold) {
        if (!order.shipping()) {
            return "/problems/order-state";
        }
        if (order.held == hold) {
            return hold ? "/problems/order-held" : "/problems/order-state";
        }
        order.held = hold;
        order.stepped();
        return OK;
    }

    String move(int article, int place, int pieces, boolean counted) {
        var shelf = shelf(article, place);
        int then = counted ? pieces : shelf.onHand + pieces;
        if (then < shelf.onHand && then < shelf.reserved - shelf.allowance) {
            return "/problems/stock-bounds";
        }
        shelf.onHand = then;
        return OK;
    }

    void expire(ModelOrder order) {
        if (mistake != Mistake.EXPIRES_NOTHING) {
            cancelled(order, PaymentStatus.PENDING);
            order.stepped();
        }
    }

    void sell(ModelOrder order) {
        order.rows.forEach(row -> {
            var shelf = shelf(row.article, row.place);
            shelf.onHand -= row.left();
            shelf.reserved -= row.left();
        });
    }

    /** What the money's end is to its order: what has not left stays. */
    void ended(ModelOrder order, PaymentStatus payment) {
        if (order.phase == Phase.OPEN && !order.unshipped()) {
            stay(order, order.left());
            order.payment = payment;
        } else {
            cancelled(order, payment);
        }
        order.held = false;
    }

    /** All that anybody can look at, but versions. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        shelves.forEach((at, shelf) -> lines.add("article " + at.getFirst() + " place " + at.getLast() + ": " + shelf));
        orders.forEach((name, order) -> lines.add(name + ": " + order + ", provider " + books(name)));
        return lines;
    }
}
