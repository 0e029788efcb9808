package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockAbsolute;
import stoa.openapi.model.StockDelta;
import stoa.openapi.model.StockMovementInput;
import stoa.openapi.model.StockTransferInput;
import stoa.platform.Refusal;
import stoa.tenancy.ConstraintViolated;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** What lies on the shelves. It changes by movements only, each with its reason; checkouts and orders move it too. */
final class Stocks {
    /** A movement as staff ask for it; {@code counted} is what lies there, else {@code delta} is added. */
    private record Move(UUID location, int delta, @Nullable Integer counted, String kind) {}

    private static final String FIND = StockRows.SELECT + " where s.variant_id = $1" + StockRows.ORDER;
    private static final String MOVE =
            "select m.moved, m.on_hand, m.reserved, m.delta from stock_move($1, $2, $3, $4, $5, $6, $7) m";

    private final Tenancy tenancy;

    Stocks(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** 404 where nothing of the variant was ever moved. */
    Future<Stock> find(Caller caller, UUID variantId) {
        return tenancy.read(caller, sql -> read(sql, variantId));
    }

    private static Future<Stock> read(Sql sql, UUID variantId) {
        return sql.query(FIND, Tuple.of(variantId)).map(rows -> {
            var found = StockRows.of(rows);
            if (found.isEmpty()) {
                throw Refusal.notFound("stock");
            }
            return found.getFirst();
        });
    }

    /** Moves what is on hand under the lock of its rows. 409 where that would take what is promised. */
    Future<Stock> move(Sql sql, Caller caller, StockMovementInput input) {
        return switch (input) {
            case StockDelta delta ->
                move(
                        sql,
                        caller,
                        delta.variantId(),
                        new Move(at(delta.locationId()), delta.delta(), null, kind(delta)),
                        delta.reason());
            case StockAbsolute count ->
                move(
                        sql,
                        caller,
                        count.variantId(),
                        new Move(at(count.locationId()), 0, count.onHand(), "CORRECTION"),
                        count.reason());
        };
    }

    private static Future<Stock> move(Sql sql, Caller caller, UUID variantId, Move move, String reason) {
        return apply(sql, variantId, move, reason, null)
                .compose(delta -> tell(sql, caller, variantId, delta))
                .compose(_ -> read(sql, variantId));
    }

    /** From one location to the other; for who would buy nothing changes. 409 where not so many lie there unreserved. */
    Future<Stock> transfer(Sql sql, Caller caller, StockTransferInput input) {
        UUID variantId = input.variantId();
        UUID from = input.fromLocationId();
        UUID to = input.toLocationId();
        if (from.equals(to)) {
            return Future.failedFuture(Refusal.unprocessable(
                    "/problems/same-location",
                    "Nothing to move",
                    "The pieces lie there already.",
                    List.of(Refusal.Fault.of("/toLocationId", "is where they come from"))));
        }
        var out = new Move(from, -input.quantity(), null, "TRANSFER");
        var in = new Move(to, input.quantity(), null, "TRANSFER");
        return apply(sql, variantId, out, input.reason(), to)
                .compose(_ -> apply(sql, variantId, in, input.reason(), from))
                .compose(_ -> tell(sql, caller, variantId, 0))
                .compose(_ -> read(sql, variantId));
    }

    private static Future<Integer> apply(Sql sql, UUID variantId, Move move, String reason, @Nullable UUID other) {
        var args = Tuple.of(variantId, move.location(), move.delta(), move.counted(), move.kind(), reason)
                .addUUID(other);
        return sql.query(MOVE, args).compose(rows -> {
            var row = rows.iterator().next();
            return row.getBoolean("moved")
                    ? Future.succeededFuture(row.getInteger("delta"))
                    : Future.failedFuture(outOfBounds(row));
        });
    }

    /** Under the lock of the variant's rows, once they have changed: what can be sold now, and whether that is few. */
    static Future<Void> tell(Sql sql, Caller caller, UUID variantId, int delta) {
        return sql.query(
                        "select stock_tell(array[stoa.tenant_id()], array[$1::uuid], array[$2::int], array[$3::text])",
                        Tuple.of(variantId, delta, caller.correlationId()))
                .mapEmpty();
    }

    /** The location that a movement names must be one of the shop's. */
    static <T> Future<T> unknownLocation(Throwable failure) {
        return failure instanceof ConstraintViolated broken
                        && broken.constraint().equals("stock_location")
                ? Future.failedFuture(Refusal.unprocessable(
                        "/problems/unknown-location",
                        "No such location",
                        "The shop has no such location.",
                        List.of(Refusal.Fault.of("/locationId", "not a location of this shop"))))
                : Future.failedFuture(failure);
    }

    private static Refusal outOfBounds(Row shelf) {
        int onHand = shelf.getInteger("on_hand");
        int reserved = shelf.getInteger("reserved");
        return Refusal.conflict(
                "/problems/stock-bounds",
                "Not that many pieces",
                "On hand are " + onHand + ", of which " + reserved + " are reserved.",
                List.of(new Refusal.Fault(
                        "", "only " + (onHand - reserved) + " can go", Math.max(0, onHand - reserved), null)));
    }

    private static UUID at(@Nullable UUID location) {
        return location == null ? Locations.MAIN : location;
    }

    private static String kind(StockDelta input) {
        if (input.movement() != null) {
            return input.movement().value();
        }
        return input.delta() > 0 ? "RECEIPT" : "CORRECTION";
    }
}
