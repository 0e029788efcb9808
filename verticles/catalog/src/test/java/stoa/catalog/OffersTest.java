package stoa.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.catalog.PriceList.Ask;
import stoa.messages.catalog.Offer;
import stoa.messages.catalog.Offers;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Prices of several shops, read in one transaction: each shop is told its own and no other's. */
class OffersTest {
    private static TestCatalog catalog;

    @BeforeAll
    static void open() {
        catalog = new TestCatalog();
    }

    @AfterAll
    static void close() {
        catalog.close();
    }

    private static UUID sold(TestTenant shop, long amount) {
        var made = catalog.create(shop, TestCatalog.input(shop, "tent-" + amount, "Tent " + amount, amount));
        return made.variants().getFirst().id();
    }

    private static Ask ask(TestTenant shop, UUID... variants) {
        return new Ask(shop.id(), List.of(variants), "EUR", shop.profile().locale());
    }

    private static List<Offers> read(Set<UUID> listed, Ask... asks) {
        return Outcome.of(catalog.tenancy()
                .batch(
                        listed,
                        PriceList.OFFERS,
                        PriceList.arguments(List.of(asks)),
                        rows -> PriceList.answers(List.of(asks), rows)));
    }

    private static List<Long> prices(Offers offers) {
        return offers.offers().stream().map(Offer::unitPrice).sorted().toList();
    }

    @Test
    void eachQuestionOfABatchHasItsOwnAnswer() {
        var one = catalog.shop();
        var other = catalog.shop();
        var cheap = sold(one, 100);
        var dear = sold(one, 900);
        var theirs = sold(other, 500);

        var answers = read(
                Set.of(one.id(), other.id()),
                ask(one, cheap, dear),
                ask(other, theirs),
                ask(one, dear),
                ask(other, UUID.randomUUID()));

        assertEquals(
                List.of(List.of(100L, 900L), List.of(500L), List.of(900L), List.of()),
                answers.stream().map(OffersTest::prices).toList());
    }

    @Test
    void aShopIsNotToldThePriceOfAnotherAlthoughBothAreListed() {
        var one = catalog.shop();
        var other = catalog.shop();
        var theirs = sold(other, 500);

        var answers = read(Set.of(one.id(), other.id()), ask(one, theirs), ask(other, theirs));

        assertEquals(List.of(), prices(answers.get(0)));
        assertEquals(List.of(500L), prices(answers.get(1)));
    }

    @Test
    void aShopThatIsNotListedOffersNothing() {
        var one = catalog.shop();
        var other = catalog.shop();
        var theirs = sold(other, 500);

        assertEquals(
                List.of(), prices(read(Set.of(one.id()), ask(other, theirs)).getFirst()));
    }

    @Test
    void whoAsksAtOnceSharesReadsAndWhoNamesAnArticleTwiceIsOfferedItOnce() {
        var shops = List.of(catalog.shop(), catalog.shop());
        var variants = List.of(sold(shops.get(0), 300), sold(shops.get(1), 700));
        long before = catalog.reads();

        var asked = IntStream.range(0, 60)
                .mapToObj(i -> catalog.asked(shops.get(i % 2), variants.get(i % 2), variants.get(i % 2)))
                .toList();
        Outcome.of(Future.all(asked));

        for (int i = 0; i < asked.size(); i++) {
            assertEquals(List.of(i % 2 == 0 ? 300L : 700L), prices(asked.get(i).result()));
        }
        long reads = catalog.reads() - before;
        assertTrue(reads < asked.size(), () -> reads + " reads");
    }
}
