package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.StockDiscrepancy;
import stoa.openapi.model.StockDiscrepancyPage;
import stoa.platform.Cursors;
import stoa.tenancy.TestTenant;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

/** Balance and books: a mistake of each kind is seen by staff and by the metric. */
class StockCheckTest {
    private OrderGround ground;
    private SimpleMeterRegistry meters;
    private StockCheck check;

    @BeforeEach
    void open() {
        ground = OrderGround.open();
        meters = new SimpleMeterRegistry();
        check = new StockCheck(
                ground.stoa.tenancy(), new Cursors(ground.stoa.platform().signer()), meters);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private List<StockDiscrepancy> seen(TestTenant shop) {
        return ground.read(ground.staff(shop), "listStockDiscrepancies", Map.of(), Map.of(), StockDiscrepancyPage.class)
                .items();
    }

    private double counted() {
        Outcome.of(check.sweep());
        return meters.get("stoa.stock.discrepancies").gauge().value();
    }

    /** What no code of ours does. */
    private void tamper(String statement) {
        try (var connection = ground.stoa.database().connect();
                var sql = connection.createStatement()) {
            sql.execute("set session_replication_role = replica");
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void afterDeliveriesSalesReturnsAndOpenOrdersTheBooksAgree() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        ground.location(shop, 10, boots, 5);
        var order = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 3))))
                .order();
        Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 8))));
        Outcome.of(ground.buy(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 2))));
        Outcome.of(ground.act(ground.staff(shop), "cancelOrder", order.id(), Map.of("reason", "Broken")));

        assertEquals(List.of(), seen(shop));
        assertEquals(0, counted());
        assertEquals(2, meters.get("stoa.stock.checked").counter().count());
    }

    @Test
    @ExpectedLog("Stock and books disagree")
    void aShelfThatChangedWithoutAMovementIsFound() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        tamper("update stoa.stock set on_hand = 8 where variant_id = '" + boots + "'");

        var found = seen(shop);

        assertEquals(1, found.size());
        assertEquals(8, found.getFirst().onHand());
        assertEquals(9, found.getFirst().moved());
        assertEquals(1, counted());
    }

    @Test
    @ExpectedLog("Stock and books disagree")
    void aReservationWithoutAnOrderIsFound() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        tamper("update stoa.stock set reserved = 2 where variant_id = '" + boots + "'");

        var found = seen(shop);

        assertEquals(2, found.getFirst().reserved());
        assertEquals(0, found.getFirst().promised());
        assertEquals(1, counted());
        assertEquals(List.of(), seen(ground.shop()));
    }
}
