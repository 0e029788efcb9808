package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.catalog.Offer;
import stoa.openapi.model.Adjustment;
import stoa.openapi.model.AdjustmentKind;
import stoa.openapi.model.CartInput;
import stoa.openapi.model.CartLineInput;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.Money;
import stoa.openapi.model.OpenedCart;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderLine;
import stoa.openapi.model.PriceRules;
import stoa.openapi.model.PriceRulesInput;
import stoa.openapi.model.ShippingMethod;
import stoa.openapi.model.ShippingRate;
import stoa.openapi.model.TaxMode;
import stoa.openapi.model.TaxPart;
import stoa.openapi.model.TaxRate;
import stoa.openapi.model.TaxRules;
import stoa.platform.Refusal;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** What a shop's rules make of a purchase, from its cart to the order that remembers every cent. */
class CheckoutPriceTest {
    private static final PriceRulesInput RULES =
            rules(TaxMode.EXCLUSIVE, method("parcel", 490, 10_000L, "DE", "AT"), method("express", 1290, null, "DE"));

    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    private static PriceRulesInput rules(TaxMode mode, ShippingMethod... methods) {
        return new PriceRulesInput(
                new TaxRules(mode, List.of(new TaxRate("STANDARD", 190_000)), "STANDARD"), List.of(methods));
    }

    private static ShippingMethod method(String code, long amount, @Nullable Long freeFrom, String... countries) {
        return new ShippingMethod(
                code,
                Map.of("de", "Paket", "en", "Parcel"),
                Set.of(countries),
                List.of(new ShippingRate("EUR", amount, freeFrom)));
    }

    private static Future<PriceRules> set(TestTenant shop, int version, PriceRulesInput rules) {
        return ground.ask(keeper(shop), "setPriceRules", Map.of(), ifMatch(version), rules)
                .map(answer -> (PriceRules) body(answer));
    }

    private static Caller keeper(TestTenant shop) {
        return ground.stoa.staff(shop, "catalog:manage");
    }

    private static Map<String, String> ifMatch(int version) {
        return Map.of("if-match", "\"" + version + "\"");
    }

    private static TestTenant shop() {
        var shop = ground.shop();
        Outcome.of(set(shop, 0, RULES));
        return shop;
    }

    private static CheckoutInput wanting(
            UUID variant, int quantity, @Nullable String method, @Nullable Money expectedTotal) {
        var plain = OrderGround.cart(FakePayments.GOOD, line(variant, quantity));
        return new CheckoutInput(
                plain.lines(), plain.contact(), plain.shippingAddress(), plain.payment(), method, expectedTotal, null);
    }

    private static Order bought(TestTenant shop, CheckoutInput input) {
        return Outcome.of(ground.buy(shop.guest(), input)).order();
    }

    @Test
    void theOrderRemembersEveryCent() {
        var shop = shop();
        var tea = ground.article(shop, 50);
        ground.catalog.sell(tea, 1000, new Offer.Tier(5, 900));

        var order = bought(shop, wanting(tea, 5, null, new Money(5938, "EUR")));

        // 50.00 less 5.00 for five pieces, 4.90 for the parcel, 19 % of both on top.
        var price = Objects.requireNonNull(order.price());
        assertEquals(5000, price.lines());
        assertEquals(List.of(new Adjustment(AdjustmentKind.QUANTITY_PRICE, "5", 1, -500)), price.adjustments());
        assertEquals("parcel", Objects.requireNonNull(price.shipping()).method());
        assertEquals(
                List.of(new TaxPart("STANDARD", 190_000, 4990, 948)),
                price.tax().parts());
        assertEquals(4500 + 490 + 948, price.total());
        assertEquals(new Money(5938, "EUR"), order.total());
        assertEquals(
                5355, Objects.requireNonNull(order.lines().getFirst().amount()).amount());
        assertEquals(
                order.price(),
                Outcome.of(ground.order(ground.staff(shop), order.id())).price());
        assertEquals(5355, ground.count("select amount from stoa.order_line where order_id = '" + order.id() + "'"));
    }

    @Test
    void theCartShowsWhatTheCheckoutCharges() {
        var shop = shop();
        var tea = ground.article(shop, 50);
        var input = new CartInput(List.of(new CartLineInput(tea, 11)), "express", "DE");

        var cart =
                ((OpenedCart) body(Outcome.of(ground.ask(shop.guest(), "createCart", Map.of(), key(), input)))).cart();

        var seen = Objects.requireNonNull(cart.price());
        assertEquals(
                List.of(0L, 1290L),
                cart.shippingMethods().stream().map(method -> method.amount()).toList());
        assertEquals(
                seen,
                bought(shop, wanting(tea, 11, "express", new Money(seen.total(), "EUR")))
                        .price());
    }

    @Test
    void aTotalThatHasChangedIsToldInsteadOfCharged() {
        var shop = shop();
        var tea = ground.article(shop, 50);
        var before = bought(shop, wanting(tea, 1, null, null)).total();
        Outcome.of(set(shop, 1, rules(TaxMode.EXCLUSIVE, method("parcel", 590, null))));

        var refused = refusal(ground.buy(shop.guest(), wanting(tea, 1, null, before)));

        assertEquals(409, refused.status());
        assertEquals("/problems/price-changed", refused.type());
        var fault = refused.errors().getFirst();
        assertEquals("/expectedTotal", fault.pointer());
        assertEquals(new Refusal.Price(1892, "EUR"), fault.total());
        assertEquals(49, ground.stock(shop, tea).available());
    }

    @Test
    void whatTheShopDoesNotSendThereIsNotSold() {
        var shop = shop();
        var tea = ground.article(shop, 50);
        var unknown = refusal(ground.buy(shop.guest(), wanting(tea, 1, "pigeon", null)));
        Outcome.of(set(shop, 1, rules(TaxMode.EXCLUSIVE, method("home", 100, null, "CH"))));
        var elsewhere = refusal(ground.buy(shop.guest(), wanting(tea, 1, null, null)));

        assertEquals(422, unknown.status());
        assertEquals("/shippingMethod", unknown.errors().getFirst().pointer());
        assertEquals(422, elsewhere.status());
        assertEquals("/shippingAddress/country", elsewhere.errors().getFirst().pointer());
    }

    @Test
    void aMethodOfTheCartThatIsGoneGivesWayToTheCheapest() {
        var shop = shop();
        var tea = ground.article(shop, 50);
        var input = new CartInput(List.of(new CartLineInput(tea, 1)), "pigeon", null);

        var cart =
                ((OpenedCart) body(Outcome.of(ground.ask(shop.guest(), "createCart", Map.of(), key(), input)))).cart();

        assertEquals(
                "parcel",
                Objects.requireNonNull(Objects.requireNonNull(cart.price()).shipping())
                        .method());
    }

    @Test
    void aShopThatNeverSetRulesNeitherTaxesNorChargesForSending() {
        var shop = ground.shop();
        var tea = ground.article(shop, 50);

        var order = bought(shop, wanting(tea, 2, null, null));

        assertEquals(2000, order.total().amount());
        assertNull(Objects.requireNonNull(order.price()).shipping());
        var rules = (PriceRules) body(Outcome.of(ground.ask(keeper(shop), "getPriceRules", Map.of(), Map.of(), null)));
        assertEquals(0, rules.version());
    }

    @Test
    void ofTwoWhoSetTheRulesAtOnceOneIsToldToLookAgain() {
        var shop = shop();

        var one = set(shop, 1, rules(TaxMode.INCLUSIVE));
        var other = set(shop, 1, rules(TaxMode.EXCLUSIVE));
        Outcome.of(Future.join(one, other).otherwiseEmpty());

        var refused = refusal(one.failed() ? one : other);
        assertEquals(412, refused.status());
        assertEquals(2, refused.currentVersion());
        assertEquals(412, refusal(set(shop, 0, RULES)).status());
    }

    @Test
    void rulesThatContradictThemselvesAreRefused() {
        var shop = ground.shop();

        var refused =
                refusal(set(shop, 0, rules(TaxMode.INCLUSIVE, method("parcel", 1, null), method("parcel", 2, null))));

        assertEquals(422, refused.status());
        assertEquals("/shipping/1/code", refused.errors().getFirst().pointer());
    }

    @Test
    void theSameVariantOnTwoLinesCountsForItsTierTogether() {
        var shop = ground.shop();
        var tea = ground.article(shop, 50);
        ground.catalog.sell(tea, 1000, new Offer.Tier(5, 900));
        var plain = OrderGround.cart(FakePayments.GOOD, line(tea, 2), line(tea, 3));

        var order = bought(shop, plain);

        assertEquals(4500, order.total().amount());
        assertEquals(
                List.of(1800L, 2700L),
                order.lines().stream()
                        .map(OrderLine::amount)
                        .map(amount -> Objects.requireNonNull(amount).amount())
                        .toList());
    }
}
