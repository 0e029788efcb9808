package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.openapi.model.CartInput;
import stoa.openapi.model.CartLineInput;
import stoa.openapi.model.CartStatus;
import stoa.platform.Config;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** What people mean to buy. A person sees their own cart, a guest the one their token opens; nobody sees any other, also not staff. */
final class Carts {
    /** As the contract and the database have it. */
    static final int MOST_LINES = 50;

    private static final CartInput NOTHING = new CartInput(List.of(), null, null);

    private static final String COLUMNS = "select c.id, c.version, c.status, c.lines::text as lines, c.shipping_method,"
            + " c.country, c.order_id, c.expires_date, c.modified_date, c.created_by from cart c";

    private static final String FIND = COLUMNS + " where c.id = $1 and (c.created_by = $2 or c.id = $3)";
    private static final String LOCK = FIND + " for no key update of c";

    /** The person's own, and the one whose token they show; in the order in which every writer locks carts. */
    private static final String LOCK_BOTH = COLUMNS + " where (c.created_by = $1 and c.status = 'OPEN') or c.id = $2"
            + " order by c.id for no key update of c";

    private static final String AVAILABLE = """
            select s.variant_id, least(sum(stock_sellable(s.on_hand, s.reserved, s.allowance)), 1000000)::int as available from stock s
            where s.variant_id in (
                select (l ->> 'variantId')::uuid from cart c, jsonb_array_elements(c.lines) l where c.id = $1)
            group by s.variant_id
            """;

    private static final String DUE = """
            least(clock_timestamp() + $%d * interval '1 millisecond', clock_timestamp() + $%d * interval '1 millisecond')""";

    private static final String OPEN = "insert into cart (id, lines, shipping_method, country, expires_date, due_date)"
            + " values ($1, $2::text::jsonb, $3, $4, clock_timestamp() + $5 * interval '1 millisecond', "
            + DUE.formatted(5, 6)
            + ") on conflict (tenant_id, created_by) where status = 'OPEN'"
            + " and created_by <> '00000000-0000-7000-8000-000000000001' do nothing";

    private static final String CHANGE =
            "update cart set version = version + 1, lines = $2::text::jsonb, shipping_method = $3,"
                    + " country = $4, expires_date = clock_timestamp() + $5 * interval '1 millisecond', due_date = "
                    + DUE.formatted(5, 6) + " where id = $1";

    private static final String CLOSE =
            "update cart set version = version + 1, status = 'MERGED', due_date = expires_date where id = $1";

    /** How often a cart may become an order while it is opened. */
    private static final int TRIES = 3;

    private final Tenancy tenancy;
    private final Config.Carts times;

    Carts(Tenancy tenancy, Config.Carts times) {
        this.tenancy = tenancy;
        this.times = times;
    }

    /** 404 where there is none that the caller may see. */
    Future<CartState> find(Caller caller, UUID cartId) {
        return tenancy.read(caller, sql -> read(sql, FIND, caller, cartId));
    }

    private static Future<CartState> read(Sql sql, String statement, Caller caller, UUID cartId) {
        var cart = sql.query(statement, seenBy(caller, cartId));
        var available = sql.query(AVAILABLE, Tuple.of(cartId));
        return Future.all(cart, available).map(_ -> {
            if (cart.result().size() == 0) {
                throw Refusal.notFound("cart");
            }
            return state(cart.result().iterator().next(), available(available.result()));
        });
    }

    /** A guest's own cart is the one whose token they hold: all guests are one to the audit columns. */
    private static Tuple seenBy(Caller caller, UUID cartId) {
        return Tuple.of(cartId, caller.user(), caller.cart());
    }

    /** A new cart for a guest; for a person their one, with what is given and what the shown guest's cart holds merged into it. */
    Future<UUID> open(Sql sql, Caller caller, CartInput input) {
        check(input);
        return open(sql, caller, input, TRIES);
    }

    private Future<UUID> open(Sql sql, Caller caller, CartInput input, int triesLeft) {
        if (triesLeft == 0) {
            return Future.failedFuture(Refusal.unavailable("This cart is being ordered right now.", 1));
        }
        var id = Ids.next();
        return sql.query(OPEN, written(id, input))
                .compose(opened -> isAlone(caller, opened.rowCount() == 1)
                        ? Future.succeededFuture(id)
                        : merge(sql, caller, input, triesLeft));
    }

    /** Whether there is nothing to merge: a guest brings nothing along, a person perhaps the cart whose token they show. */
    private static boolean isAlone(Caller caller, boolean isNew) {
        return caller.user() == null || (isNew && caller.cart() == null);
    }

    private Future<UUID> merge(Sql sql, Caller caller, CartInput input, int triesLeft) {
        return sql.query(LOCK_BOTH, Tuple.of(caller.user(), caller.cart())).compose(rows -> {
            CartState own = null;
            CartState shown = null;
            for (var row : rows) {
                if (row.getUUID("created_by").equals(caller.user())) {
                    own = state(row, Map.of());
                } else {
                    shown = state(row, Map.of());
                }
            }
            // A checkout that held the cart has just made it an order: a new one can be opened now.
            return own == null ? open(sql, caller, input, triesLeft - 1) : merge(sql, own, shown, input);
        });
    }

    private Future<UUID> merge(Sql sql, CartState own, @Nullable CartState shown, CartInput input) {
        var merged = merged(own, shown, input);
        var changed = own.holds(merged) ? Future.succeededFuture() : sql.query(CHANGE, written(own.id(), merged));
        var closed = shown == null || shown.status() != CartStatus.OPEN
                ? Future.succeededFuture()
                : sql.query(CLOSE, Tuple.of(shown.id()));
        return Future.all(changed, closed).map(own.id());
    }

    /**
     * Of each variant the larger quantity: who put the same thing into both carts means it once, and merging again, after a lost answer or
     * from a second tab, changes nothing. 422 where together they are too many lines.
     */
    static CartInput merged(CartState own, @Nullable CartState shown, CartInput input) {
        var quantities = new LinkedHashMap<UUID, Integer>();
        own.lines().forEach(line -> quantities.merge(line.variantId(), line.quantity(), Math::max));
        var brought = shown != null && shown.status() == CartStatus.OPEN ? shown.holding() : NOTHING;
        brought.lines().forEach(line -> quantities.merge(line.variantId(), line.quantity(), Math::max));
        input.lines().forEach(line -> quantities.merge(line.variantId(), line.quantity(), Math::max));
        if (quantities.size() > MOST_LINES) {
            throw Refusal.unprocessable(
                    "/problems/cart-full",
                    "Too many different things",
                    "Together they are " + quantities.size() + " lines; a cart holds " + MOST_LINES + ".",
                    List.of());
        }
        var lines = new ArrayList<CartLineInput>();
        quantities.forEach((variant, quantity) -> lines.add(new CartLineInput(variant, quantity)));
        return new CartInput(
                lines,
                first(input.shippingMethod(), own.shippingMethod(), brought.shippingMethod()),
                first(input.country(), own.country(), brought.country()));
    }

    private static @Nullable String first(@Nullable String... choices) {
        return Stream.of(choices).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** 409 where it is closed, 412 where another version stands by now and it holds something else. */
    Future<CartState> put(Caller caller, UUID cartId, int version, CartInput input) {
        check(input);
        return tenancy.write(
                caller,
                sql -> sql.query(LOCK, seenBy(caller, cartId))
                        .compose(rows -> put(sql, rows, version, input))
                        .compose(_ -> read(sql, FIND, caller, cartId)));
    }

    private Future<?> put(Sql sql, RowSet<Row> rows, int version, CartInput input) {
        if (rows.size() == 0) {
            return Future.failedFuture(Refusal.notFound("cart"));
        }
        var now = state(rows.iterator().next(), Map.of());
        if (now.status() != CartStatus.OPEN) {
            return Future.failedFuture(Refusal.conflict(
                    "/problems/cart-closed", "No longer open", "The cart is " + now.status() + ".", List.of()));
        }
        if (now.holds(input)) {
            return Future.succeededFuture();
        }
        return now.version() == version
                ? sql.query(CHANGE, written(now.id(), input))
                : Future.failedFuture(Refusal.stale(now.version()));
    }

    private Tuple written(UUID id, CartInput input) {
        return Tuple.of(
                id,
                Json.MAPPER.writeValueAsString(input.lines()),
                input.shippingMethod(),
                input.country(),
                times.keep().toMillis(),
                times.abandoned().toMillis());
    }

    private static void check(CartInput input) {
        var faults = new ArrayList<Refusal.Fault>();
        var seen = new HashSet<UUID>();
        for (int i = 0; i < input.lines().size(); i++) {
            if (!seen.add(input.lines().get(i).variantId())) {
                faults.add(Refusal.Fault.of("/lines/" + i + "/variantId", "stands on another line already"));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.unprocessable(
                    "/problems/line-twice", "A line twice", "Each variant stands on one line.", faults);
        }
    }

    private static CartState state(Row row, Map<UUID, Integer> available) {
        return new CartState(
                row.getUUID("id"),
                row.getInteger("version"),
                CartStatus.valueOf(row.getString("status")),
                List.of(Json.MAPPER.readValue(row.getString("lines"), CartLineInput[].class)),
                row.getString("shipping_method"),
                row.getString("country"),
                row.getUUID("order_id"),
                Orders.instant(row, "expires_date"),
                Orders.instant(row, "modified_date"),
                available);
    }

    private static Map<UUID, Integer> available(RowSet<Row> rows) {
        var available = new HashMap<UUID, Integer>();
        rows.forEach(row -> available.put(row.getUUID("variant_id"), row.getInteger("available")));
        return Map.copyOf(available);
    }
}
