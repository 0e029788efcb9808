package stoa.order;

import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import stoa.messages.Caller;
import stoa.openapi.model.Money;
import stoa.openapi.model.Order;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** A shop with two articles, and an order of them that is paid. */
abstract class FulfilmentGround {
    static OrderGround ground;

    TestTenant shop;
    Caller staff;
    UUID boots;
    UUID socks;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    @BeforeEach
    void aShopWithTwoArticles() {
        shop = ground.shop();
        staff = ground.staff(shop);
        boots = ground.article(shop, 5);
        socks = ground.article(shop, 5);
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
    }

    /** Three pairs of boots and two of socks, paid: 5000 cents. */
    Order paid() {
        return Outcome.of(ground.buyAndWait(
                        ground.stoa.shopper(shop), cart(FakePayments.GOOD, line(boots, 3), line(socks, 2))))
                .order();
    }

    static long cents(@Nullable Money money) {
        return Objects.requireNonNull(money).amount();
    }

    static Map<String, Object> pieces(int lineNo, int quantity) {
        return Map.of("lineNo", lineNo, "quantity", quantity);
    }

    Order ship(Order order, Map<String, Object> shipment) {
        return Outcome.of(ground.act(staff, "shipOrder", order.id(), shipment));
    }

    Order deliver(Order order, UUID shipment) {
        var path = Map.of("orderId", order.id().toString(), "shipmentId", shipment.toString());
        return (Order) body(Outcome.of(ground.ask(staff, "deliverOrder", path, key(), null)));
    }

    Order cancelLines(Order order, int lineNo, int quantity) {
        return Outcome.of(ground.act(
                staff,
                "cancelOrderLines",
                order.id(),
                Map.of("lines", List.of(pieces(lineNo, quantity)), "reason", "Fewer, please")));
    }

    void takeTheMoneyAtShipment() {
        var settings = Map.of("capture", "AT_SHIPMENT", "numbers", "COUNTED", "numberPrefix", "N-");
        Outcome.of(ground.put(staff, "updateOrderSettings", "\"0\"", settings));
    }
}
