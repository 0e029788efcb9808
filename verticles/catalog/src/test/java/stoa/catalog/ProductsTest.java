package stoa.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stoa.messages.ApiResponse;
import stoa.messages.catalog.Offer;
import stoa.openapi.model.Image;
import stoa.openapi.model.LocalText;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.VariantInput;
import stoa.openapi.model.VariantPrice;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

class ProductsTest {
    private static final TestCatalog CATALOG = new TestCatalog();

    @AfterAll
    static void close() {
        CATALOG.close();
    }

    @Test
    void equalCreatesAtOnceMakeOneProduct() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var request = TestCatalog.create(TestCatalog.input(shop, "one", "One", 100), "key-of-both");
        var answers = Outcome.of(Future.all(IntStream.range(0, 5)
                        .mapToObj(i -> CATALOG.asked(keeper, request))
                        .toList()))
                .<ApiResponse>list();
        assertEquals(
                1,
                new HashSet<>(answers.stream()
                                .map(answer -> TestCatalog.product(answer).id())
                                .toList())
                        .size());
        assertEquals(
                4,
                answers.stream()
                        .filter(a -> a.headers().containsKey("Idempotent-Replayed"))
                        .count());
        assertEquals(1, CATALOG.list(shop.guest(), Map.of()).items().size());
        var reused = TestCatalog.create(TestCatalog.input(shop, "two", "Two", 100), "key-of-both");
        assertEquals(422, CATALOG.refusal(keeper, reused).status());
    }

    @Test
    void aSlugOrArticleNumberStandsForOneProductOfAShop() {
        var shop = CATALOG.shop();
        var other = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        CATALOG.create(other, TestCatalog.input(other, "tent", "Tent", 100));
        var sameSlug = CATALOG.refusal(
                keeper, TestCatalog.create(TestCatalog.input(shop, "tent", "Tent", 100), "another-key"));
        assertEquals(409, sameSlug.status());
        assertEquals("/problems/slug-taken", sameSlug.type());
        var sameNumber = TestCatalog.input(shop, "other-tent", "Tent", 100);
        var variant = new VariantInput(
                null, "TENT", "", sameNumber.variants().getFirst().prices(), null);
        var refused = CATALOG.refusal(
                keeper, TestCatalog.create(TestCatalog.with(sameNumber, List.of(variant)), "third-key"));
        assertEquals("/problems/sku-taken", refused.type());
    }

    @Test
    void aProductMustFitItsShop() {
        var shop = CATALOG.shop("EUR", "de");
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var pounds = new VariantInput(
                null, "A", "", List.of(TestCatalog.price(1, "GBP"), TestCatalog.price(2, "GBP")), null);
        var foreign = new VariantInput(Ids.next(), "A", "", List.of(TestCatalog.price(1, "EUR")), null);
        var input = new ProductInput("x", Map.of("en", new LocalText("X", null)), null, null, List.of(pounds, foreign));
        var refused = CATALOG.refusal(keeper, TestCatalog.create(input, "some-key"));
        assertEquals(422, refused.status());
        assertEquals(
                Set.of("/texts", "/variants/0/prices/1", "/variants/0/prices", "/variants/1/sku", "/variants/1/id"),
                Set.copyOf(refused.errors().stream().map(Refusal.Fault::pointer).toList()));
        var lost = TestCatalog.in(Ids.next(), TestCatalog.input(shop, "x", "X", 1));
        assertEquals(
                "/problems/unknown-category",
                CATALOG.refusal(keeper, TestCatalog.create(lost, "other-key")).type());
    }

    @Test
    void aStaleVersionChangesNothingAndLearnsTheCurrentOne() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        var renamed = TestCatalog.input(shop, "tent", "Big tent", 100);
        var updated = CATALOG.ask(keeper, TestCatalog.update(made.id(), TestCatalog.etag(made.version()), renamed));
        assertEquals(TestCatalog.etag(made.version() + 1), updated.headers().get("ETag"));

        var stale = CATALOG.refusal(keeper, TestCatalog.update(made.id(), TestCatalog.etag(made.version()), renamed));
        assertEquals(412, stale.status());
        assertEquals(made.version() + 1, stale.currentVersion());
        assertEquals(
                428,
                CATALOG.refusal(keeper, TestCatalog.request("updateProduct", made.id(), Map.of(), renamed))
                        .status());
        assertEquals(
                404,
                CATALOG.refusal(keeper, TestCatalog.update(Ids.next(), TestCatalog.etag(1), renamed))
                        .status());
        assertEquals(
                412,
                CATALOG.refusal(keeper, TestCatalog.delete(made.id(), TestCatalog.etag(made.version())))
                        .status());
    }

    @Test
    void anUpdateReplacesTheWholeProduct() {
        var shop = CATALOG.shop("EUR", "de");
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var image = new Image("/demo/a.webp", "A", 10, 10);
        var texts = Map.of("de", new LocalText("Hemd", "Baumwolle"), "en", new LocalText("Shirt", "Cotton"));
        var small = new VariantInput(
                null, "HEMD-S", "S", List.of(TestCatalog.price(2000, "EUR"), TestCatalog.price(1800, "GBP")), null);
        var large = new VariantInput(null, "HEMD-L", "L", List.of(TestCatalog.price(2200, "EUR")), null);
        var category = CATALOG.category(shop, "shirts");
        var made = CATALOG.create(
                shop, new ProductInput("hemd", texts, Set.of(category), List.of(image, image), List.of(small, large)));
        assertEquals(2, made.variants().size());
        assertNull(
                CATALOG.list(shop.guest(), Map.of()).items().getFirst().variantId(),
                "two variants: the shopper chooses");

        var kept = made.variants().getFirst();
        var dearer = new VariantInput(kept.id(), "HEMD-S2", "S", List.of(TestCatalog.price(2500, "EUR")), null);
        var fewer = new ProductInput(
                "hemd", Map.of("de", new LocalText("Hemd", "Leinen")), null, List.of(image), List.of(dearer));
        var updated = TestCatalog.product(
                CATALOG.ask(keeper, TestCatalog.update(made.id(), TestCatalog.etag(made.version()), fewer)));

        assertEquals(kept.id(), updated.variants().getFirst().id());
        assertEquals(2500, updated.variants().getFirst().price().amount());
        assertEquals(1, updated.variants().size());
        assertEquals(Set.of("de"), updated.texts().keySet());
        assertEquals(1, updated.images().size());
        assertEquals(List.of(), updated.categoryIds());
        var listed =
                CATALOG.list(shop.guest(), Map.of("text", "leinen")).items().getFirst();
        assertEquals(kept.id(), listed.variantId());
        assertEquals(
                0,
                CATALOG.list(shop.guest(), Map.of("text", "baumwolle")).items().size());
    }

    @Test
    void whatWasRemovedIsStillKnownByItsLastNameToThoseWhoKeepItsStock() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tarp", "Tarp", 100));
        var variant = made.variants().getFirst().id();
        var before = CATALOG.known(shop, variant).getFirst();

        CATALOG.ask(keeper, TestCatalog.delete(made.id(), TestCatalog.etag(made.version())));

        var after = CATALOG.known(shop, variant).getFirst();
        assertEquals("Tarp", before.name());
        assertFalse(before.removed());
        assertEquals("Tarp", after.name());
        assertTrue(after.removed());
        assertEquals(List.of(), CATALOG.known(CATALOG.shop(), variant), "another shop never had it");
    }

    @Test
    void aDeletedProductIsGoneAndItsNamesAreFree() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        assertEquals(
                204,
                CATALOG.ask(keeper, TestCatalog.delete(made.id(), TestCatalog.etag(made.version())))
                        .status());
        assertEquals(
                404, CATALOG.refusal(shop.guest(), TestCatalog.get(made.id())).status());
        assertEquals(0, CATALOG.list(shop.guest(), Map.of()).items().size());
        assertEquals(
                0,
                CATALOG.offers(shop, made.variants().getFirst().id()).offers().size());
        CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
    }

    @Test
    void aVariantIsCheaperFromAQuantityOnAndNamesItsTaxClass() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var prices = List.of(
                new VariantPrice(450, "EUR", 5), new VariantPrice(500, "EUR", null), new VariantPrice(400, "EUR", 10));
        var tea = new VariantInput(null, "TEA", "", prices, "REDUCED");
        var input = TestCatalog.with(TestCatalog.input(shop, "tea", "Tea", 0), List.of(tea));

        var made = CATALOG.create(shop, input);

        var variant = made.variants().getFirst();
        assertEquals(500, variant.price().amount());
        assertEquals("REDUCED", variant.taxClass());
        assertEquals(
                List.of("5:450", "10:400"),
                Objects.requireNonNull(variant.tiers()).stream()
                        .map(tier -> tier.minQuantity() + ":" + tier.price().amount())
                        .toList());
        var offer = CATALOG.offers(shop, variant.id()).offers().getFirst();
        assertEquals("REDUCED", offer.taxClass());
        assertEquals(List.of(new Offer.Tier(5, 450), new Offer.Tier(10, 400)), offer.tiers());
        assertEquals(
                500,
                CATALOG.list(shop.guest(), Map.of()).items().getFirst().price().amount());

        var plain = new VariantInput(variant.id(), "TEA", "", List.of(TestCatalog.price(500, "EUR")), null);
        var without = TestCatalog.product(CATALOG.ask(
                keeper,
                TestCatalog.update(
                        made.id(), TestCatalog.etag(made.version()), TestCatalog.with(input, List.of(plain)))));
        assertEquals(List.of(), without.variants().getFirst().tiers());
        assertEquals("STANDARD", without.variants().getFirst().taxClass());
    }

    @Test
    void pricesByQuantityBeginAtOnePieceAndNeverRise() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var headless = new VariantInput(null, "A", "", List.of(new VariantPrice(100, "EUR", 5)), null);
        var rising = new VariantInput(
                null, "B", "", List.of(TestCatalog.price(100, "EUR"), new VariantPrice(120, "EUR", 5)), null);
        var twice = new VariantInput(
                null, "C", "", List.of(TestCatalog.price(100, "EUR"), new VariantPrice(90, "EUR", 1)), null);
        var input = TestCatalog.with(TestCatalog.input(shop, "tea", "Tea", 0), List.of(headless, rising, twice));

        var refused = CATALOG.refusal(keeper, TestCatalog.create(input, "key-tiers"));

        assertEquals(422, refused.status());
        assertEquals(
                List.of("/variants/0/prices", "/variants/1/prices", "/variants/2/prices/1"),
                refused.errors().stream().map(Refusal.Fault::pointer).toList());
    }

    @Test
    void offersTellThePriceOfThisMoment() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        var variant = made.variants().getFirst();
        var dearer = new VariantInput(variant.id(), variant.sku(), "", List.of(TestCatalog.price(150, "EUR")), null);
        var input = TestCatalog.with(TestCatalog.input(shop, "tent", "Tent", 0), List.of(dearer));
        CATALOG.ask(keeper, TestCatalog.update(made.id(), TestCatalog.etag(made.version()), input));
        var offer = CATALOG.offers(shop, variant.id(), Ids.next()).offers().getFirst();
        assertEquals(150, offer.unitPrice());
        assertEquals("Tent", offer.name());
    }

    @Test
    void linksNameTheActionsThatTheCallerMayTake() {
        var shop = CATALOG.shop();
        var keeper = shop.user(Ids.next(), TestCatalog.MANAGE);
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        assertEquals(
                Set.of("self", "edit", "delete"),
                TestCatalog.product(CATALOG.ask(keeper, TestCatalog.get(made.id())))
                        .links()
                        .keySet());
        assertEquals(
                Set.of("self"),
                TestCatalog.product(CATALOG.ask(shop.guest(), TestCatalog.get(made.id())))
                        .links()
                        .keySet());
        assertTrue(CATALOG.list(keeper, Map.of()).links().containsKey("create"));
    }

    @Test
    void oneShopSeesNothingOfAnother() {
        var shop = CATALOG.shop();
        var other = CATALOG.shop();
        var made = CATALOG.create(shop, TestCatalog.input(shop, "tent", "Tent", 100));
        assertEquals(
                404, CATALOG.refusal(other.guest(), TestCatalog.get(made.id())).status());
        assertEquals(0, CATALOG.list(other.guest(), Map.of()).items().size());
        var thief = other.user(Ids.next(), TestCatalog.MANAGE);
        assertEquals(
                404,
                CATALOG.refusal(thief, TestCatalog.delete(made.id(), TestCatalog.etag(made.version())))
                        .status());
        assertEquals(
                0,
                CATALOG.offers(other, made.variants().getFirst().id()).offers().size());
    }
}
