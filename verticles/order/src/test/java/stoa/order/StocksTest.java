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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.ApiResponse;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockMovement;
import stoa.openapi.model.StockMovementPage;
import stoa.openapi.model.StockPage;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

class StocksTest {
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

    private static Future<ApiResponse> move(TestTenant shop, Map<String, Object> movement) {
        return ground.ask(ground.staff(shop), "setStock", Map.of(), key(), movement);
    }

    private static Map<String, Object> delta(UUID variant, int delta) {
        return Map.of("kind", "delta", "variantId", variant, "delta", delta, "reason", "Delivery");
    }

    private static Map<String, Object> absolute(UUID variant, int onHand) {
        return Map.of("kind", "absolute", "variantId", variant, "onHand", onHand, "reason", "Counted");
    }

    @Test
    void movementsAreAddedUnderTheLockHoweverManyComeAtOnce() {
        var shop = ground.shop();
        var boots = ground.article(shop, 10);

        Outcome.of(Future.all(
                Stream.generate(() -> move(shop, delta(boots, 3))).limit(20).toList()));

        assertEquals(70, ground.stock(shop, boots).onHand());
        assertEquals(
                List.of("21"),
                ground.rows("select count(*) from stoa.stock_movement where tenant_id = '" + shop.id() + "'"));
    }

    @Test
    void aMovementThatIsRepeatedMovesOnce() {
        var shop = ground.shop();
        var boots = ground.article(shop, 10);
        var staff = ground.staff(shop);
        var key = key();

        var first = Outcome.of(ground.ask(staff, "setStock", Map.of(), key, delta(boots, 5)));
        var second = Outcome.of(ground.ask(staff, "setStock", Map.of(), key, delta(boots, 5)));

        assertEquals(15, ((Stock) body(first)).onHand());
        assertEquals(body(first), body(second));
        assertEquals("true", second.headers().get("Idempotent-Replayed"));
        assertEquals(15, ground.stock(shop, boots).onHand());
    }

    @Test
    void whatIsReservedCannotBeTakenAway() {
        var shop = ground.shop();
        var boots = ground.article(shop, 10);
        Outcome.of(ground.buy(shop.guest(), cart(FakePayments.UNKNOWN, line(boots, 4))));

        var refused = refusal(move(shop, absolute(boots, 3)));
        assertEquals(409, refused.status());
        assertEquals(409, refusal(move(shop, delta(boots, -7))).status());

        Outcome.of(move(shop, absolute(boots, 4)));
        var stock = ground.stock(shop, boots);
        assertEquals(4, stock.onHand());
        assertEquals(4, stock.reserved());
        assertEquals(0, stock.available());
    }

    @Test
    void moreThanAShelfHoldsIsRefused() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1_000_000_000);

        assertEquals(409, refusal(move(shop, delta(boots, 1))).status());
    }

    @Test
    void anotherShopSeesNothingOfIt() {
        var boots = ground.article(ground.shop(), 10);
        var other = ground.shop();

        assertEquals(
                404,
                refusal(ground.ask(ground.staff(other), "getStock", Map.of("variantId", boots.toString()), key(), null))
                        .status());
    }

    @Test
    void whoeverKeepsACopyIsToldHowManyCanBeSold() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 2))));

        assertEquals(
                List.of("5", "3"),
                ground.rows("select data ->> 'available' from stoa.outbox where type = 'StockChanged' and aggregate = '"
                        + boots + "' order by aggregate_version"));
    }

    @Test
    void stockOfWhatTheCatalogueDoesNotKnowIsRefused() {
        var shop = ground.shop();

        var refused = refusal(move(shop, delta(UUID.randomUUID(), 3)));

        assertEquals(422, refused.status());
        assertEquals("/problems/unknown-product", refused.type());
    }

    @Test
    void theLedgerSaysWhatMovedWhyAndByWhomPageByPage() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var staff = ground.staff(shop);
        Outcome.of(ground.ask(
                staff,
                "setStock",
                Map.of(),
                key(),
                Map.of(
                        "kind",
                        "delta",
                        "variantId",
                        boots,
                        "delta",
                        1,
                        "movement",
                        "RETURN",
                        "reason",
                        "Brought back")));
        Outcome.of(move(shop, delta(boots, 4)));
        Outcome.of(move(shop, delta(boots, -2)));
        Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 2))));
        var path = Map.of("variantId", boots.toString());

        var first =
                ground.read(staff, "listStockMovements", path, Map.of("limit", List.of("3")), StockMovementPage.class);
        var next = Objects.requireNonNull(first.links().get("next")).href();
        var cursor = next.substring(next.indexOf("cursor=") + "cursor=".length());
        var second = ground.read(
                staff,
                "listStockMovements",
                path,
                Map.of("limit", List.of("3"), "cursor", List.of(cursor)),
                StockMovementPage.class);

        assertEquals(
                List.of("SALE -2 = 6 SYSTEM", "CORRECTION -2 = 8 PERSON", "RECEIPT 4 = 10 PERSON"),
                first.items().stream().map(StocksTest::told).toList());
        assertEquals(
                List.of("RETURN 1 = 6 PERSON", "CORRECTION 5 = 5 PERSON"),
                second.items().stream().map(StocksTest::told).toList());
        assertEquals("Brought back", second.items().getFirst().reason());
    }

    private static String told(StockMovement line) {
        return line.kind() + " " + line.delta() + " = " + line.onHand() + " " + line.actor();
    }

    @Test
    void theStockOfAShopIsListedWithNamesPageByPage() {
        var shop = ground.shop();
        var articles = Stream.generate(() -> ground.article(shop, 1)).limit(5).toList();
        ground.putOnShelf(shop, articles.getFirst(), 0);
        var staff = ground.staff(shop);

        var first = ground.read(staff, "listStock", Map.of(), query("all", null), StockPage.class);
        var next = Objects.requireNonNull(first.links().get("next")).href();
        var rest = ground.read(
                staff,
                "listStock",
                Map.of(),
                query("all", next.substring(next.indexOf("cursor=") + "cursor=".length())),
                StockPage.class);

        assertEquals(3, first.items().size());
        assertEquals(2, rest.items().size());
        assertEquals("Ridge boots, 42", first.items().getFirst().name());
        assertEquals(
                articles.stream()
                        .sorted(java.util.Comparator.comparing(UUID::toString))
                        .toList(),
                Stream.concat(first.items().stream(), rest.items().stream())
                        .map(Stock::variantId)
                        .toList());
        assertEquals(
                List.of(articles.getFirst()),
                ground.read(staff, "listStock", Map.of(), query("out", null), StockPage.class).items().stream()
                        .map(Stock::variantId)
                        .toList());
    }

    private static Map<String, List<String>> query(String state, @Nullable String cursor) {
        return cursor == null
                ? Map.of("state", List.of(state), "limit", List.of("3"))
                : Map.of("state", List.of(state), "limit", List.of("3"), "cursor", List.of(cursor));
    }
}
