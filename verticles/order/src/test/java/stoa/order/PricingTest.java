package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import stoa.openapi.model.Adjustment;
import stoa.openapi.model.AdjustmentKind;
import stoa.openapi.model.PriceBreakdown;
import stoa.openapi.model.PriceRulesInput;
import stoa.openapi.model.ShippingCharge;
import stoa.openapi.model.ShippingMethod;
import stoa.openapi.model.ShippingRate;
import stoa.openapi.model.TaxMode;
import stoa.openapi.model.TaxPart;
import stoa.openapi.model.TaxRate;
import stoa.openapi.model.TaxRules;
import stoa.platform.Refusal;

class PricingTest {
    private static final UUID BOOTS = new UUID(0, 1);
    private static final UUID BREAD = new UUID(0, 2);
    private static final UUID TEA = new UUID(0, 3);

    private static final TaxRate STANDARD = new TaxRate("STANDARD", 190_000);
    private static final TaxRate REDUCED = new TaxRate("REDUCED", 70_000);

    private static Basket basket(String currency, Basket.Item... items) {
        return new Basket(currency, new Basket.Buyer("de", "DE", Set.of()), List.of(items), null);
    }

    private static Basket.Item item(int lineNo, UUID variantId, int quantity, String taxClass, long... tiers) {
        var prices = new ArrayList<Basket.Tier>();
        for (int i = 0; i < tiers.length; i += 2) {
            prices.add(new Basket.Tier((int) tiers[i], tiers[i + 1]));
        }
        return new Basket.Item(lineNo, variantId, quantity, taxClass, prices);
    }

    private static PriceRulesInput rules(TaxMode mode, ShippingMethod... shipping) {
        return new PriceRulesInput(new TaxRules(mode, List.of(STANDARD, REDUCED), "STANDARD"), List.of(shipping));
    }

    private static ShippingMethod method(
            String code, String currency, long amount, @Nullable Long freeFrom, String... countries) {
        return new ShippingMethod(
                code,
                Map.of("de", "Paket", "en", "Parcel"),
                Set.of(countries),
                List.of(new ShippingRate(currency, amount, freeFrom)));
    }

    @Example
    void pricesThatContainTaxSayHowMuchOfEachClass() {
        var price = Pricing.price(
                        basket("EUR", item(1, BOOTS, 1, "STANDARD", 1, 11900), item(2, BREAD, 2, "REDUCED", 1, 535)),
                        rules(TaxMode.INCLUSIVE))
                .breakdown();

        assertEquals(12970, price.total());
        assertEquals(0, price.tax().added());
        assertEquals(
                List.of(new TaxPart("REDUCED", 70_000, 1000, 70), new TaxPart("STANDARD", 190_000, 10000, 1900)),
                price.tax().parts());
    }

    @Example
    void taxOnTopIsRoundedOnceForItsClassAndSharedOutOverItsLines() {
        // 3 x 0.33 at 19 %: 0.1881 of tax, of which each line alone would round 0.0627 to 0.06 and lose a cent.
        var price = Pricing.price(
                basket(
                        "EUR",
                        item(1, BOOTS, 1, "STANDARD", 1, 33),
                        item(2, BREAD, 1, "STANDARD", 1, 33),
                        item(3, TEA, 1, "STANDARD", 1, 33)),
                rules(TaxMode.EXCLUSIVE));

        assertEquals(19, price.breakdown().tax().added());
        assertEquals(118, price.breakdown().total());
        assertEquals(Map.of(1, 40L, 2, 39L, 3, 39L), price.amounts());
    }

    @Example
    void halfACentIsRoundedUp() {
        var half = new PriceRulesInput(
                new TaxRules(TaxMode.EXCLUSIVE, List.of(new TaxRate("STANDARD", 50_000)), "STANDARD"), List.of());

        assertEquals(
                11,
                Pricing.price(basket("EUR", item(1, BOOTS, 1, "STANDARD", 1, 10)), half)
                        .breakdown()
                        .total());
    }

    @Example
    void currenciesOfNoAndOfThreeDecimalsAreRoundedToTheirOwnMinorUnit() {
        var yen = Pricing.price(basket("JPY", item(1, BOOTS, 3, "STANDARD", 1, 333)), rules(TaxMode.EXCLUSIVE))
                .breakdown();
        var dinar = Pricing.price(basket("KWD", item(1, BOOTS, 1, "STANDARD", 1, 12_345)), rules(TaxMode.EXCLUSIVE))
                .breakdown();

        assertEquals(190, yen.tax().added()); // of 999 yen: 189.81
        assertEquals(2346, dinar.tax().added()); // of 12.345 dinars: 2.34555
    }

    @Example
    void whoTakesMoreIsChargedTheirTierAndToldWhy() {
        var price = Pricing.price(
                        basket("EUR", item(1, TEA, 12, "REDUCED", 1, 500, 5, 450, 10, 400)), rules(TaxMode.INCLUSIVE))
                .breakdown();

        assertEquals(6000, price.lines());
        assertEquals(List.of(new Adjustment(AdjustmentKind.QUANTITY_PRICE, "10", 1, -1200)), price.adjustments());
        assertEquals(4800, price.total());
    }

    @Example
    void theTierCountsThePiecesOfTheVariantOnAllItsLines() {
        var price = Pricing.price(
                        basket(
                                "EUR",
                                item(1, TEA, 3, "REDUCED", 1, 500, 5, 450),
                                item(2, TEA, 2, "REDUCED", 1, 500, 5, 450)),
                        rules(TaxMode.INCLUSIVE))
                .breakdown();

        assertEquals(2250, price.total());
    }

    @Example
    void theCheapestMethodIsTakenWhereNoneIsChosenAndGoodsOfEnoughWorthGoFree() {
        var rules =
                rules(TaxMode.INCLUSIVE, method("express", "EUR", 1290, null), method("parcel", "EUR", 490, 10_000L));

        assertEquals(new ShippingCharge("parcel", "Paket", 490, 10_000L), shipping(9_999, null, rules));
        assertEquals(new ShippingCharge("parcel", "Paket", 0, 10_000L), shipping(10_000, null, rules));
        assertEquals(new ShippingCharge("express", "Paket", 1290, null), shipping(10_000, "express", rules));
    }

    private static @Nullable ShippingCharge shipping(long worth, @Nullable String method, PriceRulesInput rules) {
        var basket = basket("EUR", item(1, BOOTS, 1, "STANDARD", 1, worth));
        var wanted = new Basket(basket.currency(), basket.buyer(), basket.items(), method);
        return Pricing.price(wanted, rules).breakdown().shipping();
    }

    @Example
    void shippingIsTaxedByTheClassOfTheShop() {
        var price = Pricing.price(
                        basket("EUR", item(1, BREAD, 1, "REDUCED", 1, 1000)),
                        rules(TaxMode.EXCLUSIVE, method("parcel", "EUR", 500, null)))
                .breakdown();

        assertEquals(70 + 95, price.tax().added());
        assertEquals(1000 + 500 + 165, price.total());
    }

    @Example
    void aMethodThatDoesNotGoThereIsNotOffered() {
        var price = Pricing.price(
                basket("EUR", item(1, BOOTS, 1, "STANDARD", 1, 1000)),
                rules(TaxMode.INCLUSIVE, method("home", "EUR", 100, null, "AT"), method("pounds", "GBP", 1, null)));

        assertEquals(List.of(), price.shipping());
        assertNull(price.breakdown().shipping());
    }

    @Example
    void moreThanTheContractCanSayIsRefused() {
        var refused = assertThrows(
                Refusal.class,
                () -> Pricing.price(
                        basket(
                                "EUR",
                                item(1, BOOTS, 999, "STANDARD", 1, Pricing.LARGEST),
                                item(2, BREAD, 999, "STANDARD", 1, Pricing.LARGEST)),
                        rules(TaxMode.INCLUSIVE)));

        assertEquals("/problems/total-too-large", refused.type());
    }

    @Property
    void everyCentIsExplainedAndNoneIsNegative(
            @ForAll("baskets") Basket basket, @ForAll("rules") PriceRulesInput rules) {
        var price = Pricing.price(basket, rules).breakdown();

        long adjustments =
                price.adjustments().stream().mapToLong(Adjustment::amount).sum();
        long shipping = price.shipping() == null ? 0 : price.shipping().amount();
        assertEquals(
                price.total(),
                price.lines() + adjustments + shipping + price.tax().added());
        assertTrue(LongStream.of(price.lines(), shipping, price.tax().added(), price.total())
                .allMatch(amount -> amount >= 0));
        assertTrue(price.tax().parts().stream().allMatch(part -> part.net() >= 0 && part.tax() >= 0));
        assertTrue(price.tax().mode() == TaxMode.EXCLUSIVE || price.tax().added() == 0);
    }

    @Property
    void theLinesWithTheirTaxAndShippingWithItsTaxAddUpToTheTotal(
            @ForAll("baskets") Basket basket, @ForAll("rules") PriceRulesInput rules) {
        var price = Pricing.price(basket, rules);

        long lines = price.amounts().values().stream().mapToLong(n -> n).sum();
        var shipping = price.breakdown().shipping();
        long sending = price.breakdown().total() - lines;
        long alone = shipping == null ? 0 : shipping.amount();
        assertTrue(price.amounts().values().stream().allMatch(amount -> amount >= 0));
        // What is left is shipping, with no more than its rate of tax and the unit that rounding may give it.
        assertTrue(sending >= alone && sending <= alone + alone * 50 / 100 + 1, sending + " for " + shipping);
    }

    @Property
    void theOrderOfTheLinesDoesNotMatter(
            @ForAll("baskets") Basket basket, @ForAll("rules") PriceRulesInput rules, @ForAll long seed) {
        var items = new ArrayList<>(basket.items());
        Collections.shuffle(items, new Random(seed));
        var mixed = IntStream.range(0, items.size())
                .mapToObj(i -> numbered(i + 1, items.get(i)))
                .toList();

        var one = Pricing.price(basket, rules);
        var other = Pricing.price(new Basket(basket.currency(), basket.buyer(), mixed, basket.shippingMethod()), rules);

        assertEquals(unnumbered(one.breakdown()), unnumbered(other.breakdown()));
        assertEquals(amounts(basket.items(), one), amounts(mixed, other));
    }

    private static Basket.Item numbered(int lineNo, Basket.Item item) {
        return new Basket.Item(lineNo, item.variantId(), item.quantity(), item.taxClass(), item.tiers());
    }

    private static List<Object> unnumbered(PriceBreakdown price) {
        return List.of(
                price.lines(),
                price.adjustments().stream().map(Adjustment::amount).sorted().toList(),
                String.valueOf(price.shipping()),
                price.tax(),
                price.total());
    }

    private static List<String> amounts(List<Basket.Item> items, Price price) {
        return items.stream()
                .map(item -> item.variantId() + " x " + item.quantity() + ": "
                        + price.amounts().get(item.lineNo()))
                .sorted()
                .toList();
    }

    @Property
    void theSameBasketCostsTheSame(@ForAll("baskets") Basket basket, @ForAll("rules") PriceRulesInput rules) {
        assertEquals(Pricing.price(basket, rules), Pricing.price(basket, rules));
    }

    @Property
    void anotherPieceNeverMakesTheGoodsCheaperThanOneLessAtTheSameTier(
            @ForAll("baskets") Basket basket, @ForAll("rules") PriceRulesInput rules) {
        var more = basket.items().stream()
                .map(item -> new Basket.Item(
                        item.lineNo(),
                        item.variantId(),
                        item.quantity() + 1,
                        item.taxClass(),
                        item.tiers().subList(0, 1)))
                .toList();
        var less = basket.items().stream()
                .map(item -> new Basket.Item(
                        item.lineNo(),
                        item.variantId(),
                        item.quantity(),
                        item.taxClass(),
                        item.tiers().subList(0, 1)))
                .toList();
        var free = new PriceRulesInput(rules.tax(), List.of());

        assertTrue(total(basket, more, free) >= total(basket, less, free));
    }

    private static long total(Basket basket, List<Basket.Item> items, PriceRulesInput rules) {
        return Pricing.price(new Basket(basket.currency(), basket.buyer(), items, null), rules)
                .breakdown()
                .total();
    }

    /** Few variants, so that some stand on several lines; each variant always at the same tiers and class. */
    @Provide
    Arbitrary<Basket> baskets() {
        var variant = Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.longs().between(0, 5_000_000),
                        Arbitraries.of("STANDARD", "REDUCED", "BOOKS"))
                .as((n, price, taxClass) ->
                        item(0, new UUID(0, n), 1, taxClass, 1, price, 3, price - price / 10, 10, price - price / 5));
        var known = variant.list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(all -> all.stream()
                        .collect(Collectors.toMap(Basket.Item::variantId, item -> item, (one, _) -> one))
                        .values()
                        .stream()
                        .sorted(Comparator.comparing(Basket.Item::variantId))
                        .toList());
        var picks = Combinators.combine(
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.integers().between(1, 20))
                .as((which, quantity) -> new int[] {which, quantity})
                .list()
                .ofMaxSize(20);
        return Combinators.combine(known, picks, Arbitraries.of("EUR", "JPY", "KWD"))
                .as((variants, lines, currency) -> new Basket(
                        currency,
                        new Basket.Buyer("en", "DE", Set.of()),
                        IntStream.range(0, lines.size())
                                .mapToObj(i -> {
                                    var one = variants.get(lines.get(i)[0] % variants.size());
                                    return new Basket.Item(
                                            i + 1, one.variantId(), lines.get(i)[1], one.taxClass(), one.tiers());
                                })
                                .toList(),
                        null));
    }

    @Provide
    Arbitrary<PriceRulesInput> rules() {
        var rate = Arbitraries.integers().between(0, 500_000);
        var amount = Arbitraries.longs().between(0, 100_000);
        return Combinators.combine(
                        Arbitraries.of(TaxMode.class), rate, rate, amount, amount, Arbitraries.of("EUR", "JPY", "KWD"))
                .as((mode, standard, reduced, parcel, freeFrom, currency) -> new PriceRulesInput(
                        new TaxRules(
                                mode,
                                List.of(new TaxRate("STANDARD", standard), new TaxRate("REDUCED", reduced)),
                                "STANDARD"),
                        List.of(method("parcel", currency, parcel, freeFrom), method("express", "EUR", 1290, null))));
    }
}
