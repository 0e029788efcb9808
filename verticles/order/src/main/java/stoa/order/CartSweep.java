package stoa.order;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.platform.Outbox;
import stoa.tenancy.Tenancy;

/** Tells of carts that were left behind and deletes those whose time is over, in all shops, in small batches, by the database's clock. */
final class CartSweep {
    private static final Logger LOG = LoggerFactory.getLogger(CartSweep.class);

    /** Carts of one statement. */
    private static final int BATCH = 500;

    private static final String DUE =
            "select c.tenant_id from cart c where c.due_date <= clock_timestamp() order by c.due_date limit $1";
    private static final String SWEEP = "select s.abandoned, s.expired, s.looked_at from cart_sweep($1, $2) s";

    private final Tenancy tenancy;
    private final Outbox outbox;
    private final MeterRegistry meters;

    CartSweep(Tenancy tenancy, Outbox outbox, MeterRegistry meters) {
        this.tenancy = tenancy;
        this.outbox = outbox;
        this.meters = meters;
    }

    /** Until nothing is due but what others are changing at this moment. */
    Future<Void> run() {
        return shops().compose(this::sweep).compose(swept -> swept > 0 ? run() : Future.succeededFuture());
    }

    private Future<Integer> sweep(Set<UUID> shops) {
        Future<Integer> all = Future.succeededFuture(0);
        for (var shop : shops) {
            all = all.compose(before -> sweep(shop).map(swept -> before + swept));
        }
        return all;
    }

    private Future<Set<UUID>> shops() {
        return tenancy.schedule(sql -> sql.query(DUE, Tuple.of(BATCH)).map(rows -> {
            var shops = new HashSet<UUID>();
            rows.forEach(row -> shops.add(row.getUUID("tenant_id")));
            return shops;
        }));
    }

    private Future<Integer> sweep(UUID shop) {
        var system = Caller.system(shop, "carts-" + UUID.randomUUID());
        return tenancy.call(system, SWEEP, Tuple.of(BATCH, system.correlationId()), rows -> {
            var row = rows.iterator().next();
            swept(system, row.getInteger("abandoned"), row.getInteger("expired"));
            return row.getInteger("looked_at");
        });
    }

    private void swept(Caller system, int abandoned, int expired) {
        meters.counter("stoa.carts.swept", "outcome", "abandoned").increment(abandoned);
        meters.counter("stoa.carts.swept", "outcome", "expired").increment(expired);
        if (abandoned > 0) {
            outbox.wake();
        }
        if (abandoned + expired > 0) {
            LOG.atDebug()
                    .addKeyValue("correlationId", system.correlationId())
                    .addKeyValue("tenant", system.tenant())
                    .addKeyValue("abandoned", abandoned)
                    .addKeyValue("expired", expired)
                    .log("Carts were swept");
        }
    }
}
