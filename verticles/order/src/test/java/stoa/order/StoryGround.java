package stoa.order;

import static stoa.order.ModelShop.OK;

import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.payment.PaymentOutcome;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.CheckoutLine;
import stoa.platform.Refusal;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/**
 * The real shop of a story: the order domain as it is deployed, on PostgreSQL, asked through its operations. What would go on by itself
 * after an answer is kept still, by payments that are away for it, until the story says that the saga goes on; so each step can be compared.
 */
final class StoryGround implements AutoCloseable {
    static final int BACK_ORDERS = 3;
    private static final String STORY = "story-asks";
    private static final String DRIVE = "story-drives-";
    private static final String SWEEP = "sweep-";
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int LOOK_AGAIN_MS = 2;

    private static final String SHELVES =
            "select s.variant_id, s.location_id, s.on_hand, s.reserved from stoa.stock s where s.tenant_id = ?";
    private static final String ORDERS =
            "select o.id, o.status, o.payment, o.fulfilment, o.to_capture, o.to_refund, o.captured, o.refunded, o.hold is not null as held,"
                    + " exists (select from stoa.order_saga g where g.tenant_id = o.tenant_id and g.order_id = o.id) as driven,"
                    + " (select count(*) from stoa.order_event e where e.tenant_id = o.tenant_id and e.order_id = o.id) as told,"
                    + " (select array_agg(l.line_no || ':' || l.location_id || ':' || l.quantity || '-' || l.cancelled || '-' || l.shipped"
                    + " order by l.line_no, l.location_id) from stoa.order_line l where l.tenant_id = o.tenant_id and l.order_id = o.id) as pieces,"
                    + " o.version_id from stoa.orders o where o.tenant_id = ?";
    // An order is being driven by the sweeper, or will be at once.
    private static final String RESTLESS =
            "select count(*) from stoa.order_saga g join stoa.orders o on o.tenant_id = g.tenant_id and o.id = g.order_id"
                    + " where g.tenant_id = ? and (g.due_date <= clock_timestamp() or g.attempts > 0 and g.last_error is null"
                    + " or g.expires_date <= clock_timestamp() and o.status = 'PLACED' and o.payment in ('PENDING', 'REQUIRES_ACTION'))";
    private static final String HEARD =
            "select count(*) from stoa.inbox i where i.tenant_id = ? and i.consumer = 'order'";
    private static final String PARCELS =
            "select s.id from stoa.shipment s where s.tenant_id = ? and s.order_id = ? order by s.created_date, s.id";
    private static final String OVER =
            "update stoa.order_saga set expires_date = clock_timestamp() where tenant_id = ? and order_id = ? and expires_date < 'infinity'";

    private final OrderGround ground = OrderGround.open(
            "STOA_CHECKOUT_SWEEP_MS", "20", "STOA_CHECKOUT_STALL_MS", "3600000", "STOA_CHECKOUT_HOLD_MS", "3600000");
    private final Map<String, AtomicInteger> answersLeft = new ConcurrentHashMap<>();
    private final Map<String, FakePayments.Reply> afterwards = new ConcurrentHashMap<>();
    private final Connection administrator;
    private TestTenant shop;
    private volatile Map<String, UUID> orders = new ConcurrentHashMap<>();
    private List<UUID> articles = List.of();
    private List<UUID> places = List.of();
    private int rulesVersion;
    private int drives;
    private int webhooks;

    /** A request that was answered, and its key. */
    private record Asked(String key, Function<String, Future<String>> request) {}

    private volatile @Nullable Asked last;

    StoryGround() throws SQLException {
        ground.payments.answer(this::reply);
        administrator = ground.stoa.database().connect();
        try (var sql = administrator.createStatement()) {
            sql.execute("select set_config('stoa.user', '" + Caller.SYSTEM + "', false)");
        }
        shop = ground.shop();
    }

    private FakePayments.Reply reply(Caller caller) {
        var who = caller.correlationId();
        var left = answersLeft.get(who);
        if (left == null) {
            return who.startsWith(SWEEP) ? FakePayments.Reply.ANSWER : FakePayments.Reply.REFUSE;
        }
        return left.getAndDecrement() > 0 ? FakePayments.Reply.ANSWER : Objects.requireNonNull(afterwards.get(who));
    }

    /** Who asks under this name gets so many answers. */
    private String answered(int answers, boolean heeds) {
        var who = DRIVE + ++drives;
        afterwards.put(who, heeds ? FakePayments.Reply.LOSE_ANSWER : FakePayments.Reply.REFUSE);
        answersLeft.put(who, new AtomicInteger(answers));
        return who;
    }

    /** A new shop like the model's: an article at one place, one at two, and one that may be owed. */
    ModelShop open(ModelShop.Mistake mistake) {
        leave();
        shop = ground.shop();
        orders = new ConcurrentHashMap<>();
        rulesVersion = 0;
        webhooks = 0;
        last = null;
        var one = ground.article(shop, 6);
        var two = ground.article(shop, 3);
        var owed = ground.article(shop, 2);
        var place = ground.location(shop, 5, two, 4);
        ground.policy(shop, owed, "whenGone", "BACK_ORDER", "backOrderLimit", BACK_ORDERS);
        articles = List.of(one, two, owed);
        places = List.of(Locations.MAIN, place);
        var model = new ModelShop(mistake);
        model.shelves.put(List.of(0, 0), new ModelShop.Shelf(6, 0, 0));
        model.shelves.put(List.of(1, 0), new ModelShop.Shelf(3, 0, 0));
        model.shelves.put(List.of(1, 1), new ModelShop.Shelf(4, 0, 0));
        model.shelves.put(List.of(2, 0), new ModelShop.Shelf(2, 0, BACK_ORDERS));
        return model;
    }

    /** Nobody looks after the shop of a story that is over, however many follow. */
    private void leave() {
        for (String table : List.of("order_saga", "outbox")) {
            try (var sql = prepare("delete from stoa." + table + " where tenant_id = ?")) {
                sql.setObject(1, shop.id());
                sql.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private PreparedStatement prepare(String statement) throws SQLException {
        return administrator.prepareStatement(statement);
    }

    private Caller as(String correlation, String... scopes) {
        return new Caller(
                shop.id(),
                UUID.fromString("00000000-0000-7000-8000-0000000000aa"),
                Set.of(scopes),
                correlation,
                "de",
                "UTC",
                null);
    }

    private Caller staff() {
        return as(STORY, OrderGround.MANAGE, "stock:manage");
    }

    private Future<String> ask(String key, Function<String, Future<?>> request) {
        Function<String, Future<String>> asked = k -> request.apply(k)
                .map(OK)
                .recover(no -> no instanceof Refusal refusal
                        ? Future.succeededFuture(refusal.type())
                        : Future.failedFuture(no));
        return asked.apply(key).onSuccess(said -> {
            if (said.equals(OK)) {
                last = new Asked(key, asked);
            }
        });
    }

    boolean asked() {
        return last != null;
    }

    /** What was answered last, with the same key. */
    Future<String> again() {
        var asked = Objects.requireNonNull(last);
        return asked.request().apply(asked.key());
    }

    Future<String> buy(String name, Command.Buy buy) {
        var lines = buy.lines().stream()
                .map(want -> OrderGround.line(articles.get(want.article()), want.pieces()))
                .toArray(CheckoutLine[]::new);
        var caller = as(buy.waits() ? answered(Integer.MAX_VALUE, true) : STORY, "orders:own");
        return ask(
                OrderGround.key(),
                key -> ground.checkout(
                                caller, key, buy.waits() ? "wait=10" : null, OrderGround.cart(buy.token(), lines))
                        .onSuccess(answer -> bought(
                                name,
                                ((Checkout) OrderGround.body(answer)).order().id())));
    }

    private void bought(String name, UUID orderId) {
        orders.put(name, orderId);
    }

    private UUID id(String name) {
        return Objects.requireNonNull(orders.get(name));
    }

    Future<String> act(String operation, String name, Object body) {
        return act(operation, Map.of("orderId", id(name).toString()), body);
    }

    private Future<String> act(String operation, Map<String, String> path, @Nullable Object body) {
        return ask(OrderGround.key(), key -> ground.ask(staff(), operation, path, key, body));
    }

    Future<String> deliver(String name, int parcel) {
        var parcels = column(PARCELS, UUID.class, id(name));
        return act(
                "deliverOrder",
                Map.of(
                        "orderId",
                        id(name).toString(),
                        "shipmentId",
                        parcels.get(parcel).toString()),
                null);
    }

    Future<String> move(int article, int place, int pieces, boolean counted) {
        return act(
                "setStock",
                Map.of(),
                Map.of(
                        "kind",
                        counted ? "absolute" : "delta",
                        "variantId",
                        articles.get(article),
                        "locationId",
                        places.get(place),
                        counted ? "onHand" : "delta",
                        pieces,
                        "reason",
                        "So it is"));
    }

    Future<String> takeMoney(boolean atShipment) {
        var settings = Map.of("capture", atShipment ? "AT_SHIPMENT" : "AT_ONCE", "numbers", "RANDOM");
        return ground.put(staff(), "updateOrderSettings", "\"" + rulesVersion++ + "\"", settings)
                .map(OK);
    }

    /** As somebody does who comes back from the provider's page. */
    Future<String> drive(String name, int answers, boolean heeds) {
        var path = Map.of("orderId", id(name).toString());
        return ground.ask(
                        as(answered(answers, heeds), OrderGround.MANAGE),
                        "confirmPayment",
                        path,
                        OrderGround.key(),
                        null)
                .map(OK);
    }

    void decide(String name, String outcome) {
        var money = ground.payments.money(id(name));
        ground.payments.became(id(name), PaymentOutcome.valueOf(outcome), money.authorised());
    }

    void giveBack(String name, long amount) {
        ground.payments.givenBack(id(name), amount);
    }

    /** Told by outbox and broker as ever; the sweeper then looks at the order by itself. */
    void tell(String name) {
        webhooks++;
        Outcome.of(ground.payments.tell(shop.system(), id(name)));
    }

    void timeOver(String name) {
        try (var sql = prepare(OVER)) {
            sql.setObject(1, shop.id());
            sql.setObject(2, id(name));
            sql.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether nothing goes on by itself. Looked at twice: what the sweeper has in hand may look settled, and what it leaves may be due. */
    boolean still() {
        return column(HEARD, Long.class).getFirst() == webhooks && rests() && rests();
    }

    private boolean rests() {
        var inHand =
                ground.stoa.platform().meters().get("stoa.order.sagas.driven").longTaskTimers();
        return inHand.stream().allMatch(sweeper -> sweeper.activeTasks() == 0)
                && column(RESTLESS, Long.class).getFirst() == 0;
    }

    void await(BooleanSupplier so, Runnable otherwise) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                otherwise.run();
                throw new AssertionError("The shop does not come to rest");
            }
            Outcome.of(ground.stoa.vertx().timer(LOOK_AGAIN_MS));
        }
    }

    /** The shop in the words of the model, and the version of each order. */
    record Seen(List<String> lines, Map<String, Integer> versions) {}

    Seen look() {
        var lines = new ArrayList<String>();
        var versions = new HashMap<String, Integer>();
        Map<UUID, String> names = new HashMap<>();
        orders.forEach((name, id) -> names.put(id, name));
        try (var shelves = prepare(SHELVES);
                var standing = prepare(ORDERS)) {
            shelves.setObject(1, shop.id());
            var shelf = shelves.executeQuery();
            while (shelf.next()) {
                lines.add("article %d place %d: %d on hand, %d reserved"
                        .formatted(
                                articles.indexOf(shelf.getObject(1, UUID.class)),
                                places.indexOf(shelf.getObject(2, UUID.class)),
                                shelf.getInt(3),
                                shelf.getInt(4)));
            }
            standing.setObject(1, shop.id());
            var order = standing.executeQuery();
            while (order.next()) {
                var id = order.getObject("id", UUID.class);
                var name = names.getOrDefault(id, "an order that nobody was told of");
                int version = order.getInt("version_id");
                versions.put(name, version);
                var money = ground.payments.money(id);
                var pieces =
                        String.join(" ", (String[]) order.getArray("pieces").getArray());
                for (int i = 0; i < places.size(); i++) {
                    pieces = pieces.replace(places.get(i).toString(), Integer.toString(i));
                }
                lines.add("%s: %s %s %s want %d/%d have %d/%d%s %s %s%s, provider %s %d/%d"
                        .formatted(
                                name,
                                order.getString("status"),
                                order.getString("payment"),
                                order.getString("fulfilment"),
                                order.getLong("to_capture"),
                                order.getLong("to_refund"),
                                order.getLong("captured"),
                                order.getLong("refunded"),
                                order.getBoolean("held") ? " held" : "",
                                order.getBoolean("driven") ? "driven" : "left alone",
                                pieces,
                                order.getInt("told") == version ? "" : ", its timeline has gaps",
                                money.outcome(),
                                money.captured(),
                                money.refunded()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        lines.sort(null);
        return new Seen(lines, versions);
    }

    /** The source of a function of the schema. */
    String function(String name) {
        try (var sql =
                prepare("select pg_get_functiondef(p.oid) from pg_proc p where p.pronamespace = 'stoa'::regnamespace"
                        + " and p.proname = ?")) {
            sql.setString(1, name);
            var rows = sql.executeQuery();
            if (!rows.next()) {
                throw new IllegalStateException("There is no function " + name);
            }
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a migration would write it. */
    void replace(String function) {
        try (var sql = administrator.createStatement()) {
            sql.execute(function);
        } catch (SQLException e) {
            throw new IllegalStateException(function, e);
        }
    }

    private <T> List<T> column(String query, Class<T> type, Object... more) {
        try (var sql = prepare(query)) {
            sql.setObject(1, shop.id());
            for (int i = 0; i < more.length; i++) {
                sql.setObject(i + 2, more[i]);
            }
            var rows = sql.executeQuery();
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(rows.getObject(1, type));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    @Override
    public void close() throws SQLException {
        administrator.close();
        ground.close();
    }
}
