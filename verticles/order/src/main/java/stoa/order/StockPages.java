package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.openapi.StockOperations.ListStockState;
import stoa.openapi.model.Link;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockMovement;
import stoa.openapi.model.StockMovementPage;
import stoa.openapi.model.StockPage;
import stoa.platform.Cursors;
import stoa.tenancy.Tenancy;

/** The stock of a shop, and the ledger of a variant, page by page. */
final class StockPages {
    private static final UUID FIRST = new UUID(0, 0);

    private record StockPosition(UUID variantId) {}

    /** A line of the ledger in its order: the newest transaction first, within it by shelf and number. */
    private record Line(Instant at, UUID locationId, int version, int place) {}

    private record Listed(StockMovement movement, Line line) {}

    private static final String MOVEMENTS =
            "select m.location_id, m.stock_version, m.place, m.kind, m.delta, m.on_hand, m.reason,"
                    + " m.created_by, m.created_date, m.order_id, m.other_location_id from stock_movement m where m.variant_id = $1";
    private static final String NEWEST =
            " order by m.created_date desc, m.location_id desc, m.stock_version desc, m.place desc limit $2";

    private final Tenancy tenancy;
    private final Cursors cursors;
    private final VariantNames names;

    StockPages(Tenancy tenancy, Cursors cursors, VariantNames names) {
        this.tenancy = tenancy;
        this.cursors = cursors;
        this.names = names;
    }

    Future<StockPage> stock(Caller caller, ListStockState state, int limit, @Nullable String cursor) {
        var after = cursor == null
                ? FIRST
                : cursors.open(caller, "listStock", state, cursor, StockPosition.class)
                        .variantId();
        // One more than the page tells whether there is a next one.
        return tenancy.read(caller, sql -> sql.query(pageOf(state), Tuple.of(after, limit + 1)))
                .map(StockRows::of)
                .compose(found -> names.of(
                                caller, found.stream().map(Stock::variantId).toList())
                        .map(named -> found.stream()
                                .map(stock -> StockRows.named(stock, named.get(stock.variantId())))
                                .toList()))
                .map(found -> page(caller, state, limit, found));
    }

    /** Each state is a statement of its own; the low ones are found among those that have a threshold. */
    private static String pageOf(ListStockState state) {
        var available = "sum(s.on_hand - s.reserved)";
        var having = switch (state) {
            case ALL -> "";
            case LOW -> " having " + available + " <= max(s.low_at)";
            case OUT -> " having sum(stock_sellable(s.on_hand, s.reserved, s.allowance)) = 0";
            case OWED -> " having " + available + " < 0";
        };
        var among = state == ListStockState.LOW
                ? " and s.variant_id in (select t.variant_id from stock t where t.low_at is not null)"
                : "";
        return "with page as (select s.variant_id from stock s where s.variant_id > $1" + among
                + " group by s.variant_id" + having + " order by s.variant_id limit $2) " + StockRows.SELECT
                + " join page on page.variant_id = s.variant_id" + StockRows.ORDER;
    }

    private StockPage page(Caller caller, ListStockState state, int limit, List<Stock> found) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        var self = "/api/v1/stock?state=" + state.value() + "&limit=" + limit;
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link(self, null));
        if (found.size() > limit) {
            var position = new StockPosition(shown.getLast().variantId());
            links.put("next", new Link(self + "&cursor=" + cursors.seal(caller, "listStock", state, position), null));
        }
        return new StockPage(shown, Map.copyOf(links));
    }

    Future<StockMovementPage> movements(Caller caller, UUID variantId, int limit, @Nullable String cursor) {
        var args = Tuple.of(variantId, limit + 1);
        var sql = MOVEMENTS;
        if (cursor != null) {
            var after = cursors.open(caller, "listStockMovements", variantId, cursor, Line.class);
            args.addOffsetDateTime(after.at().atOffset(ZoneOffset.UTC))
                    .addUUID(after.locationId())
                    .addInteger(after.version())
                    .addInteger(after.place());
            sql += " and (m.created_date, m.location_id, m.stock_version, m.place) < ($3, $4, $5, $6)";
        }
        var statement = sql + NEWEST;
        return tenancy.read(caller, s -> s.query(statement, args))
                .map(rows -> ledger(caller, variantId, limit, Orders.list(rows, StockPages::listed)));
    }

    private StockMovementPage ledger(Caller caller, UUID variantId, int limit, List<Listed> found) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        var self = "/api/v1/stock/" + variantId + "/movements?limit=" + limit;
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link(self, null));
        links.put("stock", new Link("/api/v1/stock/" + variantId, null));
        if (found.size() > limit) {
            var next = cursors.seal(
                    caller, "listStockMovements", variantId, shown.getLast().line());
            links.put("next", new Link(self + "&cursor=" + next, null));
        }
        return new StockMovementPage(shown.stream().map(Listed::movement).toList(), Map.copyOf(links));
    }

    private static Listed listed(Row row) {
        var by = row.getUUID("created_by");
        var actor = actor(by);
        var movement = new StockMovement(
                row.getUUID("location_id"),
                StockMovement.Kind.valueOf(row.getString("kind")),
                row.getInteger("delta"),
                row.getInteger("on_hand"),
                row.getString("reason"),
                actor,
                actor == StockMovement.Actor.PERSON ? by : null,
                row.getUUID("order_id"),
                row.getUUID("other_location_id"),
                row.getOffsetDateTime("created_date"));
        return new Listed(
                movement,
                new Line(
                        Orders.instant(row, "created_date"),
                        row.getUUID("location_id"),
                        row.getInteger("stock_version"),
                        row.getInteger("place")));
    }

    private static StockMovement.Actor actor(UUID by) {
        if (by.equals(Caller.SYSTEM)) {
            return StockMovement.Actor.SYSTEM;
        }
        return by.equals(Caller.GUEST) ? StockMovement.Actor.GUEST : StockMovement.Actor.PERSON;
    }
}
