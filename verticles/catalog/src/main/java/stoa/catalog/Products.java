package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.model.Image;
import stoa.openapi.model.Link;
import stoa.openapi.model.LocalText;
import stoa.openapi.model.Money;
import stoa.openapi.model.PriceTier;
import stoa.openapi.model.Product;
import stoa.openapi.model.Variant;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** One product, whole: five statements in one flight. */
final class Products {
    private static final String PRODUCT =
            "select id, slug, version_id, created_date, modified_date from product where id = $1 and deleted_at is null";

    private static final String TEXTS =
            "select locale, name, description from product_text where product_id = $1 and deleted_at is null order by locale";

    private static final String IMAGES =
            "select url, alt, width, height from product_image where product_id = $1 and deleted_at is null order by position";

    private static final String CATEGORIES =
            "select category_id from product_category where product_id = $1 and deleted_at is null order by position";

    private static final String VARIANTS = """
            select v.id, v.sku, v.name, v.tax_class, p.amount, p.currency, coalesce(a.available, 0) as available, t.quantities, t.amounts
            from variant v
            join price p on p.variant_id = v.id and p.currency = $2 and p.min_quantity = 1 and p.deleted_at is null
            left join availability a on a.variant_id = v.id
            left join lateral (
                select array_agg(q.min_quantity order by q.min_quantity) as quantities, array_agg(q.amount order by q.min_quantity) as amounts
                from price q
                where q.variant_id = v.id and q.currency = $2 and q.min_quantity > 1 and q.deleted_at is null
            ) t on true
            where v.product_id = $1 and v.deleted_at is null order by v.position
            """;

    private final Tenancy tenancy;

    Products(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** 404 where the shop has no such product. */
    Future<Product> get(Caller caller, UUID id, TenantProfile shop) {
        return tenancy.read(caller, sql -> load(sql, caller, id, shop));
    }

    /** As it stands inside the transaction of {@code sql}. */
    static Future<Product> load(Sql sql, Caller caller, UUID id, TenantProfile shop) {
        var key = Tuple.of(id);
        var product = sql.query(PRODUCT, key);
        var texts = sql.query(TEXTS, key);
        var images = sql.query(IMAGES, key);
        var categories = sql.query(CATEGORIES, key);
        var variants = sql.query(VARIANTS, Tuple.of(id, shop.currency()));
        return Future.all(product, texts, images, categories, variants).map(all -> {
            if (product.result().size() == 0) {
                throw Refusal.notFound("product");
            }
            return product(
                    caller,
                    shop,
                    product.result().iterator().next(),
                    texts(texts.result()),
                    list(images.result()).map(Products::image).toList(),
                    list(categories.result())
                            .map(row -> row.getUUID("category_id"))
                            .toList(),
                    list(variants.result()).map(Products::variant).toList());
        });
    }

    private static Product product(
            Caller caller,
            TenantProfile shop,
            Row row,
            Map<String, LocalText> texts,
            List<Image> images,
            List<UUID> categories,
            List<Variant> variants) {
        var id = row.getUUID("id");
        var text = text(texts, Shops.locale(caller, shop), shop.locale());
        return new Product(
                id,
                row.getString("slug"),
                text.name(),
                Objects.requireNonNullElse(text.description(), ""),
                texts,
                categories,
                images,
                variants,
                row.getInteger("version_id"),
                row.getOffsetDateTime("created_date"),
                row.getOffsetDateTime("modified_date"),
                links(caller, id));
    }

    /** The text in the wanted language, else in the shop's own, which every product has. */
    private static LocalText text(Map<String, LocalText> texts, String locale, String fallback) {
        var wanted = texts.get(locale);
        return wanted != null ? wanted : Objects.requireNonNull(texts.get(fallback));
    }

    private static Map<String, Link> links(Caller caller, UUID id) {
        var href = "/api/v1/products/" + id;
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link(href, null));
        if (caller.may(CatalogApi.MANAGE)) {
            links.put("edit", new Link(href, Link.Method.PUT));
            links.put("delete", new Link(href, Link.Method.DELETE));
        }
        return links;
    }

    private static Map<String, LocalText> texts(RowSet<Row> rows) {
        var texts = new LinkedHashMap<String, LocalText>();
        list(rows)
                .forEach(row -> texts.put(
                        row.getString("locale"), new LocalText(row.getString("name"), row.getString("description"))));
        return texts;
    }

    private static Image image(Row row) {
        return new Image(row.getString("url"), row.getString("alt"), row.getInteger("width"), row.getInteger("height"));
    }

    private static Variant variant(Row row) {
        return new Variant(
                row.getUUID("id"),
                row.getString("sku"),
                row.getString("name"),
                new Money(row.getLong("amount"), row.getString("currency")),
                Math.max(0, row.getInteger("available")),
                row.getString("tax_class"),
                PriceList.tiers(
                        row, (from, amount) -> new PriceTier(from, new Money(amount, row.getString("currency")))));
    }

    private static Stream<Row> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
