package stoa.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.model.Link;
import stoa.openapi.model.StockDiscrepancy;
import stoa.openapi.model.StockDiscrepancyPage;
import stoa.platform.Cursors;
import stoa.platform.Platform;
import stoa.tenancy.Tenancy;

/** Holds the shelves against the ledger and the unpaid orders, a bounded number at a time. What it finds is a fault of ours. */
final class StockCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StockCheck.class);

    /** Shelves of one look. */
    private static final int AT_ONCE = 500;

    /** The last shelf of the look before. */
    private record Position(UUID variantId, UUID locationId) {}

    private static final Position FIRST = new Position(new UUID(0, 0), new UUID(0, 0));

    private record Look(
            List<StockDiscrepancy> found, @Nullable Position next) {}

    private final Tenancy tenancy;
    private final Cursors cursors;
    private final Counter checked;
    private final AtomicInteger wrong = new AtomicInteger();

    /** One per node, so that its gauge tells what the last sweep found, whichever verticle made it. */
    StockCheck(Platform platform) {
        this(platform.tenancy(), new Cursors(platform.signer()), platform.meters());
    }

    StockCheck(Tenancy tenancy, Cursors cursors, MeterRegistry meters) {
        this.tenancy = tenancy;
        this.cursors = cursors;
        checked = Counter.builder("stoa.stock.checked")
                .description("Shelves that were held against ledger and orders")
                .register(meters);
        Gauge.builder("stoa.stock.discrepancies", wrong, AtomicInteger::get)
                .description("Shelves whose numbers and books disagreed when this node last checked all shops")
                .strongReference(true)
                .register(meters);
    }

    Future<StockDiscrepancyPage> page(Caller caller, @Nullable String cursor) {
        var after = cursor == null ? FIRST : cursors.open(caller, "listStockDiscrepancies", "", cursor, Position.class);
        return look(caller, after).map(look -> {
            var self = "/api/v1/stock-discrepancies";
            var links = new LinkedHashMap<String, Link>();
            links.put("self", new Link(self, null));
            if (look.next() != null) {
                var next = cursors.seal(caller, "listStockDiscrepancies", "", look.next());
                links.put("next", new Link(self + "?cursor=" + next, null));
            }
            return new StockDiscrepancyPage(look.found(), Map.copyOf(links));
        });
    }

    private Future<Look> look(Caller caller, Position after) {
        return tenancy.read(
                        caller,
                        sql -> sql.query(
                                "select c.variant_id, c.location_id, c.on_hand, c.moved, c.reserved, c.promised"
                                        + " from stock_check($1, $2, $3) c",
                                Tuple.of(after.variantId(), after.locationId(), AT_ONCE)))
                .map(rows -> {
                    checked.increment(rows.size());
                    var all = Orders.list(rows, StockCheck::shelf);
                    var last = all.size() < AT_ONCE ? null : all.getLast();
                    return new Look(
                            all.stream().filter(StockCheck::disagrees).toList(),
                            last == null ? null : new Position(last.variantId(), last.locationId()));
                });
    }

    /** All shelves of all shops, one look after the other. */
    Future<Void> sweep() {
        var platform = Caller.system(TenantProfile.PLATFORM, "stock-check-" + UUID.randomUUID());
        return tenancy.read(
                        platform,
                        sql -> sql.query("select t.id from tenant t where t.deleted_at is null", Tuple.tuple()))
                .compose(rows -> {
                    var found = new AtomicInteger();
                    Future<Void> done = Future.succeededFuture();
                    for (var tenant : Orders.list(rows, row -> row.getUUID("id"))) {
                        var system = Caller.system(tenant, platform.correlationId());
                        done = done.compose(_ -> shop(system, FIRST, found));
                    }
                    return done.onSuccess(_ -> wrong.set(found.get()));
                });
    }

    private Future<Void> shop(Caller system, Position after, AtomicInteger found) {
        return look(system, after).compose(look -> {
            look.found().forEach(shelf -> report(system, shelf));
            found.addAndGet(look.found().size());
            return look.next() == null ? Future.succeededFuture() : shop(system, look.next(), found);
        });
    }

    private static void report(Caller system, StockDiscrepancy shelf) {
        LOG.atError()
                .addKeyValue("correlationId", system.correlationId())
                .addKeyValue("tenant", system.tenant())
                .addKeyValue("variant", shelf.variantId())
                .addKeyValue("location", shelf.locationId())
                .log(
                        "Stock and books disagree: {} on hand, {} moved, {} reserved, {} promised",
                        shelf.onHand(),
                        shelf.moved(),
                        shelf.reserved(),
                        shelf.promised());
    }

    private static boolean disagrees(StockDiscrepancy shelf) {
        return shelf.onHand() != shelf.moved() || shelf.reserved() != shelf.promised();
    }

    private static StockDiscrepancy shelf(Row row) {
        return new StockDiscrepancy(
                row.getUUID("variant_id"),
                row.getUUID("location_id"),
                row.getInteger("on_hand"),
                row.getInteger("moved"),
                row.getInteger("reserved"),
                row.getInteger("promised"));
    }
}
