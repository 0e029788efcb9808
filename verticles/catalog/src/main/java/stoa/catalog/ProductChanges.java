package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.model.Image;
import stoa.openapi.model.LocalText;
import stoa.openapi.model.Product;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.VariantInput;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;

/**
 * Writing a product: it is always given whole, so what is not given goes (softly), what is new is added, and what is the same stays
 * untouched, without a line in the history. All parts are written in one transaction, most of them in one flight.
 */
final class ProductChanges {
    private static final String INSERT = "insert into product (id, slug) values ($1, $2)";

    private static final String UPDATE =
            "update product set slug = $2 where id = $1 and version_id = $3 and deleted_at is null returning id";

    private static final String DELETE =
            "update product set deleted_at = now() where id = $1 and version_id = $2 and deleted_at is null returning id";

    private static final String DELETE_VARIANTS =
            "update variant set deleted_at = now() where product_id = $1 and deleted_at is null and id <> all ($2)";

    private static final String PUT_TEXTS = """
            insert into product_text as t (id, product_id, locale, name, description)
            select u.id, $1, u.locale, u.name, u.description
            from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as u (id, locale, name, description)
            on conflict (tenant_id, product_id, locale) where deleted_at is null
            do update set name = excluded.name, description = excluded.description
            where (t.name, t.description) is distinct from (excluded.name, excluded.description)
            """;

    private static final String DROP_TEXTS =
            "update product_text set deleted_at = now() where product_id = $1 and deleted_at is null and locale <> all ($2)";

    private static final String PUT_IMAGES = """
            insert into product_image as i (id, product_id, position, url, alt, width, height)
            select u.id, $1, u.position, u.url, u.alt, u.width, u.height
            from unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::int[], $7::int[]) as u (id, position, url, alt, width, height)
            on conflict (tenant_id, product_id, position) where deleted_at is null
            do update set url = excluded.url, alt = excluded.alt, width = excluded.width, height = excluded.height
            where (i.url, i.alt, i.width, i.height) is distinct from (excluded.url, excluded.alt, excluded.width, excluded.height)
            """;

    private static final String DROP_IMAGES =
            "update product_image set deleted_at = now() where product_id = $1 and deleted_at is null and position >= $2";

    /** Only into categories that stand: a foreign key does not see soft deletion. */
    private static final String PUT_CATEGORIES = """
            insert into product_category as m (id, product_id, category_id, position)
            select u.id, $1, c.id, u.position
            from unnest($2::uuid[], $3::uuid[], $4::int[]) as u (id, category_id, position)
            join category c on c.id = u.category_id and c.deleted_at is null
            on conflict (tenant_id, product_id, category_id) where deleted_at is null do update set position = excluded.position
            """;

    private static final String DROP_CATEGORIES =
            "update product_category set deleted_at = now() where product_id = $1 and deleted_at is null and category_id <> all ($2)";

    private static final String PUT_VARIANTS = """
            insert into variant as v (id, product_id, sku, name, position, tax_class)
            select u.id, $1, u.sku, u.name, u.position, u.tax_class
            from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[]) as u (id, sku, name, position, tax_class)
            on conflict (tenant_id, id)
            do update set sku = excluded.sku, name = excluded.name, position = excluded.position, tax_class = excluded.tax_class
            where (v.sku, v.name, v.position, v.tax_class)
                is distinct from (excluded.sku, excluded.name, excluded.position, excluded.tax_class)
            """;

    private static final String PUT_PRICES = """
            insert into price as p (id, variant_id, currency, min_quantity, amount)
            select u.id, u.variant_id, u.currency, u.min_quantity, u.amount
            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::bigint[]) as u (id, variant_id, currency, min_quantity, amount)
            on conflict (tenant_id, variant_id, currency, min_quantity) where deleted_at is null
            do update set amount = excluded.amount
            where p.amount <> excluded.amount
            """;

    private static final String DROP_PRICES = """
            update price p set deleted_at = now() from variant v
            where v.product_id = $1 and p.variant_id = v.id and p.deleted_at is null
            and (p.variant_id, p.currency, p.min_quantity) not in (select * from unnest($2::uuid[], $3::text[], $4::int[]))
            """;

    private final Listings listings;

    ProductChanges(Listings listings) {
        this.listings = listings;
    }

    /** 409 where slug or article number is taken, 422 where the product does not fit the shop. */
    Future<Product> create(Sql sql, Caller caller, ProductInput input, TenantProfile shop) {
        ProductRules.check(input, shop, Set.of());
        var id = Ids.next();
        return sql.query(INSERT, Tuple.of(id, input.slug()))
                .compose(inserted -> parts(sql, id, input, shop))
                .compose(done -> Products.load(sql, caller, id, shop));
    }

    /** @param version that the caller has read; 412 where it is not the current one */
    Future<Product> update(Sql sql, Caller caller, UUID id, int version, ProductInput input, TenantProfile shop) {
        return sql.query(UPDATE, Tuple.of(id, input.slug(), version))
                .compose(updated -> updated.rowCount() == 1 ? Future.succeededFuture() : missing(sql, id))
                .compose(updated -> variants(sql, id))
                .compose(known -> {
                    ProductRules.check(input, shop, known);
                    return parts(sql, id, input, shop);
                })
                .compose(done -> Products.load(sql, caller, id, shop));
    }

    /** Its article numbers and its slug are free again. */
    Future<Void> delete(Sql sql, UUID id, int version) {
        return sql.query(DELETE, Tuple.of(id, version))
                .compose(deleted -> deleted.rowCount() == 1 ? Future.succeededFuture() : missing(sql, id))
                .compose(deleted -> sql.query(DELETE_VARIANTS, Tuple.of(id).addArrayOfUUID(new UUID[0])))
                .compose(deleted -> listings.remove(sql, id));
    }

    private static Future<Void> missing(Sql sql, UUID id) {
        return sql.query("select version_id from product where id = $1 and deleted_at is null", Tuple.of(id))
                .compose(rows -> Future.failedFuture(
                        rows.size() == 0
                                ? Refusal.notFound("product")
                                : Refusal.stale(rows.iterator().next().getInteger("version_id"))));
    }

    private static Future<Set<UUID>> variants(Sql sql, UUID product) {
        return sql.query("select id from variant where product_id = $1 and deleted_at is null", Tuple.of(product))
                .map(rows -> {
                    var ids = new HashSet<UUID>();
                    rows.forEach(row -> ids.add(row.getUUID("id")));
                    return ids;
                });
    }

    private Future<Void> parts(Sql sql, UUID id, ProductInput input, TenantProfile shop) {
        var variants = input.variants().stream()
                .map(variant -> variant.id() == null ? Ids.next() : variant.id())
                .toList();
        var written = new ArrayList<Future<?>>();
        written.add(texts(sql, id, input));
        written.add(images(sql, id, Objects.requireNonNullElse(input.images(), List.of())));
        written.add(categories(sql, id, List.copyOf(Objects.requireNonNullElse(input.categoryIds(), Set.of()))));
        written.add(variants(sql, id, input.variants(), variants));
        written.add(prices(sql, id, input.variants(), variants));
        return Future.all(written).compose(done -> listings.store(sql, id, input, variants, shop));
    }

    private static Future<?> texts(Sql sql, UUID id, ProductInput input) {
        var entries = List.copyOf(input.texts().entrySet());
        var locales = strings(entries, entry -> entry.getKey());
        return Future.all(
                sql.query(DROP_TEXTS, Tuple.of(id).addArrayOfString(locales)),
                sql.query(
                        PUT_TEXTS,
                        Tuple.of(
                                id,
                                newIds(entries.size()),
                                locales,
                                strings(entries, entry -> entry.getValue().name()),
                                strings(entries, entry -> description(entry.getValue())))));
    }

    private static Future<?> images(Sql sql, UUID id, List<Image> images) {
        return Future.all(
                sql.query(DROP_IMAGES, Tuple.of(id, images.size())),
                sql.query(
                        PUT_IMAGES,
                        Tuple.tuple(List.of(
                                id,
                                newIds(images.size()),
                                positions(images.size()),
                                strings(images, Image::url),
                                strings(images, Image::alt),
                                images.stream().map(Image::width).toArray(Integer[]::new),
                                images.stream().map(Image::height).toArray(Integer[]::new)))));
    }

    private static Future<?> categories(Sql sql, UUID id, List<UUID> categories) {
        var ids = categories.toArray(UUID[]::new);
        var put = Tuple.of(id, newIds(ids.length), ids, positions(ids.length));
        return sql.query(DROP_CATEGORIES, Tuple.of(id).addArrayOfUUID(ids))
                .compose(dropped -> sql.query(PUT_CATEGORIES, put))
                .compose(written -> written.rowCount() == ids.length
                        ? Future.succeededFuture()
                        : Future.failedFuture(Refusal.unprocessable(
                                "/problems/unknown-category",
                                "Unknown category",
                                "A product can only be in categories of its shop.",
                                List.of(Refusal.Fault.of("/categoryIds", "names a category that is not there")))));
    }

    private static Future<?> variants(Sql sql, UUID id, List<VariantInput> given, List<UUID> variants) {
        var ids = variants.toArray(UUID[]::new);
        return Future.all(
                sql.query(DELETE_VARIANTS, Tuple.of(id).addArrayOfUUID(ids)),
                sql.query(
                        PUT_VARIANTS,
                        Tuple.of(
                                id,
                                ids,
                                strings(given, VariantInput::sku),
                                strings(given, variant -> Objects.requireNonNullElse(variant.name(), "")),
                                positions(ids.length),
                                strings(given, ProductRules::taxClass))));
    }

    private static Future<?> prices(Sql sql, UUID id, List<VariantInput> given, List<UUID> variants) {
        var owners = new ArrayList<UUID>();
        var currencies = new ArrayList<String>();
        var quantities = new ArrayList<Integer>();
        var amounts = new ArrayList<Long>();
        for (var i = 0; i < given.size(); i++) {
            for (var price : given.get(i).prices()) {
                owners.add(variants.get(i));
                currencies.add(price.currency());
                quantities.add(ProductRules.minQuantity(price));
                amounts.add(price.amount());
            }
        }
        var variantIds = owners.toArray(UUID[]::new);
        var codes = currencies.toArray(String[]::new);
        var from = quantities.toArray(Integer[]::new);
        return Future.all(
                sql.query(DROP_PRICES, Tuple.of(id, variantIds, codes, from)),
                sql.query(
                        PUT_PRICES,
                        Tuple.of(newIds(variantIds.length), variantIds, codes, from, amounts.toArray(Long[]::new))));
    }

    private static String description(LocalText text) {
        return Objects.requireNonNullElse(text.description(), "");
    }

    private static UUID[] newIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> Ids.next()).toArray(UUID[]::new);
    }

    private static Integer[] positions(int count) {
        return IntStream.range(0, count).boxed().toArray(Integer[]::new);
    }

    private static <T> String[] strings(List<T> from, Function<T, String> text) {
        return from.stream().map(text).toArray(String[]::new);
    }
}
