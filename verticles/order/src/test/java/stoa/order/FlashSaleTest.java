package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;

import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.OrderStatus;
import stoa.platform.Refusal;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** One article and thousands of buyers, who come from several threads at once, as they come through several doors. */
class FlashSaleTest {
    private static final int SUBMITTERS = 4;

    private OrderGround ground;

    @BeforeEach
    void open() {
        ground = OrderGround.open(
                "STOA_CHECKOUT_MAX_WAITING",
                "20000",
                "STOA_CHECKOUT_MAX_SETTLING",
                "20000",
                "STOA_BUS_MAX_IN_FLIGHT_PER_OPERATION",
                "20000");
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
        ground.close();
    }

    private List<Future<Checkout>> everybodyBuys(TestTenant shop, UUID variant, int buyers) {
        var wishes = new ConcurrentLinkedQueue<Future<Checkout>>();
        try (var submitters = Executors.newFixedThreadPool(SUBMITTERS)) {
            for (int n = 0; n < SUBMITTERS; n++) {
                submitters.execute(() -> IntStream.range(0, buyers / SUBMITTERS)
                        .forEach(_ -> wishes.add(
                                ground.buy(ground.stoa.shopper(shop), cart(FakePayments.GOOD, line(variant, 1))))));
            }
        }
        return List.copyOf(wishes);
    }

    private static List<Checkout> served(List<Future<Checkout>> wishes) {
        Outcome.of(Future.join(wishes).otherwiseEmpty());
        return wishes.stream().filter(Future::succeeded).map(Future::result).toList();
    }

    private static List<String> reasons(List<Future<Checkout>> wishes) {
        return wishes.stream()
                .filter(Future::failed)
                .map(wish -> ((Refusal) wish.cause()).type())
                .distinct()
                .toList();
    }

    /** No order is left whose payment is still under way. */
    private void allSettled() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ground.count("select count(*) from stoa.order_saga") > 0) {
            assertTrue(System.nanoTime() < end, "orders stand still");
            Outcome.of(ground.stoa.vertx().timer(50));
        }
    }

    @Test
    void threeThousandBuyersOfAHundredPiecesGetAHundredAndWhoeverWasToldYesHasIt() {
        var shop = ground.shop();
        var boots = ground.article(shop, 100);

        var wishes = everybodyBuys(shop, boots, 3000);
        var served = served(wishes);
        allSettled();

        assertEquals(100, served.size());
        assertEquals(List.of("/problems/out-of-stock"), reasons(wishes));
        assertEquals(0, ground.stock(shop, boots).onHand());
        assertEquals(
                served.stream()
                        .map(checkout -> checkout.order().id().toString())
                        .collect(Collectors.toSet()),
                Set.copyOf(ground.rows("select id from stoa.orders where status = '" + OrderStatus.PAID + "'")));
    }

    @Test
    void aSaleWithALimitForEachBuyerServesJustAsManyAsThereAre() {
        var shop = ground.shop();
        var boots = ground.article(shop, 60);
        ground.location(shop, 10, boots, 40);
        ground.policy(shop, boots, "whenGone", "DENY", "maxPerBuyer", 1, "lowAt", 10);

        var wishes = everybodyBuys(shop, boots, 1000);
        var served = served(wishes);
        allSettled();

        assertEquals(100, served.size());
        assertEquals(0, ground.stock(shop, boots).onHand());
        assertEquals(1, ground.count("select count(*) from stoa.outbox where type = 'StockLow'"));
    }

    @Test
    void theCheckoutOfAnotherShopWaitsForOneBatchOfTheSaleAndIsInTheNext() {
        var loud = ground.shop();
        var quiet = ground.shop();
        var boots = ground.article(loud, 1500);
        var tents = ground.article(quiet, 10);
        var checkouts = ground.stoa.platform().ofNode(Checkouts.class, Checkouts::new);
        var purchases = Stream.generate(() -> purchase(loud, boots)).limit(1500).toList();
        var done = new AtomicInteger();

        var sale = purchases.stream()
                .map(purchase -> checkouts.place(purchase).onSuccess(_ -> done.incrementAndGet()))
                .toList();
        int before = done.get();
        int between = Outcome.of(checkouts.place(purchase(quiet, tents)).map(_ -> done.get())) - before;

        int batch = ground.stoa.config().checkout().maxBatch();
        assertTrue(between <= 3 * batch, () -> between + " of the sale came first");
        Outcome.of(Future.all(sale));
        assertEquals(1500, done.get());
    }

    private static Purchase purchase(TestTenant shop, UUID variant) {
        return Purchase.of(
                shop.guest(),
                OrderGround.buyer(shop.guest()),
                "N-" + UUID.randomUUID().toString().substring(0, 12),
                key(),
                cart(FakePayments.GOOD, line(variant, 1)),
                OrderGround.priced(variant, 1));
    }

    @Test
    void aShopWhoseShelfSomebodyHoldsLockedHoldsUpOnlyItself() throws SQLException {
        var stuck = ground.shop();
        var others = IntStream.range(0, 3).mapToObj(_ -> ground.shop()).toList();
        var boots = ground.article(stuck, 50);
        var articles = others.stream().map(shop -> ground.article(shop, 500)).toList();
        try (var connection = ground.stoa.database().connect();
                var sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("select from stoa.stock where variant_id = '" + boots + "' for update");

            var held = IntStream.range(0, 5)
                    .mapToObj(_ -> ground.buy(stuck.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                    .toList();
            for (int round = 0; round < 20; round++) {
                var free = IntStream.range(0, 3)
                        .mapToObj(i ->
                                ground.buy(others.get(i).guest(), cart(FakePayments.GOOD, line(articles.get(i), 1))))
                        .toList();
                Outcome.of(Future.all(free));
            }

            Outcome.of(Future.join(held).otherwiseEmpty());
            held.forEach(wish -> assertEquals(503, ((Refusal) wish.cause()).status()));
            connection.rollback();
        }
        Outcome.of(ground.checkout(stuck.guest(), key(), null, cart(FakePayments.GOOD, line(boots, 1))));
        allSettled();
        assertEquals(60, ground.count("select count(*) from stoa.orders where status = 'PAID'") - 1);
    }
}
