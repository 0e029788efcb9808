package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import stoa.messages.Caller;
import stoa.messages.catalog.AskVariants;
import stoa.messages.catalog.KnownVariants;
import stoa.messages.catalog.KnownVariants.KnownVariant;
import stoa.messages.user.TenantProfile;
import stoa.platform.Languages;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;

/** The variants of a shop by their ids, for those who keep something about them. */
final class Variants {
    private static final int MOST = 200;

    private static final String KNOWN = """
            select v.id, v.sku, v.name as variant_name, coalesce(l.name, t.name) as name,
                v.deleted_at is not null or l.name is null as removed
            from variant v
            left join listing l on l.product_id = v.product_id and l.locale = $2
            left join lateral (
                select t.name from product_text t
                where t.product_id = v.product_id and l.name is null
                order by t.deleted_at is not null, t.locale <> $2, t.locale <> $3, t.modified_date desc
                limit 1
            ) t on true
            where v.id = any ($1)
            """;

    private final Tenancy tenancy;

    Variants(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<KnownVariants> known(Caller caller, AskVariants ask, TenantProfile shop) {
        if (ask.variantIds().size() > MOST) {
            return Future.failedFuture(
                    Refusal.invalid("At most " + MOST + " variants can be asked for at once.", List.of()));
        }
        var locale = Languages.pick(ask.locale(), shop.locales(), shop.locale());
        var args = Tuple.of(ask.variantIds().toArray(UUID[]::new), locale, shop.locale());
        return tenancy.read(
                caller,
                sql -> sql.query(KNOWN, args)
                        .map(rows -> new KnownVariants(StreamSupport.stream(rows.spliterator(), false)
                                .map(Variants::variant)
                                .toList())));
    }

    private static KnownVariant variant(Row row) {
        return new KnownVariant(
                row.getUUID("id"),
                row.getString("sku"),
                row.getString("name"),
                row.getString("variant_name"),
                row.getBoolean("removed"));
    }
}
