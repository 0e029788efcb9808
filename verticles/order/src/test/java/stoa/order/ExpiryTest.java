package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.StockRules;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Goods that nobody paid for in time go back, many at once, and against a payment of the same moment exactly one of the two wins. */
class ExpiryTest {
    private OrderGround ground;
    private SimpleMeterRegistry meters;
    private Expiry expiry;

    @BeforeEach
    void theNodeIsNotRunningYet() {
        ground = new OrderGround(Map.of());
        meters = new SimpleMeterRegistry();
        var platform = ground.stoa.platform();
        expiry = new Expiry(
                platform.tenancy(),
                new Sagas(platform.tenancy(), Duration.ofMillis(50), 50),
                new LiveOrders(platform.bus(), platform.outbox()),
                8,
                meters);
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
        ground.close();
    }

    private List<Standing> place(TestTenant shop, UUID variant, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> ground.placed(shop, variant, 1))
                .toList();
    }

    /** As if the hold had ended this moment. */
    private void timeIsOver(String where) {
        try (var connection = ground.stoa.database().connect();
                var sql = connection.createStatement()) {
            sql.execute("alter table stoa.order_saga disable trigger stamp");
            sql.execute("update stoa.order_saga set expires_date = clock_timestamp() where " + where);
            sql.execute("alter table stoa.order_saga enable trigger stamp");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long available(UUID variant) {
        return ground.count("select on_hand - reserved from stoa.stock where variant_id = '" + variant + "'");
    }

    @Test
    void ordersOfManyShopsExpireTogetherInBoundedBatches() {
        var shops = Stream.generate(ground::shop).limit(3).toList();
        var articles = shops.stream().map(shop -> ground.counted(shop, 10)).toList();
        for (int i = 0; i < 3; i++) {
            place(shops.get(i), articles.get(i), 7);
        }
        timeIsOver("true");

        Outcome.of(expiry.look());

        articles.forEach(article -> assertEquals(10, available(article)));
        assertEquals(21, meters.get("stoa.orders.expired").counter().count());
        assertEquals(8, meters.get("stoa.orders.expiry.batch.size").summary().max());
        assertEquals(
                List.of("CANCELLED PENDING system Not paid in time"),
                ground.rows(
                        "select distinct status || ' ' || payment || ' ' || actor || ' ' || reason from stoa.order_event"
                                + " where version = 2"));
        assertEquals(21, ground.count("select count(*) from stoa.outbox where type = 'OrderChanged'"));
    }

    @Test
    void whoseTimeIsNotOverByTheDatabasesClockKeepsTheGoods() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 3);
        ground.placed(shop, boots, 1);

        Outcome.of(expiry.look());

        assertEquals(2, available(boots));
    }

    @Test
    void anOrderThatIsInSomebodysHandsIsLeftToTheNextLookAndHoldsUpNobody() throws SQLException {
        var shop = ground.shop();
        var boots = ground.counted(shop, 3);
        var busy = ground.placed(shop, boots, 1);
        ground.placed(shop, boots, 1);
        timeIsOver("true");

        try (var connection = ground.stoa.database().connect();
                var sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("select from stoa.orders where id = '" + busy.orderId() + "' for update");
            Outcome.of(expiry.look());
            assertEquals(2, available(boots));
            connection.rollback();
        }
        Outcome.of(expiry.look());

        assertEquals(3, available(boots));
    }

    @Test
    void ofPaymentAndExpiryInTheSameMomentExactlyOneWinsAndALostPaymentIsGivenBackForAllToSee() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 200);
        var placed = place(shop, boots, 60);
        placed.forEach(order -> ground.payments.became(
                order.orderId(), PaymentOutcome.AUTHORISED, order.live().total()));
        timeIsOver("true");

        var paying = placed.stream()
                .map(order -> ground.steps().take(shop.system(), order, Outcomes.held(order, false)))
                .toList();
        Outcome.of(Future.all(expiry.look(), expiry.look()));
        Outcome.of(Future.all(paying));
        Outcome.of(expiry.look());

        long paid =
                paying.stream().map(Future::result).filter(Optional::isPresent).count();
        assertEquals(
                60 - paid,
                ground.count("select count(*) from stoa.orders where status = 'CANCELLED' and payment = 'PENDING'"));
        assertEquals(paid, ground.count("select count(*) from stoa.orders where payment = 'AUTHORISED'"));
        assertEquals(paid, ground.count("select count(*) from stoa.stock_movement where kind = 'SALE'"));
        assertEquals(200 - paid, available(boots));

        ground.start();
        for (var order : placed) {
            boolean won = paying.get(placed.indexOf(order)).result().isPresent();
            ground.awaitOrder(
                    shop,
                    order.orderId(),
                    won ? OrderStatus.PAID : OrderStatus.CANCELLED,
                    won ? PaymentStatus.CAPTURED : PaymentStatus.VOIDED);
            assertEquals(won ? PaymentOutcome.CAPTURED : PaymentOutcome.VOIDED, ground.payments.of(order.orderId()));
        }
        assertEquals(
                60 - paid, ground.count("select count(*) from stoa.order_event where reason = 'Payment released'"));
    }

    @Test
    void aShopSaysHowLongItKeepsUnpaidGoods() {
        ground.start();
        var shop = ground.shop();
        var usual = ground.shop();
        var staff = ground.staff(shop);
        var rules = ground.read(staff, "getStockRules", Map.of(), Map.of(), StockRules.class);
        assertEquals(900, rules.holdSeconds());
        Outcome.of(ground.put(staff, "setStockRules", Map.of(), rules.version(), Map.of("holdSeconds", 120)));
        ground.payments.goAway();

        for (var here : List.of(shop, usual)) {
            var boots = ground.article(here, 1);
            Outcome.of(ground.buy(here.guest(), cart(FakePayments.GOOD, line(boots, 1))));
        }

        assertEquals(
                List.of("00:02:00"),
                ground.rows("select date_trunc('second', g.expires_date - o.created_date + interval '0.5 s')::text"
                        + " from stoa.order_saga g join stoa.orders o on o.id = g.order_id where g.tenant_id = '"
                        + shop.id()
                        + "'"));
        assertTrue(ground.count("select extract(epoch from g.expires_date - o.created_date)::int from stoa.order_saga g"
                        + " join stoa.orders o on o.id = g.order_id where g.tenant_id = '" + usual.id() + "'")
                >= 900);
        ground.payments.comeBack();
    }
}
