package stoa.order;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.catalog.KnownVariants.KnownVariant;
import stoa.openapi.model.Link;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockShelf;

/** From the rows of a variant, one for each location, to its stock as the contract shows it. */
final class StockRows {
    /** What {@link #of} reads; a {@code where} and {@link #ORDER} follow. */
    static final String SELECT =
            "select s.variant_id, s.location_id, s.on_hand, s.reserved, s.allowance, s.low_at, s.version_id"
                    + " from stock s join location p on p.tenant_id = s.tenant_id and p.id = s.location_id";

    static final String ORDER = " order by s.variant_id, p.priority, s.location_id";

    /** As many as anyone wants: what the count of an article that is not counted would say beyond it means nothing. */
    private static final int PLENTY = 1_000_000;

    private StockRows() {}

    static List<Stock> of(RowSet<Row> rows) {
        var byVariant = new LinkedHashMap<UUID, List<Row>>();
        rows.forEach(row -> byVariant
                .computeIfAbsent(row.getUUID("variant_id"), _ -> new ArrayList<>())
                .add(row));
        return byVariant.entrySet().stream()
                .map(variant -> stock(variant.getKey(), variant.getValue()))
                .toList();
    }

    private static Stock stock(UUID variantId, List<Row> rows) {
        int onHand = 0;
        int reserved = 0;
        int version = 0;
        long sellable = 0;
        Integer lowAt = null;
        var shelves = new ArrayList<StockShelf>();
        for (var row : rows) {
            var shelf = shelf(row);
            shelves.add(shelf);
            onHand += shelf.onHand();
            reserved += shelf.reserved();
            version += row.getInteger("version_id");
            sellable += Math.max(0, (long) shelf.available() + row.getInteger("allowance"));
            lowAt = row.getInteger("low_at") == null ? lowAt : row.getInteger("low_at");
        }
        return new Stock(
                variantId,
                onHand,
                reserved,
                onHand - reserved,
                version,
                (int) Math.min(sellable, PLENTY),
                lowAt != null && onHand - reserved <= lowAt,
                shelves,
                null,
                null,
                links(variantId));
    }

    private static StockShelf shelf(Row row) {
        int onHand = row.getInteger("on_hand");
        int reserved = row.getInteger("reserved");
        return new StockShelf(row.getUUID("location_id"), onHand, reserved, onHand - reserved);
    }

    private static Map<String, Link> links(UUID variantId) {
        var self = "/api/v1/stock/" + variantId;
        return Map.of(
                "self", new Link(self, null),
                "movements", new Link(self + "/movements", null),
                "policy", new Link(self + "/policy", null));
    }

    static Stock named(Stock stock, @Nullable KnownVariant name) {
        return name == null
                ? stock
                : new Stock(
                        stock.variantId(),
                        stock.onHand(),
                        stock.reserved(),
                        stock.available(),
                        stock.version(),
                        stock.sellable(),
                        stock.low(),
                        stock.shelves(),
                        name.sku(),
                        name.variantName().isEmpty() ? name.name() : name.name() + ", " + name.variantName(),
                        stock.links());
    }
}
