package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import stoa.messages.Caller;
import stoa.messages.catalog.AskOffers;
import stoa.messages.catalog.Offer;
import stoa.messages.catalog.Offers;
import stoa.messages.user.TenantProfile;
import stoa.platform.Coalescer;
import stoa.platform.Languages;
import stoa.platform.Platform;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;

/**
 * What a variant costs at this moment. Read from the database each time: this is the price that a checkout charges. While one read is
 * under way the next one gathers, for all shops of the node, and whoever asks the same shares the answer: nobody gets one that was read
 * before the question.
 */
final class PriceList {
    private static final int MOST = 200;

    /** Questions of one read, and of those that wait for the next ones. */
    private static final int MAX_BATCH = 128;

    private static final int MAX_WAITING = 2000;
    private static final int READS_AT_ONCE = 2;

    static final String OFFERS = """
            select a.item, v.id, v.product_id, v.sku, v.name as variant_name, v.tax_class, l.name, l.image_url, p.amount, p.currency,
                t.quantities, t.amounts
            from unnest($1::int[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) a (item, tenant, variant, currency, locale)
            join variant v on v.tenant_id = a.tenant and v.id = a.variant and v.deleted_at is null
            join price p on p.tenant_id = v.tenant_id and p.variant_id = v.id and p.currency = a.currency and p.min_quantity = 1
                and p.deleted_at is null
            join listing l on l.tenant_id = v.tenant_id and l.product_id = v.product_id and l.locale = a.locale
            left join lateral (
                select array_agg(q.min_quantity order by q.min_quantity) as quantities, array_agg(q.amount order by q.min_quantity) as amounts
                from price q
                where q.tenant_id = v.tenant_id and q.variant_id = v.id and q.currency = a.currency and q.min_quantity > 1
                    and q.deleted_at is null
            ) t on true
            """;

    /** What a shop is asked; equal ones are one. */
    record Ask(UUID tenant, List<UUID> variants, String currency, String locale) {}

    private record Line(int item, Ask ask, UUID variant) {}

    private final Tenancy tenancy;
    private final Coalescer<Ask, Offers> coalescer;

    /** One per node: the more questions share a read, the less each costs. */
    PriceList(Platform platform) {
        tenancy = platform.tenancy();
        coalescer = new Coalescer<>(
                platform.vertx(),
                new Coalescer.Options<>("offers", MAX_BATCH, MAX_WAITING, READS_AT_ONCE, Ask::tenant, ask -> ask),
                platform.meters(),
                this::read);
    }

    Future<Offers> offers(Caller caller, AskOffers ask, TenantProfile shop) {
        if (ask.variantIds().size() > MOST) {
            return Future.failedFuture(
                    Refusal.invalid("At most " + MOST + " variants can be asked for at once.", List.of()));
        }
        var locale = Languages.pick(ask.locale(), shop.locales(), shop.locale());
        var currency = Objects.requireNonNullElse(ask.currency(), shop.currency());
        var variants = ask.variantIds().stream().distinct().toList();
        return coalescer.submit(new Ask(caller.tenant(), variants, currency, locale));
    }

    private Future<List<Offers>> read(List<Ask> asks) {
        var tenants = asks.stream().map(Ask::tenant).collect(Collectors.toSet());
        return tenancy.batch(tenants, OFFERS, arguments(asks), rows -> answers(asks, rows));
    }

    static Tuple arguments(List<Ask> asks) {
        var lines = IntStream.range(0, asks.size())
                .boxed()
                .flatMap(i -> asks.get(i).variants().stream().map(variant -> new Line(i, asks.get(i), variant)))
                .toList();
        return Tuple.tuple()
                .addArrayOfInteger(column(lines, Integer[]::new, Line::item))
                .addArrayOfUUID(column(lines, UUID[]::new, line -> line.ask().tenant()))
                .addArrayOfUUID(column(lines, UUID[]::new, Line::variant))
                .addArrayOfString(
                        column(lines, String[]::new, line -> line.ask().currency()))
                .addArrayOfString(
                        column(lines, String[]::new, line -> line.ask().locale()));
    }

    private static <C> C[] column(List<Line> lines, IntFunction<C[]> array, Function<Line, C> value) {
        return lines.stream().map(value).toArray(array);
    }

    /** One for each question, in their order. */
    static List<Offers> answers(List<Ask> asks, RowSet<Row> rows) {
        var offers =
                Stream.<List<Offer>>generate(ArrayList::new).limit(asks.size()).toList();
        rows.forEach(row -> offers.get(row.getInteger("item")).add(offer(row)));
        return offers.stream().map(Offers::new).toList();
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
