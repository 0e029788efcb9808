package stoa.order;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;

/** An order as {@link ModelShop} thinks of it: every piece costs {@link #PRICE}, nothing is added. */
final class ModelOrder {
    static final long PRICE = 1000;

    enum Phase {
        RESERVED,
        CONFIRMED,
        OPEN,
        CANCELLED
    }

    /** The pieces of one line that come from one place. */
    static final class Row {
        final int line;
        final int article;
        final int place;
        final int quantity;
        int cancelled;
        int shipped;

        Row(int line, int article, int place, int quantity) {
            this.line = line;
            this.article = article;
            this.place = place;
            this.quantity = quantity;
        }

        int left() {
            return quantity - cancelled - shipped;
        }

        Row copy() {
            var copy = new Row(line, article, place, quantity);
            copy.cancelled = cancelled;
            copy.shipped = shipped;
            return copy;
        }
    }

    final String token;
    final List<Row> rows = new ArrayList<>();
    final List<Boolean> arrived = new ArrayList<>(); // parcel by parcel
    Phase phase = Phase.RESERVED;
    PaymentStatus payment = PaymentStatus.PENDING;
    long toCapture;
    long toRefund;
    long captured;
    long refunded;
    boolean held;
    boolean over; // the time to pay has passed
    boolean driven = true; // somebody still looks after it
    int version = 1;

    ModelOrder(String token) {
        this.token = token;
    }

    ModelOrder copy() {
        var copy = new ModelOrder(token);
        rows.forEach(row -> copy.rows.add(row.copy()));
        copy.arrived.addAll(arrived);
        copy.phase = phase;
        copy.payment = payment;
        copy.toCapture = toCapture;
        copy.toRefund = toRefund;
        copy.captured = captured;
        copy.refunded = refunded;
        copy.held = held;
        copy.over = over;
        copy.driven = driven;
        copy.version = version;
        return copy;
    }

    long total() {
        return PRICE * rows.stream().mapToInt(row -> row.quantity).sum();
    }

    boolean noneLeft() {
        return rows.stream().allMatch(row -> row.left() == 0);
    }

    FulfilmentStatus fulfilment() {
        if (phase != Phase.OPEN || arrived.isEmpty()) {
            return FulfilmentStatus.UNFULFILLED;
        }
        if (!noneLeft()) {
            return FulfilmentStatus.PARTIALLY_SHIPPED;
        }
        if (!arrived.contains(true)) {
            return FulfilmentStatus.SHIPPED;
        }
        return arrived.contains(false) ? FulfilmentStatus.PARTIALLY_DELIVERED : FulfilmentStatus.DELIVERED;
    }

    boolean unshipped() {
        return fulfilment() == FulfilmentStatus.UNFULFILLED;
    }

    /** More may leave. */
    boolean shipping() {
        return phase == Phase.OPEN && (unshipped() || fulfilment() == FulfilmentStatus.PARTIALLY_SHIPPED);
    }

    boolean closed() {
        return phase == Phase.OPEN && !shipping();
    }

    OrderStatus status() {
        return switch (phase) {
            case RESERVED, CONFIRMED -> OrderStatus.PLACED;
            case CANCELLED -> OrderStatus.CANCELLED;
            case OPEN ->
                switch (fulfilment()) {
                    case DELIVERED -> OrderStatus.DELIVERED;
                    case SHIPPED, PARTIALLY_DELIVERED -> OrderStatus.SHIPPED;
                    case UNFULFILLED, PARTIALLY_SHIPPED ->
                        payment == PaymentStatus.AUTHORISED || payment == PaymentStatus.PARTIALLY_CAPTURED
                                ? OrderStatus.CONFIRMED
                                : OrderStatus.PAID;
                };
        };
    }

    /** Money and goods agree. */
    boolean settled() {
        return switch (phase) {
            case RESERVED, CONFIRMED -> false;
            case CANCELLED ->
                payment == PaymentStatus.DECLINED
                        || payment == PaymentStatus.VOIDED
                        || payment == PaymentStatus.REFUNDED;
            case OPEN -> captured == toCapture && refunded == toRefund && (!closed() || captured == total());
        };
    }

    /** What its money is called while some of it is the shop's. */
    PaymentStatus money() {
        if (refunded > 0) {
            return PaymentStatus.PARTIALLY_REFUNDED;
        }
        if (captured == total() || (closed() && captured == toCapture)) {
            return PaymentStatus.CAPTURED;
        }
        return captured == 0 ? PaymentStatus.AUTHORISED : PaymentStatus.PARTIALLY_CAPTURED;
    }

    /** So many pieces of a line, from its first place on; fewer where there are not so many. */
    List<Integer> pick(int line, int pieces) {
        int missing = pieces;
        var picked = new ArrayList<Integer>();
        for (Row row : rows) {
            int taken = row.line == line ? Math.min(missing, row.left()) : 0;
            picked.add(taken);
            missing -= taken;
        }
        return picked;
    }

    List<Integer> left() {
        return rows.stream().map(Row::left).toList();
    }

    /** One version on; {@code settles} where nothing follows from it by itself. */
    void stepped(boolean settles) {
        version++;
        driven = !settles;
    }

    void stepped() {
        stepped(settled());
    }

    /** Everything of it that the database tells, but its version. */
    @Override
    public String toString() {
        return "%s %s %s want %d/%d have %d/%d%s %s %s"
                .formatted(
                        status(),
                        payment,
                        fulfilment(),
                        toCapture,
                        toRefund,
                        captured,
                        refunded,
                        held ? " held" : "",
                        driven ? "driven" : "left alone",
                        rows.stream()
                                .map(row -> row.line + ":" + row.place + ":" + row.quantity + "-" + row.cancelled + "-"
                                        + row.shipped)
                                .collect(Collectors.joining(" ")));
    }

    /** What the provider has in its books about one order. */
    static final class Books {
        String outcome = "UNKNOWN";
        long held;
        long captured;
        long refunded;

        Books copy() {
            var copy = new Books();
            copy.outcome = outcome;
            copy.held = held;
            copy.captured = captured;
            copy.refunded = refunded;
            return copy;
        }

        static Books asked(String token, long amount) {
            var books = new Books();
            books.held = amount;
            books.outcome = switch (token) {
                case FakePayments.DECLINED -> "DECLINED";
                case FakePayments.UNKNOWN -> "UNKNOWN";
                case FakePayments.ACTION -> "ACTION_REQUIRED";
                default -> "AUTHORISED";
            };
            return books;
        }

        boolean undecided() {
            return outcome.equals("UNKNOWN") || outcome.equals("ACTION_REQUIRED");
        }

        void settle(long capture, long refund, boolean release) {
            if (outcome.equals("DECLINED") || outcome.equals("VOIDED")) {
                return;
            }
            if (undecided()) {
                outcome = release && capture == 0 ? "VOIDED" : outcome;
                return;
            }
            captured = Math.max(captured, Math.min(capture, held));
            refunded = Math.max(refunded, refund + (release ? Math.max(0, captured - capture) : 0));
            become(release || captured == held);
        }

        void giveBack(long more) {
            refunded += more;
            become(captured == held);
        }

        private void become(boolean nothingHeld) {
            if (captured == 0) {
                outcome = nothingHeld ? "VOIDED" : "AUTHORISED";
            } else {
                outcome = nothingHeld && refunded == captured ? "REFUNDED" : "CAPTURED";
            }
        }

        @Override
        public String toString() {
            return outcome + " " + captured + "/" + refunded;
        }
    }

    static @Nullable PaymentStatus ended(String outcome) {
        return switch (outcome) {
            case "DECLINED" -> PaymentStatus.DECLINED;
            case "VOIDED" -> PaymentStatus.VOIDED;
            case "REFUNDED" -> PaymentStatus.REFUNDED;
            default -> null;
        };
    }
}
