package stoa.catalog;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.openapi.CatalogOperations.ListProductsSort;
import stoa.platform.TestStoa;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/**
 * How PostgreSQL reads lists, as the application role and under row-level security, in a shop of {@value #PRODUCTS} products beside
 * another as big: an operator that is not leakproof would show here as a scan of the whole table.
 */
class SearchPlanTest {
    private static final int PRODUCTS = 20_000;
    private static final TestStoa STOA = TestStoa.open("catalog");
    private static final TestTenant SHOP = STOA.tenant();

    @BeforeAll
    static void fill() throws SQLException {
        try (var connection = STOA.database().connect();
                var sql = connection.createStatement()) {
            sql.execute("set search_path = stoa");
            sql.execute("select set_config('stoa.user', '" + Caller.SYSTEM + "', false)");
            for (var shop : new UUID[] {SHOP.id(), STOA.tenant().id()}) {
                sql.execute("select set_config('stoa.tenant', '" + shop + "', false)");
                sql.execute("insert into product (id, slug) select gen_random_uuid(), 'p' || n from generate_series(1, "
                        + PRODUCTS + ") n");
                sql.execute("""
                        insert into listing (product_id, locale, slug, name, sort_name, currency, from_amount, listed_at)
                        select id, 'de', slug, slug, slug, 'EUR', substr(slug, 2)::int, now() - substr(slug, 2)::int * interval '1 second'
                        from product where tenant_id = stoa.tenant_id()
                        """);
                sql.execute("""
                        insert into product_term (product_id, locale, term)
                        select id, 'de', unnest(array['common', slug, 'word' || substr(slug, 2)::int % 500]) from product
                        where tenant_id = stoa.tenant_id()
                        """);
            }
            sql.execute("analyze");
        }
    }

    @AfterAll
    static void close() {
        STOA.close();
    }

    @Test
    void aRareWordIsFoundByTheIndexOfWords() {
        var plan = plan(query("p12345", ListProductsSort.NEWEST, null));
        assertTrue(plan.contains("product_term_products"), plan);
        readsNoWholeTable(plan);
    }

    @Test
    void aCommonWordIsLookedUpWhileWalkingInTheOrderOfTheSort() {
        var plan = plan(query("common", ListProductsSort.PRICE, null));
        assertTrue(plan.contains("listing_price"), plan);
        assertFalse(plan.contains("Sort Key"), plan);
        readsNoWholeTable(plan);
    }

    @Test
    void everySortIsAWalkAlongItsIndexAlsoFromACursorOn() {
        var product = new UUID(0, 1);
        walks("listing_newest", ListProductsSort.NEWEST, "2026-11-23T09:15:00Z", product);
        walks("listing_name", ListProductsSort.NAME, "p5000", product);
        walks("listing_price", ListProductsSort.PRICE, "5000", product);
        walks("listing_price", ListProductsSort.PRICE_DESCENDING, "5000", product);
    }

    private static void walks(String index, ListProductsSort sort, String key, UUID product) {
        for (var after : new ProductQuery.Position[] {null, new ProductQuery.Position(key, product)}) {
            var plan = plan(query(null, sort, after));
            assertTrue(plan.contains(index), plan);
            assertFalse(plan.contains("Sort Key"), plan);
            readsNoWholeTable(plan);
        }
    }

    private static void readsNoWholeTable(String plan) {
        assertFalse(plan.contains("Seq Scan on listing"), plan);
        assertFalse(plan.contains("Seq Scan on product_term"), plan);
    }

    private static ProductQuery query(
            @Nullable String text, ListProductsSort sort, ProductQuery.@Nullable Position after) {
        return new ProductQuery(text, null, null, null, sort, 24, "de", after);
    }

    private static String plan(ProductQuery query) {
        var statement = Listings.statement(query);
        return Outcome.of(STOA.tenancy()
                .read(
                        SHOP.guest(),
                        sql -> sql.query("explain " + statement.sql(), statement.args())
                                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                                        .map(row -> row.getString(0))
                                        .collect(Collectors.joining("\n")))));
    }
}
