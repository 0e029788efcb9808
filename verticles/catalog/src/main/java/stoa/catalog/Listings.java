package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import stoa.catalog.ProductQuery.Position;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.CatalogOperations.ListProductsSort;
import stoa.openapi.model.Image;
import stoa.openapi.model.Money;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.ProductSummary;
import stoa.openapi.model.VariantPrice;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * Lists of products, from rows made for reading: each sort is a walk along an index, each word a range of one. Statements are put
 * together from fixed parts only, so that there are few of them and every one is prepared once per connection.
 */
final class Listings {
    /** @param next where the next page begins, or null at the end */
    record Page(List<ProductSummary> items, @Nullable Position next) {}

    private static final String SELECT = """
            select l.product_id, l.slug, l.name, l.sort_name, l.currency, l.from_amount, l.image_url, l.image_alt, l.image_width,
                l.image_height, l.only_variant, l.listed_at,
                (select coalesce(sum(a.available), 0)::int from variant v join availability a on a.variant_id = v.id
                 where v.product_id = l.product_id and v.deleted_at is null) as available
            from listing l
            where l.locale = $1 and l.from_amount between $2 and $3
            """;

    private static final String STORE = """
            insert into listing (product_id, locale, slug, name, sort_name, currency, from_amount,
                image_url, image_alt, image_width, image_height, only_variant, listed_at)
            select p.id, u.locale, p.slug, u.name, u.sort_name, $5, $6, $7, $8, $9, $10, $11, p.created_date
            from product p, unnest($2::text[], $3::text[], $4::text[]) as u (locale, name, sort_name)
            where p.id = $1
            """;

    private static final String STORE_TERMS = """
            insert into product_term (product_id, locale, term)
            select $1, u.locale, u.term from unnest($2::text[], $3::text[]) as u (locale, term)
            """;

    private final Tenancy tenancy;

    Listings(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<Page> page(Caller caller, ProductQuery query) {
        var statement = statement(query);
        return tenancy.read(
                caller, sql -> sql.query(statement.sql(), statement.args()).map(rows -> page(query, rows)));
    }

    /** Replaces what lists know of the product, in the transaction that changes it. */
    Future<Void> store(Sql sql, UUID product, ProductInput input, List<UUID> variants, TenantProfile shop) {
        var names = new ArrayList<String>();
        var locales = new ArrayList<String>();
        var terms = new ArrayList<String>();
        for (var locale : shop.locales()) {
            var text = Objects.requireNonNull(
                    input.texts().getOrDefault(locale, input.texts().get(shop.locale())));
            names.add(text.name());
            var texts = new ArrayList<>(List.of(text.name()));
            input.variants().forEach(variant -> texts.add(variant.sku()));
            texts.add(Objects.requireNonNullElse(text.description(), ""));
            for (var term : Words.terms(texts)) {
                locales.add(locale);
                terms.add(term);
            }
        }
        var image = input.images() == null || input.images().isEmpty()
                ? null
                : input.images().getFirst();
        var listing = Tuple.of(product)
                .addArrayOfString(shop.locales().toArray(String[]::new))
                .addArrayOfString(names.toArray(String[]::new))
                .addArrayOfString(names.stream().map(Words::sortable).toArray(String[]::new))
                .addString(shop.currency())
                .addLong(lowest(input, shop.currency()))
                .addString(image == null ? null : image.url())
                .addString(image == null ? null : image.alt())
                .addInteger(image == null ? null : image.width())
                .addInteger(image == null ? null : image.height())
                .addUUID(variants.size() == 1 ? variants.getFirst() : null);
        var words = Tuple.of(product, locales.toArray(String[]::new), terms.toArray(String[]::new));
        return remove(sql, product)
                .compose(removed -> Future.all(sql.query(STORE, listing), sql.query(STORE_TERMS, words)))
                .mapEmpty();
    }

    Future<Void> remove(Sql sql, UUID product) {
        return Future.all(
                        sql.query("delete from listing where product_id = $1", Tuple.of(product)),
                        sql.query("delete from product_term where product_id = $1", Tuple.of(product)))
                .mapEmpty();
    }

    record Statement(String sql, Tuple args) {}

    /** One more row than the page holds tells whether there is another page. */
    static Statement statement(ProductQuery query) {
        var sql = new StringBuilder(SELECT);
        var args = Tuple.of(
                query.locale(),
                Objects.requireNonNullElse(query.minPrice(), 0L),
                Objects.requireNonNullElse(query.maxPrice(), Long.MAX_VALUE));
        if (query.category() != null) {
            args.addString(query.category());
            sql.append(inCategory(args.size()));
        }
        if (query.text() != null) {
            var words = Words.wanted(query.text());
            if (words.isEmpty()) {
                sql.append(" and false");
            }
            for (var word : words) {
                args.addString(word).addString(Words.behind(word));
                sql.append(withWord(args.size() - 1));
            }
        }
        var column = column(query.sort());
        var descending = query.sort() == ListProductsSort.NEWEST || query.sort() == ListProductsSort.PRICE_DESCENDING;
        if (query.after() != null) {
            args.addValue(key(query.sort(), query.after().key()))
                    .addUUID(query.after().product());
            sql.append(" and (l.%s, l.product_id) %s ($%d, $%d)"
                    .formatted(column, descending ? "<" : ">", args.size() - 1, args.size()));
        }
        args.addInteger(query.limit() + 1);
        var direction = descending ? "desc" : "asc";
        sql.append(" order by l.%s %s, l.product_id %s limit $%d".formatted(column, direction, direction, args.size()));
        return new Statement(sql.toString(), args);
    }

    private static String inCategory(int slug) {
        return """
                 and l.product_id in (select c.product_id from product_category c join category k on k.id = c.category_id
                    where k.slug = $%d and k.deleted_at is null and c.deleted_at is null)
                """.formatted(slug);
    }

    /** @param from number of the parameter where the word's range begins; it ends at the next one */
    private static String withWord(int from) {
        return """
                 and exists (select from product_term t where t.product_id = l.product_id and t.locale = l.locale
                    and t.term >= $%d and t.term < $%d)
                """.formatted(from, from + 1);
    }

    private static Page page(ProductQuery query, Iterable<Row> rows) {
        var all = StreamSupport.stream(rows.spliterator(), false).toList();
        var shown = all.subList(0, Math.min(all.size(), query.limit()));
        var next = all.size() > shown.size() ? position(query.sort(), shown.getLast()) : null;
        return new Page(shown.stream().map(Listings::summary).collect(Collectors.toUnmodifiableList()), next);
    }

    private static ProductSummary summary(Row row) {
        var url = row.getString("image_url");
        var image = url == null
                ? null
                : new Image(
                        url, row.getString("image_alt"), row.getInteger("image_width"), row.getInteger("image_height"));
        return new ProductSummary(
                row.getUUID("product_id"),
                row.getString("slug"),
                row.getString("name"),
                image,
                new Money(row.getLong("from_amount"), row.getString("currency")),
                row.getInteger("available"),
                row.getUUID("only_variant"),
                row.getOffsetDateTime("listed_at"));
    }

    private static String column(ListProductsSort sort) {
        return switch (sort) {
            case NEWEST -> "listed_at";
            case NAME -> "sort_name";
            case PRICE, PRICE_DESCENDING -> "from_amount";
        };
    }

    private static Position position(ListProductsSort sort, Row row) {
        return new Position(String.valueOf(row.getValue(column(sort))), row.getUUID("product_id"));
    }

    private static Object key(ListProductsSort sort, String key) {
        return switch (sort) {
            case NEWEST -> OffsetDateTime.parse(key);
            case NAME -> key;
            case PRICE, PRICE_DESCENDING -> Long.valueOf(key);
        };
    }

    private static long lowest(ProductInput input, String currency) {
        return input.variants().stream()
                .flatMap(variant -> variant.prices().stream())
                .filter(price -> price.currency().equals(currency))
                .filter(price -> ProductRules.minQuantity(price) == 1)
                .mapToLong(VariantPrice::amount)
                .min()
                .orElseThrow();
    }
}
