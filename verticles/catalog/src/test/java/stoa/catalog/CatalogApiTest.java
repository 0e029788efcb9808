package stoa.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.messages.ApiRequest;
import stoa.messages.Caller;
import stoa.openapi.model.Category;
import stoa.openapi.model.CategoryInput;
import stoa.openapi.model.CategoryList;
import stoa.openapi.model.Link;
import stoa.openapi.model.LocalText;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.ProductPage;
import stoa.openapi.model.ProductSummary;
import stoa.openapi.model.VariantInput;
import stoa.tenancy.Ids;

class CatalogApiTest {
    private static final TestCatalog CATALOG = new TestCatalog();

    @AfterAll
    static void close() {
        CATALOG.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "name", "price", "-price"})
    void pagesWalkEverythingExactlyOnceInOrder(String sort) {
        var shop = CATALOG.shop();
        for (var i = 0; i < 11; i++) {
            // every name and price twice, so that the order within equals matters
            CATALOG.create(shop, TestCatalog.input(shop, "p" + i, "Name " + i / 2, 100L * (i / 2)));
        }
        var walked = walk(shop.guest(), Map.of("sort", sort, "limit", "3"));
        assertEquals(11, walked.size());
        assertEquals(11, new HashSet<>(walked.stream().map(ProductSummary::id).toList()).size());
        var expected = new ArrayList<>(walked);
        expected.sort(
                switch (sort) {
                    case "newest" ->
                        Comparator.comparing(ProductSummary::createdDate).reversed();
                    case "name" -> Comparator.comparing(ProductSummary::name);
                    case "price" -> Comparator.comparingLong(p -> p.price().amount());
                    default -> Comparator.comparingLong(p -> -p.price().amount());
                });
        assertEquals(expected, walked);
    }

    @Test
    void wordsAreFoundByTheirBeginningWithoutCaseAndAccents() {
        var shop = CATALOG.shop();
        var kaese = CATALOG.create(shop, TestCatalog.input(shop, "kaese", "Würziger Bergkäse", 900));
        CATALOG.create(shop, TestCatalog.input(shop, "brot", "Würziges Brot", 400));
        assertEquals(
                2, CATALOG.list(shop.guest(), Map.of("text", "wurz")).items().size());
        assertEquals(List.of(kaese.id()), TestCatalog.ids(CATALOG.list(shop.guest(), Map.of("text", "BERGKÄSE würz"))));
        assertEquals(
                List.of(kaese.id()),
                TestCatalog.ids(CATALOG.list(shop.guest(), Map.of("text", "KAESE"))),
                "article numbers count");
        assertEquals(
                0, CATALOG.list(shop.guest(), Map.of("text", "kase")).items().size(), "only beginnings");
        assertEquals(0, CATALOG.list(shop.guest(), Map.of("text", "!?")).items().size());
    }

    @Test
    void categoryAndPriceNarrowTheList() {
        var shop = CATALOG.shop();
        var boots = CATALOG.category(shop, "boots");
        var cheap = CATALOG.create(shop, TestCatalog.in(boots, TestCatalog.input(shop, "cheap", "Cheap", 100)));
        var dear = CATALOG.create(shop, TestCatalog.in(boots, TestCatalog.input(shop, "dear", "Dear", 900)));
        CATALOG.create(shop, TestCatalog.input(shop, "other", "Other", 500));
        assertEquals(
                Set.of(cheap.id(), dear.id()),
                Set.copyOf(TestCatalog.ids(CATALOG.list(shop.guest(), Map.of("category", "boots")))));
        assertEquals(
                List.of(dear.id()),
                TestCatalog.ids(
                        CATALOG.list(shop.guest(), Map.of("category", "boots", "minPrice", "101", "maxPrice", "900"))));
        assertEquals(
                0,
                CATALOG.list(shop.guest(), Map.of("category", "nowhere"))
                        .items()
                        .size());
    }

    @Test
    void aCursorIsGoodForItsOwnShopFiltersSortAndLanguageOnly() {
        var shop = CATALOG.shop();
        var other = CATALOG.shop();
        for (var i = 0; i < 3; i++) {
            CATALOG.create(shop, TestCatalog.input(shop, "p" + i, "Name " + i, 100 + i));
        }
        var cursor = cursor(CATALOG.list(shop.guest(), Map.of("limit", "1")));
        assertNotNull(cursor);
        assertEquals(
                1,
                CATALOG.list(shop.guest(), Map.of("limit", "1", "cursor", cursor))
                        .items()
                        .size());
        refusedCursor(other.guest(), Map.of("cursor", cursor));
        refusedCursor(shop.guest(), Map.of("cursor", cursor, "sort", "price"));
        refusedCursor(shop.guest(), Map.of("cursor", cursor, "minPrice", "1"));
        refusedCursor(shop.guest(), Map.of("cursor", "bm90LW91cnM.c2lnbmF0dXJl"));
        refusedCursor(shop.guest(), Map.of("cursor", cursor.substring(0, cursor.length() - 2) + "AA"));
    }

    @Test
    void textsSpeakTheCallersLanguageOrTheShopsOwn() {
        var shop = CATALOG.shop("EUR", "de");
        var variant = new VariantInput(null, "ZELT", "", List.of(TestCatalog.price(5000, "EUR")), null);
        var both = Map.of("de", new LocalText("Zelt", "Für zwei"), "en", new LocalText("Tent", "For two"));
        var tent = CATALOG.create(shop, new ProductInput("zelt", both, null, null, List.of(variant)));
        CATALOG.create(shop, TestCatalog.input(shop, "topf", "Topf", 1000));

        var english = CATALOG.ask(TestCatalog.speaking(shop, "en-GB"), TestCatalog.get(tent.id()));
        assertEquals("Tent", TestCatalog.product(english).name());
        assertEquals("en", english.headers().get("Content-Language"));
        var french = CATALOG.ask(TestCatalog.speaking(shop, "fr"), TestCatalog.get(tent.id()));
        assertEquals("Zelt", TestCatalog.product(french).name());
        assertEquals("de", french.headers().get("Content-Language"));
        var listed = CATALOG.list(TestCatalog.speaking(shop, "en"), Map.of("sort", "name"));
        assertEquals(
                List.of("Tent", "Topf"),
                listed.items().stream().map(ProductSummary::name).toList());
        assertEquals(
                1,
                CATALOG.list(TestCatalog.speaking(shop, "en"), Map.of("text", "topf"))
                        .items()
                        .size(),
                "the fall-back is found too");
    }

    @Test
    void stockOfALaterVersionCountsWhateverTheOrderOfTheEvents() {
        var shop = CATALOG.shop();
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        var variant = made.variants().getFirst().id();
        CATALOG.stock(shop, variant, 7, 2);
        CATALOG.stock(shop, variant, 9, 1);
        CATALOG.stock(shop, variant, 7, 2);
        assertEquals(7, CATALOG.list(shop.guest(), Map.of()).items().getFirst().available());
        assertEquals(
                7,
                TestCatalog.product(CATALOG.ask(shop.guest(), TestCatalog.get(made.id())))
                        .variants()
                        .getFirst()
                        .available());
    }

    @Test
    void categoriesStandInTheirOrderAndSpeakTheCallersLanguage() {
        var shop = CATALOG.shop("EUR", "de");
        CATALOG.category(shop, "b");
        CATALOG.category(shop, "a");
        var answer = CATALOG.ask(
                TestCatalog.speaking(shop, "en"), TestCatalog.request("listCategories", null, Map.of(), null));
        var list = (CategoryList) Objects.requireNonNull(answer.body());
        assertEquals(List.of("a", "b"), list.items().stream().map(c -> c.slug()).toList());
        assertEquals("a in English", list.items().getFirst().name());
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var again = new CategoryInput("a", 0, Map.of("de", new LocalText("A", null)));
        assertEquals(
                "/problems/slug-taken",
                CATALOG.refusal(
                                keeper,
                                TestCatalog.request(
                                        "createCategory", null, Map.of("idempotency-key", "again-a"), again))
                        .type());
    }

    @Test
    void aCategoryIsReadInTheReadersLanguageByItsOwnShopOnly() {
        var shop = CATALOG.shop();
        var id = CATALOG.category(shop, "boots");
        var found = CATALOG.ask(TestCatalog.speaking(shop, "en"), category(id));
        assertEquals("boots in English", ((Category) Objects.requireNonNull(found.body())).name());
        assertEquals(404, CATALOG.refusal(CATALOG.shop().guest(), category(id)).status());
        assertEquals(404, CATALOG.refusal(shop.guest(), category(Ids.next())).status());
    }

    private static ApiRequest category(UUID id) {
        return new ApiRequest(
                "getCategory", Map.of("categoryId", id.toString()), Map.of(), Map.of(), Map.of(), null, null);
    }

    private static List<ProductSummary> walk(Caller caller, Map<String, String> query) {
        var all = new ArrayList<ProductSummary>();
        var asked = new HashMap<>(query);
        while (true) {
            var page = CATALOG.list(caller, asked);
            assertTrue(page.items().size() <= Integer.parseInt(query.get("limit")));
            all.addAll(page.items());
            var next = page.links().get("next");
            if (next == null) {
                return all;
            }
            asked.clear();
            asked.putAll(parameters(next));
        }
    }

    private static Map<String, String> parameters(Link link) {
        var parameters = new HashMap<String, String>();
        for (var pair : URI.create(link.href()).getRawQuery().split("&", -1)) {
            var nameAndValue = pair.split("=", 2);
            parameters.put(nameAndValue[0], URLDecoder.decode(nameAndValue[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static String cursor(ProductPage page) {
        return Objects.requireNonNull(
                parameters(Objects.requireNonNull(page.links().get("next"))).get("cursor"));
    }

    private static void refusedCursor(Caller caller, Map<String, String> query) {
        var refused = CATALOG.refusal(caller, TestCatalog.list(query));
        assertEquals(400, refused.status());
        assertEquals("#/query/cursor", refused.errors().getFirst().pointer());
    }
}
