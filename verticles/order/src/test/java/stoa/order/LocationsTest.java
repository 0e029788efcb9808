package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
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
import stoa.messages.ApiResponse;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockLocation;
import stoa.openapi.model.StockLocationList;
import stoa.openapi.model.StockMovement;
import stoa.openapi.model.StockMovementPage;
import stoa.openapi.model.StockShelf;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Pieces that lie at several locations: who is served from where, and what the ledger says of it. */
class LocationsTest {
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

    private static Order paid(TestTenant shop, UUID variant, int quantity) {
        return Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(variant, quantity))))
                .order();
    }

    /** Pieces of the order by the priority of their location. */
    private static List<String> parts(UUID orderId) {
        return ground.rows("select p.priority || ': ' || l.quantity from stoa.order_line l join stoa.location p"
                + " on p.tenant_id = l.tenant_id and p.id = l.location_id where l.order_id = '" + orderId
                + "' order by p.priority");
    }

    private static List<Integer> onHand(TestTenant shop, UUID variant) {
        return Objects.requireNonNull(ground.stock(shop, variant).shelves()).stream()
                .map(StockShelf::onHand)
                .toList();
    }

    private static List<StockMovement> ledger(TestTenant shop, UUID variant) {
        var path = Map.of("variantId", variant.toString());
        return ground.read(
                        ground.staff(shop),
                        "listStockMovements",
                        path,
                        Map.of("limit", List.of("100")),
                        StockMovementPage.class)
                .items();
    }

    private static Future<ApiResponse> transfer(TestTenant shop, UUID variant, UUID from, UUID to, int quantity) {
        var transfer = Map.of(
                "variantId", variant,
                "fromLocationId", from,
                "toLocationId", to,
                "quantity", quantity,
                "reason", "Rebalancing");
        return ground.ask(ground.staff(shop), "transferStock", Map.of(), key(), transfer);
    }

    @Test
    void aLineIsTakenFromTheFirstLocationThatHasAllOfIt() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        ground.location(shop, 20, boots, 9);
        ground.location(shop, 10, boots, 5);

        assertEquals(List.of("0: 2"), parts(paid(shop, boots, 2).id()));
        assertEquals(List.of("10: 4"), parts(paid(shop, boots, 4).id()));
        assertEquals(List.of(0, 1, 9), onHand(shop, boots));
    }

    @Test
    void aLineThatNoLocationHasWholeIsTakenFromSeveralAndStaysOneLineToItsBuyer() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        ground.location(shop, 10, boots, 3);
        ground.location(shop, 20, boots, 4);

        var order = paid(shop, boots, 7);

        assertEquals(List.of("0: 2", "10: 3", "20: 2"), parts(order.id()));
        assertEquals(List.of(0, 0, 2), onHand(shop, boots));
        assertEquals(1, order.lines().size());
        assertEquals(7, order.lines().getFirst().quantity());
        assertEquals(
                List.of(String.valueOf(order.total().amount())),
                ground.rows("select sum(amount) from stoa.order_line where order_id = '" + order.id() + "'"));
    }

    @Test
    void whatComesBackComesBackToWhereItLay() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        ground.location(shop, 10, boots, 3);
        var order = paid(shop, boots, 4);

        Outcome.of(ground.act(ground.staff(shop), "cancelOrder", order.id(), Map.of("reason", "Changed my mind")));

        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(List.of(2, 3), onHand(shop, boots));
        assertEquals(
                List.of("RETURN 2", "RETURN 2", "SALE -2", "SALE -2"),
                ledger(shop, boots).stream()
                        .filter(line -> order.id().equals(line.orderId()))
                        .map(line -> line.kind() + " " + line.delta())
                        .sorted()
                        .toList());
    }

    @Test
    void moreThanLiesAtAllLocationsTogetherIsRefused() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        ground.location(shop, 10, boots, 3);

        var refused = refusal(ground.buy(shop.guest(), cart(FakePayments.GOOD, line(boots, 6))));

        assertEquals("/problems/out-of-stock", refused.type());
        assertEquals(5, refused.errors().getFirst().available());
    }

    @Test
    void buyersOfTheLastPiecesOfSeveralLocationsAtOnceGetJustThese() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        ground.location(shop, 10, boots, 5);
        ground.location(shop, 20, boots, 5);

        var wishes = Stream.generate(() -> ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 2))))
                .limit(20)
                .toList();
        Outcome.of(Future.join(wishes).otherwiseEmpty());

        assertEquals(7, wishes.stream().filter(Future::succeeded).count());
        assertEquals(1, ground.stock(shop, boots).available());
    }

    @Test
    void aTransferMovesWhatIsNotReservedAndTheLedgerTellsBothEnds() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var north = ground.location(shop, 10, boots, 0);
        Outcome.of(ground.buy(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 2))));

        assertEquals(
                409, refusal(transfer(shop, boots, Locations.MAIN, north, 4)).status());
        var moved = (Stock) body(Outcome.of(transfer(shop, boots, Locations.MAIN, north, 3)));

        assertEquals(5, moved.onHand());
        assertEquals(3, moved.available());
        assertEquals(List.of(2, 3), onHand(shop, boots));
        assertEquals(
                List.of("-3 to " + north, "3 to " + Locations.MAIN),
                ledger(shop, boots).stream()
                        .filter(line -> line.kind() == StockMovement.Kind.TRANSFER)
                        .map(line -> line.delta() + " to " + line.otherLocationId())
                        .sorted()
                        .toList());
    }

    @Test
    void aTransferToWhereThePiecesLieOrToNowhereIsRefused() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);

        assertEquals(
                422,
                refusal(transfer(shop, boots, Locations.MAIN, Locations.MAIN, 1))
                        .status());
        assertEquals(
                "/problems/unknown-location",
                refusal(transfer(shop, boots, Locations.MAIN, UUID.randomUUID(), 1))
                        .type());
        assertEquals(List.of(5), onHand(shop, boots));
    }

    @Test
    void anotherShopsLocationIsNoLocationHere() {
        var shop = ground.shop();
        var other = ground.shop();
        var boots = ground.article(shop, 5);
        var theirs = ground.location(other, 10, boots, 1);

        assertEquals(
                "/problems/unknown-location",
                refusal(transfer(shop, boots, Locations.MAIN, theirs, 1)).type());
    }

    @Test
    void locationsAreListedInTheOrderInWhichTheyAreTakenFromAndChangedOnlyAsTheyWereRead() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var boots = ground.article(shop, 1);
        var north = ground.location(shop, 10, boots, 1);
        var path = Map.of("locationId", north.toString());

        var first = Map.of("name", "North", "priority", 0);
        assertEquals(
                412,
                refusal(ground.put(staff, "updateLocation", path, 7, first)).status());
        Outcome.of(ground.put(
                staff,
                "updateLocation",
                Map.of("locationId", Locations.MAIN.toString()),
                1,
                Map.of("name", "Shop", "priority", 5)));
        Outcome.of(ground.put(staff, "updateLocation", path, 1, first));

        assertEquals(
                List.of("North", "Shop"),
                ground.read(staff, "listLocations", Map.of(), Map.of(), StockLocationList.class).items().stream()
                        .map(StockLocation::name)
                        .toList());
        assertEquals(
                "/problems/name-taken",
                refusal(ground.ask(staff, "createLocation", Map.of(), key(), first))
                        .type());
        assertEquals(List.of("0: 1"), parts(paid(shop, boots, 1).id()));
        assertEquals(List.of(0, 1), onHand(shop, boots));
    }

    @Test
    void aShopThatHasNeverCountedAnythingHasItsMainLocation() {
        var shop = ground.shop();

        var listed = ground.read(ground.staff(shop), "listLocations", Map.of(), Map.of(), StockLocationList.class);

        assertEquals(
                List.of(Locations.MAIN),
                listed.items().stream().map(StockLocation::id).toList());
    }
}
