package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import stoa.messages.Caller;
import stoa.messages.catalog.AskOffers;
import stoa.messages.catalog.Offer;
import stoa.messages.catalog.Offers;
import stoa.messages.user.TenantProfile;
import stoa.platform.Languages;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;

/** What a variant costs at this moment. Read from the database each time: this is the price that a checkout charges. */
final class PriceList {
    private static final int MOST = 200;

    private static final String OFFERS = """
            select v.id, v.product_id, v.sku, v.name as variant_name, v.tax_class, l.name, l.image_url, p.amount, p.currency,
                t.quantities, t.amounts
            from variant v
            join price p on p.variant_id = v.id and p.currency = $2 and p.min_quantity = 1 and p.deleted_at is null
            join listing l on l.product_id = v.product_id and l.locale = $3
            left join lateral (
                select array_agg(q.min_quantity order by q.min_quantity) as quantities, array_agg(q.amount order by q.min_quantity) as amounts
                from price q
                where q.variant_id = v.id and q.currency = $2 and q.min_quantity > 1 and q.deleted_at is null
            ) t on true
            where v.id = any ($1) and v.deleted_at is null
            """;

    private final Tenancy tenancy;

    PriceList(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<Offers> offers(Caller caller, AskOffers ask, TenantProfile shop) {
        if (ask.variantIds().size() > MOST) {
            return Future.failedFuture(
                    Refusal.invalid("At most " + MOST + " variants can be asked for at once.", List.of()));
        }
        var locale = Languages.pick(ask.locale(), shop.locales(), shop.locale());
        var currency = Objects.requireNonNullElse(ask.currency(), shop.currency());
        var args = Tuple.of(ask.variantIds().toArray(UUID[]::new), currency, locale);
        return tenancy.read(
                caller,
                sql -> sql.query(OFFERS, args)
                        .map(rows -> new Offers(StreamSupport.stream(rows.spliterator(), false)
                                .map(PriceList::offer)
                                .toList())));
    }

    private static Offer offer(Row row) {
        return new Offer(
                row.getUUID("id"),
                row.getUUID("product_id"),
                row.getString("sku"),
                row.getString("name"),
                row.getString("variant_name"),
                row.getString("image_url"),
                row.getLong("amount"),
                row.getString("currency"),
                row.getString("tax_class"),
                tiers(row, Offer.Tier::new));
    }

    /** The prices from a quantity on, which both lists and offers read as two arrays. */
    static <T> List<T> tiers(Row row, BiFunction<Integer, Long, T> tier) {
        var quantities = row.getArrayOfIntegers("quantities");
        var amounts = row.getArrayOfLongs("amounts");
        return quantities == null
                ? List.of()
                : IntStream.range(0, quantities.length)
                        .mapToObj(i -> tier.apply(quantities[i], amounts[i]))
                        .toList();
    }
}
