package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.model.Category;
import stoa.openapi.model.CategoryInput;
import stoa.openapi.model.LocalText;
import stoa.platform.Refusal;
import stoa.platform.Refusal.Fault;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** The categories of a shop: few, so a list holds them all. */
final class Categories {
    /** The contract's bound on the list. */
    static final int MOST = 200;

    private static final String SELECT = """
            select c.id, c.slug, c.position, c.version_id, coalesce(w.name, o.name) as name
            from category c
            join category_text o on o.category_id = c.id and o.locale = $2 and o.deleted_at is null
            left join category_text w on w.category_id = c.id and w.locale = $1 and w.deleted_at is null
            where c.deleted_at is null
            """;

    private static final String ONE = SELECT + " and c.id = $3";
    private static final String LIST = SELECT + " order by c.position, c.slug limit $3";

    /** The count may be passed by a few that are made at the same moment; the list is bounded all the same. */
    private static final String INSERT = """
            insert into category (id, slug, position) select $1, $2, $3
            where (select count(*) from category where deleted_at is null) < $4 returning version_id
            """;

    private static final String INSERT_TEXTS = """
            insert into category_text (id, category_id, locale, name, description)
            select u.id, $1, u.locale, u.name, u.description
            from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as u (id, locale, name, description)
            """;

    private final Tenancy tenancy;

    Categories(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<List<Category>> list(Caller caller, TenantProfile shop) {
        var args = Tuple.of(Shops.locale(caller, shop), shop.locale(), MOST);
        return tenancy.read(
                caller,
                sql -> sql.query(LIST, args)
                        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                                .map(Categories::category)
                                .toList()));
    }

    /** 404 where this shop has none of this id. */
    Future<Category> one(Caller caller, TenantProfile shop, UUID id) {
        var args = Tuple.of(Shops.locale(caller, shop), shop.locale(), id);
        return tenancy.read(caller, sql -> sql.query(ONE, args)).map(rows -> {
            if (rows.size() == 0) {
                throw Refusal.notFound("category");
            }
            return category(rows.iterator().next());
        });
    }

    /** 409 where the slug is taken, 422 without a text in the shop's own language or beyond {@value #MOST} categories. */
    Future<Category> create(Sql sql, Caller caller, CategoryInput input, TenantProfile shop) {
        var own = input.texts().get(shop.locale());
        if (own == null) {
            return Future.failedFuture(
                    unfit("/texts", "must have a text in the shop's own language, " + shop.locale()));
        }
        var name = input.texts().getOrDefault(Shops.locale(caller, shop), own).name();
        var id = Ids.next();
        var position = Objects.requireNonNullElse(input.position(), 0);
        return sql.query(INSERT, Tuple.of(id, input.slug(), position, MOST)).compose(inserted -> {
            if (inserted.rowCount() == 0) {
                return Future.failedFuture(unfit("", "a shop has at most " + MOST + " categories"));
            }
            var version = inserted.iterator().next().getInteger("version_id");
            return sql.query(INSERT_TEXTS, texts(id, input))
                    .map(written -> new Category(id, input.slug(), name, position, version));
        });
    }

    private static Tuple texts(UUID category, CategoryInput input) {
        var locales = input.texts().keySet().toArray(String[]::new);
        var texts = List.copyOf(input.texts().values());
        return Tuple.of(
                category,
                texts.stream().map(text -> Ids.next()).toArray(UUID[]::new),
                locales,
                texts.stream().map(LocalText::name).toArray(String[]::new),
                texts.stream()
                        .map(text -> Objects.requireNonNullElse(text.description(), ""))
                        .toArray(String[]::new));
    }

    private static Category category(Row row) {
        return new Category(
                row.getUUID("id"),
                row.getString("slug"),
                row.getString("name"),
                row.getInteger("position"),
                row.getInteger("version_id"));
    }

    private static Refusal unfit(String pointer, String detail) {
        return Refusal.unprocessable(
                "/problems/incomplete-category",
                "The category does not fit the shop",
                "1 fault",
                List.of(Fault.of(pointer, detail)));
    }
}
