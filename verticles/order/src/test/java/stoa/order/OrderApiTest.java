package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.openapi.model.Link;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderEvent;
import stoa.openapi.model.OrderHistory;
import stoa.openapi.model.OrderPage;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.OrderSummary;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.Shipment;
import stoa.platform.GuestToken;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** What people and staff do with orders, and who sees whose. */
class OrderApiTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.auditStock();
        ground.close();
    }

    private static Order paid(TestTenant shop, Caller caller) {
        var boots = ground.article(shop, 2);
        return Outcome.of(ground.buyAndWait(caller, cart(FakePayments.GOOD, line(boots, 1))))
                .order();
    }

    private static String href(Map<String, Link> links, String relation) {
        return Objects.requireNonNull(links.get(relation), relation).href();
    }

    private static OrderHistory history(Caller caller, UUID orderId) {
        return (OrderHistory) body(
                Outcome.of(ground.ask(caller, "getOrderHistory", Map.of("orderId", orderId.toString()), key(), null)));
    }

    @Test
    void anOrderIsShippedAndDeliveredAndItsTimelineSaysByWhom() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var staff = ground.staff(shop);
        var order = paid(shop, shopper);

        var shipped = Outcome.of(
                ground.act(staff, "shipOrder", order.id(), Map.of("carrier", "Post", "trackingNumber", "00340")));
        assertEquals(OrderStatus.SHIPPED, shipped.status());
        assertEquals("Post", shipped.shipments().getFirst().carrier());
        var shipment = shipped.shipments().getFirst().id();
        assertEquals(
                "/api/v1/orders/" + order.id() + "/shipments/" + shipment + "/delivery",
                href(shipped.links(), "deliver"));

        var path = Map.of("orderId", order.id().toString(), "shipmentId", shipment.toString());
        var delivered = (Order) body(Outcome.of(ground.ask(staff, "deliverOrder", path, key(), null)));
        assertEquals(OrderStatus.DELIVERED, delivered.status());
        assertEquals(Shipment.Status.DELIVERED, delivered.shipments().getFirst().status());

        var items = history(shopper, order.id()).items();
        assertEquals(
                List.of(1, 2, 3, 4, 5), items.stream().map(OrderEvent::version).toList());
        assertEquals(
                List.of(
                        OrderEvent.Actor.SHOPPER,
                        OrderEvent.Actor.SYSTEM,
                        OrderEvent.Actor.SYSTEM,
                        OrderEvent.Actor.STAFF,
                        OrderEvent.Actor.STAFF),
                items.stream().map(OrderEvent::actor).toList());
    }

    @Test
    void shippingTwiceWithOneKeyIsShippingOnce() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var order = paid(shop, shop.guest());
        var path = Map.of("orderId", order.id().toString());
        var key = key();

        var first = Outcome.of(ground.ask(staff, "shipOrder", path, key, Map.of()));
        var second = Outcome.of(ground.ask(staff, "shipOrder", path, key, Map.of()));

        assertEquals(body(first), body(second));
        assertEquals("true", second.headers().get("Idempotent-Replayed"));
        var refused = refusal(ground.ask(staff, "shipOrder", path, key(), Map.of()));
        assertEquals(409, refused.status());
        assertEquals("/problems/order-state", refused.type());
    }

    @Test
    void anOrderOfTwoIsMovedByOneOfTwoWhoTryAtOnce() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var order = paid(shop, shop.guest());

        var ship = ground.act(staff, "shipOrder", order.id(), Map.of());
        var cancel = ground.act(staff, "cancelOrder", order.id(), Map.of("reason", "Out of boots"));
        Outcome.of(io.vertx.core.Future.join(ship, cancel).otherwiseEmpty());

        assertTrue(ship.succeeded() ^ cancel.succeeded());
    }

    @Test
    void aPaidOrderThatIsCancelledIsRefunded() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var order = paid(shop, shopper);

        var cancelled =
                Outcome.of(ground.act(shopper, "cancelOrder", order.id(), Map.of("reason", "Ordered by mistake")));

        assertEquals(OrderStatus.CANCELLED, cancelled.status());
        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(
                "Ordered by mistake",
                history(shopper, order.id()).items().get(3).reason());
    }

    @Test
    void everybodySeesTheActionsThatTheyMayTakeNow() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var order = paid(shop, shopper);

        assertEquals(
                Set.of("self", "history", "cancel", "cancelLines"),
                order.links().keySet());
        assertEquals(
                Set.of("self", "history", "cancel", "cancelLines", "ship", "hold", "refund"),
                Outcome.of(ground.order(ground.staff(shop), order.id())).links().keySet());
    }

    @Test
    void anOrderIsSeenByItsBuyerByTheHolderOfItsTokenAndByTheShopOnly() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var order = paid(shop, shopper).id();
        var guests = paid(shop, shop.guest()).id();

        Outcome.of(ground.order(shopper, order));
        Outcome.of(ground.order(ground.staff(shop), order));
        Outcome.of(ground.order(GuestToken.ORDER.holding(shop.guest(), guests), guests));

        for (var stranger : List.of(
                shop.guest(),
                ground.stoa.shopper(shop),
                GuestToken.ORDER.holding(shop.guest(), guests),
                ground.staff(ground.shop()))) {
            assertEquals(404, refusal(ground.order(stranger, order)).status());
            assertEquals(
                    404,
                    refusal(ground.act(stranger, "cancelOrder", order, Map.of("reason", "Not mine")))
                            .status());
        }
        assertEquals(404, refusal(ground.order(shop.guest(), guests)).status());
    }

    @Test
    void theTokenOfAGuestOpensThatOrder() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var checkout = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))));
        var signer = ground.stoa.platform().signer();

        assertEquals(shop.id() + ":" + checkout.order().id(), signer.open("order", checkout.orderToken()));
        assertNull(signer.open("cursor", checkout.orderToken()));
    }

    @Test
    void ownOrdersComePageByPageNewestFirst() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var placed = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            placed.addFirst(paid(shop, shopper).id());
        }
        paid(shop, ground.stoa.shopper(shop));

        var listed = new ArrayList<UUID>();
        var query = Map.of("limit", List.of("2"));
        var page = (OrderPage) body(Outcome.of(ground.list(shopper, query)));
        while (true) {
            listed.addAll(page.items().stream().map(OrderSummary::id).toList());
            var next = page.links().get("next");
            if (next == null) {
                break;
            }
            var cursor = next.href().substring(next.href().indexOf("cursor=") + "cursor=".length());
            page = (OrderPage)
                    body(Outcome.of(ground.list(shopper, Map.of("limit", List.of("2"), "cursor", List.of(cursor)))));
            assertEquals(
                    next.href(),
                    Objects.requireNonNull(page.links().get("self")).href());
        }

        assertEquals(placed, listed);
    }

    @Test
    void theShopsOrdersAreForItsStaffAndCanBeFilteredByStatus() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var one = paid(shop, shop.guest());
        var other = paid(shop, ground.stoa.shopper(shop));
        Outcome.of(ground.act(staff, "shipOrder", other.id(), Map.of()));

        var shopQuery = Map.of("of", List.of("shop"));
        assertEquals(
                List.of(other.id(), one.id()),
                ((OrderPage) body(Outcome.of(ground.list(staff, shopQuery))))
                        .items().stream().map(OrderSummary::id).toList());
        assertEquals(
                List.of(one.id()),
                ((OrderPage) body(Outcome.of(
                                ground.list(staff, Map.of("of", List.of("shop"), "status", List.of("PAID"))))))
                        .items().stream().map(OrderSummary::id).toList());
        assertEquals(
                403, refusal(ground.list(ground.stoa.shopper(shop), shopQuery)).status());
        assertEquals(401, refusal(ground.list(shop.guest(), Map.of())).status());
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        paid(shop, shopper);
        paid(shop, shopper);
        var page = (OrderPage) body(Outcome.of(ground.list(shopper, Map.of("limit", List.of("1")))));
        var href = href(page.links(), "next");
        var cursor = href.substring(href.indexOf("cursor=") + "cursor=".length());

        var refused = refusal(ground.list(ground.stoa.shopper(shop), Map.of("cursor", List.of(cursor))));

        assertEquals(400, refused.status());
        assertFalse(refused.errors().isEmpty());
    }

    @Test
    void staffFindOrdersByTheirMoneyTheirPiecesAndTheirHold() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var boots = ground.article(shop, 9);
        var waits = Outcome.of(ground.buy(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 1))))
                .order();
        var shipped = paid(shop, shop.guest());
        Outcome.of(ground.act(staff, "shipOrder", shipped.id(), Map.of()));
        var held = paid(shop, shop.guest());
        Outcome.of(ground.act(staff, "holdOrder", held.id(), Map.of("reason", "The address")));

        assertEquals(Set.of(waits.id()), found(staff, "payment", "PENDING"));
        assertEquals(Set.of(shipped.id(), held.id()), found(staff, "payment", "CAPTURED"));
        assertEquals(Set.of(shipped.id()), found(staff, "fulfilment", "SHIPPED"));
        assertEquals(Set.of(held.id()), found(staff, "held", "true"));
        assertEquals(Set.of(waits.id(), shipped.id()), found(staff, "held", "false"));
        assertEquals(Set.of(), found(staff, "payment", "PENDING", "held", "true"));

        var query = Map.of("of", List.of("shop"), "payment", List.of("CAPTURED"), "limit", List.of("1"));
        var page = (OrderPage) body(Outcome.of(ground.list(staff, query)));
        var next = Objects.requireNonNull(page.links().get("next")).href();
        assertTrue(next.contains("&payment=CAPTURED&limit=1&cursor="), next);
        var cursor = next.substring(next.indexOf("cursor=") + "cursor=".length());
        var elsewhere = Map.of(
                "of", List.of("shop"), "payment", List.of("PENDING"), "limit", List.of("1"), "cursor", List.of(cursor));
        assertEquals(400, refusal(ground.list(staff, elsewhere)).status(), "a cursor is good for its filters only");
    }

    private static Set<UUID> found(Caller staff, String... filters) {
        var query = new HashMap<>(Map.of("of", List.of("shop")));
        for (int i = 0; i < filters.length; i += 2) {
            query.put(filters[i], List.of(filters[i + 1]));
        }
        var page = (OrderPage) body(Outcome.of(ground.list(staff, query)));
        return page.items().stream().map(OrderSummary::id).collect(Collectors.toSet());
    }
}
