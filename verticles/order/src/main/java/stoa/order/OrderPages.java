package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.order.LiveOrder;
import stoa.openapi.OrderOperations.ListOrdersOf;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.Link;
import stoa.openapi.model.OrderPage;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.platform.Cursors;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;

/** Orders page by page, newest first. */
final class OrderPages {
    /** How the orders must stand; null does not matter. */
    record Wanted(
            @Nullable OrderStatus status,
            @Nullable PaymentStatus payment,
            @Nullable FulfilmentStatus fulfilment,
            @Nullable Boolean held) {

        /** As query parameters, each with a {@code &} before it. */
        private String query() {
            return said("status", status)
                    + said("payment", payment)
                    + said("fulfilment", fulfilment)
                    + said("held", held);
        }

        private static String said(String name, @Nullable Object value) {
            return value == null ? "" : "&" + name + "=" + value;
        }
    }

    /** Which orders; a cursor is good for these only. */
    private record Filters(String of, @Nullable UUID user, Wanted wanted) {}

    /** The last order of the page before. */
    private record Position(Instant placed, UUID orderId) {}

    private record Listed(LiveOrder order, Instant placed) {}

    private final Tenancy tenancy;
    private final Cursors cursors;

    OrderPages(Tenancy tenancy, Cursors cursors) {
        this.tenancy = tenancy;
        this.cursors = cursors;
    }

    /** 403 where all orders of the shop are asked for by somebody who does not manage them. */
    Future<OrderPage> page(Caller caller, ListOrdersOf of, Wanted wanted, int limit, @Nullable String cursor) {
        if (of == ListOrdersOf.SHOP && !caller.may(OrderRecords.MANAGE)) {
            return Future.failedFuture(Refusal.forbidden("All orders of the shop are for its staff."));
        }
        if (of == ListOrdersOf.ME && caller.user() == null) {
            return Future.failedFuture(Refusal.unauthenticated("Own orders are listed for who has signed in."));
        }
        var filters = new Filters(of.value(), of == ListOrdersOf.ME ? caller.user() : null, wanted);
        var after = cursor == null ? null : cursors.open(caller, "listOrders", filters, cursor, Position.class);
        // One more than the page tells whether there is a next one.
        var query = query(filters, after, limit + 1);
        return tenancy.read(caller, sql -> sql.query(query.sql(), query.args()))
                .map(rows ->
                        page(caller, filters, limit, cursor, Orders.list(rows, row -> listed(caller.tenant(), row))));
    }

    private record Query(String sql, Tuple args) {}

    /**
     * Only the conditions that are asked for, so that people, pieces and holds are served by their indexes. Status and payment walk the newest
     * orders: an index on what each step of an order changes would cost every step.
     */
    private static Query query(Filters filters, @Nullable Position after, int limit) {
        var sql = new StringBuilder("select " + Orders.LIVE + ", o.created_date from orders o where true");
        var args = Tuple.tuple();
        if (filters.user() != null) {
            args.addUUID(filters.user());
            sql.append(" and o.created_by = $").append(args.size());
        }
        var wanted = filters.wanted();
        equal(sql, args, "o.status", wanted.status());
        equal(sql, args, "o.payment", wanted.payment());
        equal(sql, args, "o.fulfilment", wanted.fulfilment());
        if (wanted.held() != null) {
            sql.append(wanted.held() ? " and o.hold is not null" : " and o.hold is null");
        }
        if (after != null) {
            args.addOffsetDateTime(after.placed().atOffset(ZoneOffset.UTC)).addUUID(after.orderId());
            sql.append(" and (o.created_date, o.id) < ($").append(args.size() - 1);
            sql.append(", $").append(args.size()).append(')');
        }
        args.addInteger(limit);
        sql.append(" order by o.created_date desc, o.id desc limit $").append(args.size());
        return new Query(sql.toString(), args);
    }

    private static void equal(StringBuilder sql, Tuple args, String column, @Nullable Enum<?> value) {
        if (value != null) {
            args.addString(value.name());
            sql.append(" and ").append(column).append(" = $").append(args.size());
        }
    }

    private static Listed listed(UUID tenant, Row row) {
        return new Listed(Orders.live(tenant, row), Orders.instant(row, "created_date"));
    }

    private OrderPage page(Caller caller, Filters filters, int limit, @Nullable String cursor, List<Listed> found) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        var links = new LinkedHashMap<String, Link>();
        links.put(
                "self",
                new Link(cursor == null ? path(filters, limit) : path(filters, limit) + "&cursor=" + cursor, null));
        if (found.size() > limit) {
            var last = shown.getLast();
            var position = new Position(last.placed(), last.order().orderId());
            String next = cursors.seal(caller, "listOrders", filters, position);
            links.put("next", new Link(path(filters, limit) + "&cursor=" + next, null));
        }
        return new OrderPage(
                shown.stream()
                        .map(listed -> OrderRecords.summary(listed.order(), listed.placed()))
                        .toList(),
                Map.copyOf(links));
    }

    private static String path(Filters filters, int limit) {
        return "/api/v1/orders?of=" + filters.of() + filters.wanted().query() + "&limit=" + limit;
    }
}
