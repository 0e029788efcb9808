package stoa.catalog;

import io.vertx.core.Future;
import java.util.Set;
import stoa.messages.order.OrderAddresses;
import stoa.platform.Outbox;

/** What the catalogue does about the events of others: it keeps a copy of what can be sold. */
final class CatalogEvents {
    /** Events come late, twice and in any order: only the latest version counts. */
    static final Outbox.Effect STOCK_CHANGED = Outbox.Effect.of("""
            insert into availability as a (tenant_id, variant_id, available, stock_version, created_by)
            select distinct on (r.tenant_id, s.variant_id) r.tenant_id, s.variant_id, s.available, s.version, r.actor
            from received r
            cross join lateral (
              select (r.data ->> 'variantId')::uuid, (r.data ->> 'available')::int, (r.data ->> 'version')::int
            ) as s (variant_id, available, version)
            order by r.tenant_id, s.variant_id, s.version desc
            on conflict (tenant_id, variant_id) do update
            set available = excluded.available, stock_version = excluded.stock_version, modified_by = excluded.modified_by
            where a.stock_version < excluded.stock_version""");

    private CatalogEvents() {}

    static Future<Void> consume(Outbox outbox) {
        return outbox.consume("catalog", Set.of(OrderAddresses.STOCK_CHANGED), STOCK_CHANGED);
    }
}
