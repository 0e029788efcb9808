package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.StockChanged;
import stoa.platform.Outbox;
import stoa.tenancy.Sql;

/** What the catalogue does about the events of others: it keeps a copy of what can be sold. */
final class CatalogEvents {
    /** Events come late, twice and in any order: only a later version counts. */
    private static final String KEEP = """
            insert into availability as a (variant_id, available, stock_version) values ($1, $2, $3)
            on conflict (tenant_id, variant_id) do update set available = excluded.available, stock_version = excluded.stock_version
            where a.stock_version < excluded.stock_version
            """;

    private CatalogEvents() {}

    static Future<Void> consume(Outbox outbox) {
        return outbox.consume("catalog", OrderAddresses.STOCK_CHANGED, CatalogEvents::stockChanged);
    }

    static Future<Void> stockChanged(Caller system, Sql sql, Outbox.Delivery event) {
        var stock = Json.MAPPER.treeToValue(event.data(), StockChanged.class);
        return sql.query(KEEP, Tuple.of(stock.variantId(), stock.available(), stock.version()))
                .mapEmpty();
    }
}
