package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.Contact;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockPage;
import stoa.openapi.model.StockPolicy;
import stoa.platform.Refusal;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** How an article is sold when it runs out, and how many one buyer may have. */
class StockPoliciesTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
    }

    private static void buys(Caller caller, UUID variant, int quantity) {
        Outcome.of(ground.buyAndWait(caller, cart(FakePayments.GOOD, line(variant, quantity))));
    }

    private static Refusal refused(Caller caller, UUID variant, int quantity) {
        return refusal(ground.buy(caller, cart(FakePayments.GOOD, line(variant, quantity))));
    }

    /** A guest under this address. */
    private static CheckoutInput by(String email, UUID variant, int quantity) {
        var cart = cart(FakePayments.GOOD, line(variant, quantity));
        return new CheckoutInput(
                cart.lines(),
                new Contact(email, "Mara Lind"),
                cart.shippingAddress(),
                cart.payment(),
                cart.shippingMethod(),
                cart.expectedTotal(),
                null);
    }

    private static List<String> lows(UUID variant) {
        return ground.rows("select data ->> 'available' from stoa.outbox where type = 'StockLow' and aggregate = '"
                + variant + "' order by aggregate_version");
    }

    private static List<UUID> listed(TestTenant shop, String state) {
        var query = Map.of("state", List.of(state), "limit", List.of("100"));
        return ground.read(ground.staff(shop), "listStock", Map.of(), query, StockPage.class).items().stream()
                .map(Stock::variantId)
                .toList();
    }

    @Test
    void backOrdersAreTakenUpToTheirLimitAndNotOneMore() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        ground.policy(shop, boots, "whenGone", "BACK_ORDER", "backOrderLimit", 3);
        assertEquals(5, ground.stock(shop, boots).sellable());

        var wishes = Stream.generate(() -> ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                .limit(9)
                .toList();
        Outcome.of(Future.join(wishes).otherwiseEmpty());

        assertEquals(5, wishes.stream().filter(Future::succeeded).count());
        assertEquals(-3, ground.stock(shop, boots).onHand());
        assertEquals(0, ground.stock(shop, boots).sellable());
        assertEquals(List.of(boots), listed(shop, "owed"));
    }

    @Test
    void whatIsOwedStaysPromisedWhenTheShopStopsTakingBackOrders() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        ground.policy(shop, boots, "whenGone", "BACK_ORDER", "backOrderLimit", 3);
        var order = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 3))))
                .order();
        ground.policy(shop, boots, "whenGone", "DENY");

        assertEquals(0, refused(shop.guest(), boots, 1).errors().getFirst().available());
        Outcome.of(ground.payments.settle(shop.system(), order.id(), PaymentOutcome.AUTHORISED));
        ground.awaitOrder(shop, order.id(), OrderStatus.PAID, PaymentStatus.CAPTURED);
        assertEquals(-2, ground.stock(shop, boots).onHand());

        ground.putOnShelf(shop, boots, 1); // what had come meanwhile has gone out to who waited
        buys(shop.guest(), boots, 1);
        assertEquals(0, ground.stock(shop, boots).onHand());
    }

    @Test
    void whatIsNotTrackedIsAlwaysSoldAndStillCounted() {
        var shop = ground.shop();
        var ebook = ground.article(shop, 0);
        ground.policy(shop, ebook, "whenGone", "NOT_TRACKED");

        buys(shop.guest(), ebook, 999);
        buys(shop.guest(), ebook, 999);

        assertEquals(-1998, ground.stock(shop, ebook).onHand());
        assertEquals(1_000_000, ground.stock(shop, ebook).sellable());
    }

    @Test
    void aPartialBackOrderLeavesTheMainLocationWithTheDebt() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        ground.location(shop, 10, boots, 2);
        ground.policy(shop, boots, "whenGone", "BACK_ORDER", "backOrderLimit", 3);

        buys(shop.guest(), boots, 5);

        var shelves = Objects.requireNonNull(ground.stock(shop, boots).shelves());
        assertEquals(
                List.of(-2, 0), shelves.stream().map(shelf -> shelf.onHand()).toList());
    }

    @Test
    void oneOrderMayNotHoldMoreThanThePolicySaysEvenOnTwoLines() {
        var shop = ground.shop();
        var boots = ground.article(shop, 100);
        ground.policy(shop, boots, "whenGone", "DENY", "maxPerOrder", 2);

        var refused = refused(shop.guest(), boots, 3);
        assertEquals(409, refused.status());
        assertEquals("/problems/purchase-limit", refused.type());
        assertEquals("/lines/0/quantity", refused.errors().getFirst().pointer());
        assertEquals(2, refused.errors().getFirst().available());
        assertEquals(
                "/problems/purchase-limit",
                refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1), line(boots, 2))))
                        .type());
        buys(shop.guest(), boots, 2);
        buys(shop.guest(), boots, 2);
    }

    @Test
    void oneAccountMayNotHaveMoreThanThePolicySaysHoweverManyOrdersComeAtOnce() {
        var shop = ground.shop();
        var boots = ground.article(shop, 100);
        ground.policy(shop, boots, "whenGone", "DENY", "maxPerBuyer", 3);
        var mara = ground.stoa.shopper(shop);

        var wishes = Stream.generate(() -> ground.buyAndWait(mara, cart(FakePayments.GOOD, line(boots, 1))))
                .limit(20)
                .toList();
        Outcome.of(Future.join(wishes).otherwiseEmpty());

        assertEquals(3, wishes.stream().filter(Future::succeeded).count());
        assertEquals(97, ground.stock(shop, boots).onHand());
        assertEquals(0, refused(mara, boots, 1).errors().getFirst().available());
        buys(ground.stoa.shopper(shop), boots, 3);
    }

    @Test
    void aGuestIsKnownByTheMailboxAndNobodyCanReadItInTheDatabase() {
        var shop = ground.shop();
        var boots = ground.article(shop, 100);
        ground.policy(shop, boots, "whenGone", "DENY", "maxPerBuyer", 2);
        Outcome.of(ground.buyAndWait(shop.guest(), by("mara@example.org", boots, 2)));

        assertEquals(
                "/problems/purchase-limit",
                refusal(ground.buy(shop.guest(), by("Mara+again@Example.org", boots, 1)))
                        .type());
        Outcome.of(ground.buyAndWait(shop.guest(), by("jan@example.org", boots, 2)));

        assertEquals(
                List.of("32", "32"),
                ground.rows("select length(buyer) from stoa.order_line where variant_id = '" + boots + "'"));
    }

    @Test
    void whatWasCancelledDoesNotCount() {
        var shop = ground.shop();
        var boots = ground.article(shop, 100);
        ground.policy(shop, boots, "whenGone", "DENY", "maxPerBuyer", 2);
        var mara = ground.stoa.shopper(shop);
        var order = Outcome.of(ground.buyAndWait(mara, cart(FakePayments.GOOD, line(boots, 2))))
                .order();

        Outcome.of(ground.act(mara, "cancelOrder", order.id(), Map.of("reason", "Too many")));

        buys(mara, boots, 2);
    }

    @Test
    void fallingToTheThresholdIsToldOnceForEachTimeItFalls() {
        var shop = ground.shop();
        var boots = ground.article(shop, 6);
        ground.policy(shop, boots, "whenGone", "DENY", "lowAt", 3);
        buys(shop.guest(), boots, 2);
        assertEquals(List.of(), lows(boots));
        assertEquals(List.of(), listed(shop, "low"));

        buys(shop.guest(), boots, 1);
        buys(shop.guest(), boots, 1);
        assertEquals(List.of("3"), lows(boots));
        assertEquals(List.of(boots), listed(shop, "low"));

        ground.putOnShelf(shop, boots, 9);
        ground.putOnShelf(shop, boots, 1);
        assertEquals(List.of("3", "1"), lows(boots));
        assertEquals(0, ground.count("select count(*) from stoa.outbox where state = 'parked'"));
    }

    @Test
    void thePiecesOfAllLocationsTogetherDecideWhetherAnArticleIsLow() {
        var shop = ground.shop();
        var boots = ground.article(shop, 3);
        ground.location(shop, 10, boots, 4);
        ground.policy(shop, boots, "whenGone", "DENY", "lowAt", 3);

        buys(shop.guest(), boots, 3);
        assertEquals(List.of(), lows(boots));
        buys(shop.guest(), boots, 2);

        assertEquals(List.of("2"), lows(boots));
    }

    @Test
    void aPolicyIsChangedOnlyAsItWasReadAndMustNotContradictItself() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var boots = ground.article(shop, 1);
        var path = Map.of("variantId", boots.toString());
        assertEquals(
                StockPolicy.WhenGone.DENY,
                ground.read(staff, "getStockPolicy", path, Map.of(), StockPolicy.class)
                        .whenGone());

        var deny = Map.of("whenGone", "DENY");
        assertEquals(
                412, refusal(ground.put(staff, "setStockPolicy", path, 3, deny)).status());
        Outcome.of(ground.put(staff, "setStockPolicy", path, 0, deny));
        assertEquals(
                412, refusal(ground.put(staff, "setStockPolicy", path, 0, deny)).status());
        Outcome.of(ground.put(staff, "setStockPolicy", path, 1, deny));
        assertEquals(
                422,
                refusal(ground.put(staff, "setStockPolicy", path, 2, Map.of("whenGone", "BACK_ORDER")))
                        .status());
        assertEquals(
                422,
                refusal(ground.put(staff, "setStockPolicy", path, 2, Map.of("whenGone", "DENY", "backOrderLimit", 1)))
                        .status());
    }
}
