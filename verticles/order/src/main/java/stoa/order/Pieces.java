package stoa.order;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import stoa.messages.order.FulfilmentStatus;
import stoa.openapi.model.LinePieces;
import stoa.platform.Refusal;

/**
 * The pieces of an order: which have left, which never will, and what they are worth.
 *
 * @param rows in the order of the lines
 * @param parcels how many there are
 * @param arrived how many of them were delivered
 */
record Pieces(List<Row> rows, int parcels, int arrived) {
    /**
     * A line, or the part of it that comes from one location.
     *
     * @param amount what the buyer pays for all its pieces, in minor units
     */
    record Row(int lineNo, UUID locationId, int quantity, int cancelled, int shipped, long amount) {
        int left() {
            return quantity - cancelled - shipped;
        }

        /** Counted from the first piece, and what was cancelled from the last: together they are the whole row. */
        long shippedAmount() {
            return Split.first(amount, shipped, quantity);
        }

        long cancelledAmount() {
            return amount - Split.first(amount, quantity - cancelled, quantity);
        }

        private Row ship(int pieces) {
            return new Row(lineNo, locationId, quantity, cancelled, shipped + pieces, amount);
        }

        private Row cancel(int pieces) {
            return new Row(lineNo, locationId, quantity, cancelled + pieces, shipped, amount);
        }
    }

    /** Some pieces of one row. */
    record Part(int lineNo, UUID locationId, int pieces) {}

    /** All that were neither shipped nor cancelled. */
    List<Part> left() {
        return rows.stream()
                .filter(row -> row.left() > 0)
                .map(row -> new Part(row.lineNo(), row.locationId(), row.left()))
                .toList();
    }

    /** So many pieces of these lines, from their first location on. 409 where fewer are left, 422 where there is no such line. */
    List<Part> pick(List<LinePieces> wanted) {
        var picked = new ArrayList<Part>();
        var faults = new ArrayList<Refusal.Fault>();
        for (int i = 0; i < wanted.size(); i++) {
            var line = wanted.get(i);
            if (rows.stream().noneMatch(row -> row.lineNo() == line.lineNo())
                    || wanted.subList(0, i).stream().anyMatch(other -> other.lineNo() == line.lineNo())) {
                throw Refusal.unprocessable(
                        "/problems/unknown-line",
                        "No such line",
                        "Name each line of the order once.",
                        List.of(Refusal.Fault.of("/lines/" + i + "/lineNo", "no line, or named twice")));
            }
            int missing = pick(line, picked);
            if (missing > 0) {
                int there = line.quantity() - missing;
                faults.add(new Refusal.Fault("/lines/" + i + "/quantity", "only " + there + " left", there, null));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.conflict(
                    "/problems/pieces-gone",
                    "Not so many pieces",
                    "They were shipped or cancelled in the meantime.",
                    faults);
        }
        return picked;
    }

    private int pick(LinePieces line, List<Part> picked) {
        int missing = line.quantity();
        for (var row : rows) {
            int taken = row.lineNo() == line.lineNo() ? Math.min(missing, row.left()) : 0;
            if (taken > 0) {
                picked.add(new Part(row.lineNo(), row.locationId(), taken));
                missing -= taken;
            }
        }
        return missing;
    }

    /** With one parcel more. */
    Pieces shipped(List<Part> parts) {
        return new Pieces(changed(parts, Row::ship), parcels + 1, arrived);
    }

    Pieces cancelled(List<Part> parts) {
        return new Pieces(changed(parts, Row::cancel), parcels, arrived);
    }

    private List<Row> changed(List<Part> parts, BiFunction<Row, Integer, Row> change) {
        return rows.stream()
                .map(row -> parts.stream()
                        .filter(part -> part.lineNo() == row.lineNo()
                                && part.locationId().equals(row.locationId()))
                        .findFirst()
                        .map(part -> change.apply(row, part.pieces()))
                        .orElse(row))
                .toList();
    }

    boolean noneLeft() {
        return rows.stream().allMatch(row -> row.left() == 0);
    }

    /** What the buyer pays for the pieces that were shipped. */
    long shippedAmount() {
        return rows.stream().mapToLong(Row::shippedAmount).sum();
    }

    /** What the buyer need not pay, or gets back, for the pieces that were cancelled. */
    long cancelledAmount() {
        return rows.stream().mapToLong(Row::cancelledAmount).sum();
    }

    long amount() {
        return rows.stream().mapToLong(Row::amount).sum();
    }

    FulfilmentStatus fulfilment() {
        if (parcels == 0) {
            return FulfilmentStatus.UNFULFILLED;
        }
        if (!noneLeft()) {
            return FulfilmentStatus.PARTIALLY_SHIPPED;
        }
        if (arrived == 0) {
            return FulfilmentStatus.SHIPPED;
        }
        return arrived < parcels ? FulfilmentStatus.PARTIALLY_DELIVERED : FulfilmentStatus.DELIVERED;
    }
}
