package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import stoa.messages.Caller;
import stoa.openapi.model.Link;
import stoa.openapi.model.StockRules;
import stoa.openapi.model.StockRulesInput;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** How long each shop keeps unpaid goods for their buyers. */
final class Holds {
    private static final String FIND = "select r.hold_seconds, r.version_id from stock_rule r";

    private final Tenancy tenancy;
    private final Duration usual;

    /** @param usual where a shop has not said otherwise */
    Holds(Tenancy tenancy, Duration usual) {
        this.tenancy = tenancy;
        this.usual = usual;
    }

    Future<StockRules> find(Caller caller) {
        return tenancy.read(caller, sql -> sql.query(FIND, Tuple.tuple())).map(this::rules);
    }

    /** 412 where it has changed since it was read. */
    Future<StockRules> set(Caller caller, int version, StockRulesInput input) {
        return tenancy.write(
                caller,
                sql -> write(sql, version, input.holdSeconds())
                        .compose(rows -> rows.size() == 1 ? Future.succeededFuture(rules(rows)) : refused(sql)));
    }

    private static Future<RowSet<Row>> write(Sql sql, int version, int seconds) {
        return version == 0
                ? sql.query(
                        "insert into stock_rule (hold_seconds) values ($1) on conflict (tenant_id) do nothing"
                                + " returning hold_seconds, version_id",
                        Tuple.of(seconds))
                : sql.query(
                        "update stock_rule r set hold_seconds = $1 where r.version_id = $2 returning r.hold_seconds, r.version_id",
                        Tuple.of(seconds, version));
    }

    private Future<StockRules> refused(Sql sql) {
        return sql.query(FIND, Tuple.tuple())
                .compose(rows -> Future.failedFuture(Refusal.stale(rules(rows).version())));
    }

    private StockRules rules(RowSet<Row> rows) {
        var self = Map.of("self", new Link("/api/v1/stock-rules", null));
        if (rows.size() == 0) {
            return new StockRules(Math.max(60, (int) usual.toSeconds()), 0, self);
        }
        var row = rows.iterator().next();
        return new StockRules(row.getInteger("hold_seconds"), row.getInteger("version_id"), self);
    }
}
