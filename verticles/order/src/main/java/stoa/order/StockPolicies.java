package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.openapi.model.Link;
import stoa.openapi.model.StockPolicy;
import stoa.openapi.model.StockPolicyInput;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** How variants are sold. Their word is copied to the row of the stock, so that a checkout reads no other. */
final class StockPolicies {
    /** What is not counted may be promised as often as anyone likes. */
    private static final int WITHOUT_END = 1_000_000_000;

    private static final String COLUMNS =
            "p.variant_id, p.when_gone, p.back_order_limit, p.max_per_order, p.max_per_buyer, p.low_at, p.version_id";
    private static final String FIND = "select " + COLUMNS + " from stock_policy p where p.variant_id = $1";
    private static final String FIRST =
            "insert into stock_policy as p (variant_id, when_gone, back_order_limit, max_per_order, max_per_buyer, low_at)"
                    + " values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, variant_id) do nothing returning "
                    + COLUMNS;
    private static final String CHANGE =
            "update stock_policy p set when_gone = $2, back_order_limit = $3, max_per_order = $4, max_per_buyer = $5, low_at = $6"
                    + " where p.variant_id = $1 and p.version_id = $7 returning " + COLUMNS;
    private static final String COPY = "update stock s set allowance = $3, low_at = $4, limited = $5"
            + " where s.variant_id = $1 and s.location_id = $2";

    private final Tenancy tenancy;

    StockPolicies(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<StockPolicy> find(Caller caller, UUID variantId) {
        return tenancy.read(caller, sql -> sql.query(FIND, Tuple.of(variantId))).map(rows -> policy(variantId, rows));
    }

    /** 412 where it has changed since it was read, 422 where it contradicts itself. */
    Future<StockPolicy> set(Caller caller, UUID variantId, int version, StockPolicyInput input) {
        int backOrders = Objects.requireNonNullElse(input.backOrderLimit(), 0);
        boolean backOrdered = input.whenGone() == StockPolicyInput.WhenGone.BACK_ORDER;
        if (backOrdered == (backOrders == 0)) {
            return Future.failedFuture(Refusal.unprocessable(
                    "/problems/contradiction",
                    "The policy contradicts itself",
                    "Back-orders have a limit, and nothing else has one.",
                    List.of(Refusal.Fault.of(
                            "/backOrderLimit", backOrdered ? "is missing, or 0" : "only together with BACK_ORDER"))));
        }
        var args = Tuple.of(
                variantId,
                input.whenGone().value(),
                backOrders,
                input.maxPerOrder(),
                input.maxPerBuyer(),
                input.lowAt());
        return tenancy.write(
                caller,
                sql -> (version == 0 ? sql.query(FIRST, args) : sql.query(CHANGE, args.addInteger(version)))
                        .compose(rows -> rows.size() == 0 ? refused(sql, variantId) : Future.succeededFuture(rows))
                        .compose(rows -> copy(sql, caller, variantId, input).map(policy(variantId, rows))));
    }

    private static Future<RowSet<Row>> refused(Sql sql, UUID variantId) {
        return sql.query(FIND, Tuple.of(variantId))
                .compose(rows -> Future.failedFuture(
                        Refusal.stale(policy(variantId, rows).version())));
    }

    private static Future<Void> copy(Sql sql, Caller caller, UUID variantId, StockPolicyInput input) {
        int allowance = switch (input.whenGone()) {
            case DENY -> 0;
            case BACK_ORDER -> Objects.requireNonNullElse(input.backOrderLimit(), 0);
            case NOT_TRACKED -> WITHOUT_END;
        };
        boolean limited = input.maxPerOrder() != null || input.maxPerBuyer() != null;
        return sql.query("select stock_open($1, $2)", Tuple.of(variantId, Locations.MAIN))
                .compose(_ ->
                        sql.query("select stock_lock(array[stoa.tenant_id()], array[$1::uuid])", Tuple.of(variantId)))
                .compose(_ -> sql.query(COPY, Tuple.of(variantId, Locations.MAIN, allowance, input.lowAt(), limited)))
                .compose(_ -> Stocks.tell(sql, caller, variantId, 0));
    }

    /** Without a row the stock is counted, and has no limits. */
    private static StockPolicy policy(UUID variantId, RowSet<Row> rows) {
        var self = Map.of("self", new Link("/api/v1/stock/" + variantId + "/policy", null));
        if (rows.size() == 0) {
            return new StockPolicy(variantId, StockPolicy.WhenGone.DENY, 0, null, null, null, 0, self);
        }
        var row = rows.iterator().next();
        return new StockPolicy(
                variantId,
                StockPolicy.WhenGone.valueOf(row.getString("when_gone")),
                row.getInteger("back_order_limit"),
                row.getInteger("max_per_order"),
                row.getInteger("max_per_buyer"),
                row.getInteger("low_at"),
                row.getInteger("version_id"),
                self);
    }
}
