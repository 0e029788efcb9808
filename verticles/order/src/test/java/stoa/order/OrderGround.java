package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.openapi.model.Address;
import stoa.openapi.model.CardPayment;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.CheckoutLine;
import stoa.openapi.model.Contact;
import stoa.openapi.model.Money;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockLocation;
import stoa.openapi.model.StockPolicy;
import stoa.platform.Bus;
import stoa.platform.Refusal;
import stoa.platform.TestStoa;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** The order domain on a real database and bus, between neighbours that do what a test tells them. */
final class OrderGround implements AutoCloseable {
    static final String MANAGE = "orders:manage";
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final int LOOK_AGAIN_MS = 20;

    final TestStoa stoa;
    final FakeCatalog catalog;
    final FakePayments payments;

    /** @param settings beside a quick sweeper */
    OrderGround(Map<String, String> settings) {
        var all = new HashMap<>(Map.of("STOA_CHECKOUT_SWEEP_MS", "50", "STOA_CHECKOUT_STALL_MS", "200"));
        all.putAll(settings);
        stoa = TestStoa.open(all, "order");
        catalog = new FakeCatalog(stoa.bus());
        payments = new FakePayments(stoa.platform());
        stoa.deploy(catalog);
        stoa.deploy(payments);
    }

    /** With the order verticle at work. */
    static OrderGround open(String... settings) {
        var all = new HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        var ground = new OrderGround(all);
        ground.start();
        return ground;
    }

    /** Deploys the order verticle; what was left behind before is found by its sweeper. */
    void start() {
        stoa.deploy(new OrderVerticle(stoa.platform()));
    }

    TestTenant shop() {
        return stoa.tenant();
    }

    Caller staff(TestTenant shop) {
        return stoa.staff(shop, MANAGE, "stock:manage");
    }

    /** An article that is sold at 1000 cents, with so many pieces on the shelf. */
    UUID article(TestTenant shop, int pieces) {
        var variantId = UUID.randomUUID();
        catalog.sell(variantId, 1000);
        putOnShelf(shop, variantId, pieces);
        return variantId;
    }

    /** The same before the order verticle is at work: as if staff had counted the pieces. */
    UUID counted(TestTenant shop, int pieces) {
        var variant = UUID.randomUUID();
        Outcome.of(stoa.tenancy()
                .call(
                        shop.system(),
                        "select stock_move($1, $2, $3, null, 'RECEIPT', 'Delivery', null)",
                        Tuple.of(variant, Locations.MAIN, pieces),
                        rows -> rows.size()));
        return variant;
    }

    /** An order that nobody settles yet. */
    Standing placed(TestTenant shop, UUID variant, int quantity) {
        var purchase = Purchase.of(
                shop.guest(),
                buyer(shop.guest()),
                "N-" + UUID.randomUUID().toString().substring(0, 12),
                key(),
                cart(FakePayments.GOOD, line(variant, quantity)),
                priced(variant, quantity));
        Outcome.of(stoa.platform().ofNode(Checkouts.class, Checkouts::new).place(purchase));
        return Outcome.of(new Orders(stoa.tenancy()).standing(shop.system(), purchase.orderId()));
    }

    Steps steps() {
        return stoa.platform().ofNode(Steps.class, Steps::new);
    }

    void putOnShelf(TestTenant shop, UUID variantId, int pieces) {
        var movement = Map.of("kind", "absolute", "variantId", variantId, "onHand", pieces, "reason", "Counted");
        Outcome.of(ask(staff(shop), "setStock", Map.of(), key(), movement));
    }

    /** Whom limits would count, in tests that write to the database directly. */
    static Buffer buyer(Caller caller) {
        return Buffer.buffer(caller.actor().toString());
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    static CheckoutInput cart(String token, CheckoutLine... lines) {
        return new CheckoutInput(
                List.of(lines),
                new Contact("mara@example.org", "Mara Lind"),
                new Address("Mara Lind", "Hauptstraße 1", null, "10115", "Berlin", null, "DE"),
                new CardPayment(CardPayment.Kind.CARD, token),
                null,
                null,
                null);
    }

    static CheckoutLine line(UUID variantId, int quantity) {
        return new CheckoutLine(variantId, quantity, new Money(1000, "EUR"));
    }

    /** One line of a purchase that is neither taxed nor sent for money. */
    static PriceCheck.Priced priced(UUID variantId, int quantity) {
        var tiers = List.of(new Basket.Tier(1, 1000));
        var basket = new Basket(
                "EUR",
                new Basket.Buyer("en", "DE", Set.of()),
                List.of(new Basket.Item(1, variantId, quantity, "STANDARD", tiers)),
                null);
        var price = Pricing.price(basket, ShopRules.NONE.rules()).breakdown();
        var line = new Purchase.Line(
                1, variantId, UUID.randomUUID(), "BOOT-42", "Ridge boots", null, quantity, 1000, price.total());
        return new PriceCheck.Priced(List.of(line), price);
    }

    /** Answers as soon as the order is placed. */
    Future<Checkout> buy(Caller caller, CheckoutInput cart) {
        return checkout(caller, key(), null, cart).map(response -> (Checkout) body(response));
    }

    /** Answers when the payment is decided. */
    Future<Checkout> buyAndWait(Caller caller, CheckoutInput cart) {
        return checkout(caller, key(), "wait=10", cart).map(response -> (Checkout) body(response));
    }

    /** Answers when the payment is decided, or after a second. */
    Future<Checkout> buyAndWaitBriefly(Caller caller, CheckoutInput cart) {
        return checkout(caller, key(), "wait=1", cart).map(response -> (Checkout) body(response));
    }

    Future<ApiResponse> checkout(Caller caller, String key, @Nullable String prefer, CheckoutInput cart) {
        var headers = new HashMap<>(key(key));
        if (prefer != null) {
            headers.put("prefer", prefer);
        }
        return ask(caller, "createCheckout", Map.of(), headers, cart);
    }

    Future<ApiResponse> ask(
            Caller caller, String operation, Map<String, String> path, String key, @Nullable Object body) {
        return ask(caller, operation, path, key(key), body);
    }

    private static Map<String, String> key(String key) {
        return Map.of("idempotency-key", key);
    }

    Future<ApiResponse> ask(
            Caller caller,
            String operation,
            Map<String, String> path,
            Map<String, String> headers,
            @Nullable Object body) {
        return stoa.bus()
                .ask(
                        caller,
                        Bus.operation(operation),
                        new ApiRequest(
                                operation,
                                path,
                                Map.of(),
                                headers,
                                Map.of(),
                                body == null ? null : Json.MAPPER.valueToTree(body),
                                null));
    }

    /** Reads, with query parameters as they stand in an address. */
    <T> T read(
            Caller caller, String operation, Map<String, String> path, Map<String, List<String>> query, Class<T> type) {
        var request = new ApiRequest(operation, path, query, Map.of(), Map.of(), null, null);
        return Outcome.of(
                stoa.bus().ask(caller, Bus.operation(operation), request).map(answer -> type.cast(body(answer))));
    }

    /** Replaces what was read at this version. */
    Future<ApiResponse> put(Caller caller, String operation, Map<String, String> path, int version, Object body) {
        return ask(caller, operation, path, Map.of("if-match", "\"" + version + "\""), body);
    }

    /** A location with so many pieces of the article. */
    UUID location(TestTenant shop, int priority, UUID variantId, int pieces) {
        var opened = (StockLocation) body(Outcome.of(ask(
                staff(shop),
                "createLocation",
                Map.of(),
                key(),
                Map.of("name", "Shelf " + UUID.randomUUID(), "priority", priority))));
        Outcome.of(ask(
                staff(shop),
                "setStock",
                Map.of(),
                key(),
                Map.of(
                        "kind",
                        "delta",
                        "variantId",
                        variantId,
                        "delta",
                        pieces,
                        "locationId",
                        opened.id(),
                        "reason",
                        "Delivery")));
        return opened.id();
    }

    /** Says how the article is sold; such as {@code "whenGone", "DENY", "maxPerBuyer", 2}. */
    void policy(TestTenant shop, UUID variantId, Object... members) {
        var policy = new HashMap<String, Object>();
        for (int i = 0; i < members.length; i += 2) {
            policy.put((String) members[i], members[i + 1]);
        }
        var path = Map.of("variantId", variantId.toString());
        int version = read(staff(shop), "getStockPolicy", path, Map.of(), StockPolicy.class)
                .version();
        Outcome.of(put(staff(shop), "setStockPolicy", path, version, policy));
    }

    /** Replaces what stood at that ETag. */
    Future<ApiResponse> put(Caller caller, String operation, String ifMatch, Object body) {
        return ask(caller, operation, Map.of(), Map.of("if-match", ifMatch), body);
    }

    /** A list, as its query parameters ask for it. */
    Future<ApiResponse> list(Caller caller, Map<String, List<String>> query) {
        var all = new HashMap<>(Map.of("of", List.of("me"), "limit", List.of("24")));
        all.putAll(query);
        return stoa.bus()
                .ask(
                        caller,
                        Bus.operation("listOrders"),
                        new ApiRequest("listOrders", Map.of(), all, Map.of(), Map.of(), null, null));
    }

    Future<Order> order(Caller caller, UUID orderId) {
        return ask(caller, "getOrder", Map.of("orderId", orderId.toString()), Map.of(), null)
                .map(response -> (Order) body(response));
    }

    Future<Order> act(Caller caller, String operation, UUID orderId, Object body) {
        return ask(caller, operation, Map.of("orderId", orderId.toString()), key(), body)
                .map(response -> (Order) body(response));
    }

    Stock stock(TestTenant shop, UUID variantId) {
        return Outcome.of(ask(staff(shop), "getStock", Map.of("variantId", variantId.toString()), Map.of(), null)
                .map(response -> (Stock) body(response)));
    }

    static Object body(ApiResponse response) {
        if (response.body() == null) {
            throw new AssertionError("An answer without a body");
        }
        return response.body();
    }

    static Refusal refusal(Future<?> refused) {
        return Outcome.failure(Refusal.class, refused);
    }

    Future<ApiResponse> parkedWork(Caller caller) {
        return stoa.bus()
                .ask(
                        caller,
                        Bus.operation("listParkedWork"),
                        new ApiRequest(
                                "listParkedWork",
                                Map.of(),
                                Map.of("limit", List.of("24")),
                                Map.of(),
                                Map.of(),
                                null,
                                null));
    }

    /** Looks again and again until it is so. */
    <T> T eventually(Supplier<T> look, Predicate<T> so) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        var seen = look.get();
        while (!so.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It stays " + seen);
            }
            Outcome.of(stoa.vertx().timer(LOOK_AGAIN_MS));
            seen = look.get();
        }
        return seen;
    }

    /** Looks again and again until the order stands so. */
    Order awaitOrder(TestTenant shop, UUID orderId, OrderStatus status, PaymentStatus payment) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        var order = Outcome.of(order(staff(shop), orderId));
        while (order.status() != status || order.payment() != payment) {
            if (System.nanoTime() > end) {
                throw new AssertionError("The order stays " + order.status() + "/" + order.payment());
            }
            Outcome.of(stoa.vertx().timer(LOOK_AGAIN_MS));
            order = Outcome.of(order(staff(shop), orderId));
        }
        return order;
    }

    /** A number that an administrator finds, whom no policy binds. */
    long count(String query) {
        return rows(query).isEmpty() ? 0 : Long.parseLong(rows(query).getFirst());
    }

    List<String> rows(String query) {
        try (var connection = stoa.database().connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** What must hold in every shop at every moment between two commits. */
    void auditStock() {
        var wrong = rows("""
                select s.variant_id || ': ' || s.reserved || ' reserved, ' || coalesce(l.pieces, 0) || ' in unpaid orders'
                from stoa.stock s
                left join (select l.tenant_id, l.variant_id, l.location_id, sum(l.quantity) as pieces from stoa.order_line l
                    join stoa.orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
                    where o.status = 'PLACED' and o.payment in ('PENDING', 'REQUIRES_ACTION') group by 1, 2, 3) l
                    on l.tenant_id = s.tenant_id and l.variant_id = s.variant_id and l.location_id = s.location_id
                where s.reserved <> coalesce(l.pieces, 0)
                union all
                select s.variant_id || ': ' || s.on_hand || ' on hand, ' || coalesce(m.moved, 0) || ' moved'
                from stoa.stock s
                left join (select m.tenant_id, m.variant_id, m.location_id, sum(m.delta) as moved from stoa.stock_movement m
                    group by 1, 2, 3) m
                    on m.tenant_id = s.tenant_id and m.variant_id = s.variant_id and m.location_id = s.location_id
                where s.on_hand <> coalesce(m.moved, 0)""");
        if (!wrong.isEmpty()) {
            throw new AssertionError("Stock and orders disagree: " + wrong);
        }
    }

    @Override
    public void close() {
        stoa.close();
    }
}
