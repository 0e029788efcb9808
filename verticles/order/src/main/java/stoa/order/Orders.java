package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.openapi.model.PriceBreakdown;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** The orders of a shop: found as far as the caller may see them. What moves them is in {@link Steps}. */
final class Orders {
    /** What {@link #standing} reads beside {@link #LIVE}. */
    static final String FUNDS = "o.to_capture, o.to_refund, o.captured, o.refunded, o.hold, o.payment_action_url";

    /** What {@link #live} reads; {@code o} is the order. */
    static final String LIVE = "o.id, o.created_by, o.number, o.version_id, o.status, o.payment, o.fulfilment, o.total,"
            + " o.currency, o.pieces, o.contact_name, o.modified_date";

    /** Staff see the orders of the shop, shoppers their own, guests the one their token opens: $2, $3 and $4. */
    static final String VISIBLE = "($2 or o.created_by = $3 or o.id = $4)";

    private static final String DETAILS = "select " + LIVE + ", " + FUNDS
            + ", o.created_date, o.contact_email, o.address::text as address, o.price::text as price, o.locale from orders o where o.id = $1 and "
            + VISIBLE;
    private static final String LINES =
            "select l.line_no, l.variant_id, l.product_id, l.sku, l.name, l.image_url, l.quantity,"
                    + " l.unit_price, l.amount, l.cancelled, l.shipped from order_line l where l.order_id = $1 order by l.line_no, l.location_id";
    private static final String PARCELS =
            "select s.id, s.carrier, s.tracking_number, s.created_date, s.delivered_date from shipment s"
                    + " where s.order_id = $1 order by s.created_date, s.id";
    private static final String CONTENTS = "select c.shipment_id, c.line_no, c.quantity from shipment_line c"
            + " where c.order_id = $1 order by c.shipment_id, c.line_no, c.location_id";
    private static final String LOCK = "select " + LIVE + ", " + FUNDS + " from orders o where o.id = $1 and " + VISIBLE
            + " for no key update of o";

    private final Tenancy tenancy;

    Orders(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** Refused with 404 where there is none that the caller may see. */
    Future<OrderDetails> find(Caller caller, UUID orderId) {
        return tenancy.read(caller, sql -> read(sql, caller, orderId));
    }

    /** The same inside a transaction: the statements are sent at once. */
    Future<OrderDetails> read(Sql sql, Caller caller, UUID orderId) {
        var orders = sql.query(DETAILS, seenBy(caller, orderId));
        var lines = sql.query(LINES, Tuple.of(orderId));
        var parcels = sql.query(PARCELS, Tuple.of(orderId));
        var contents = sql.query(CONTENTS, Tuple.of(orderId));
        return Future.all(orders, lines, parcels, contents).map(_ -> {
            var row = only(orders.result(), "order");
            return new OrderDetails(
                    standing(caller.tenant(), row),
                    instant(row, "created_date"),
                    row.getString("contact_email"),
                    row.getString("address"),
                    Json.MAPPER.readValue(row.getString("price"), PriceBreakdown.class),
                    row.getString("locale"),
                    OrderDetails.Line.joined(list(lines.result(), Orders::line)),
                    parcels(parcels.result(), contents.result()));
        });
    }

    /** Only where the order stands; 404 where there is none that the caller may see. */
    Future<Standing> standing(Caller caller, UUID orderId) {
        return tenancy.read(
                        caller,
                        sql -> sql.query(
                                "select " + LIVE + ", " + FUNDS + " from orders o where o.id = $1 and " + VISIBLE,
                                seenBy(caller, orderId)))
                .map(rows -> standing(caller.tenant(), only(rows, "order")));
    }

    /** Locks the order for the rest of the transaction; 404 where the caller may not see it. */
    Future<Standing> lock(Sql sql, Caller caller, UUID orderId) {
        return sql.query(LOCK, seenBy(caller, orderId)).map(rows -> standing(caller.tenant(), only(rows, "order")));
    }

    /** What is left of an order to ship; of use only beside a look at its version. */
    Future<Pieces> pieces(Caller caller, UUID orderId) {
        return tenancy.read(caller, sql -> Shipments.pieces(sql, orderId));
    }

    /** $1 to $4 of a statement over {@link #VISIBLE} orders. */
    static Tuple seenBy(Caller caller, @Nullable UUID orderId) {
        boolean all = caller.may(OrderRecords.MANAGE) || caller.may(Caller.SYSTEM_SCOPE);
        return Tuple.of(orderId, all, caller.user(), caller.order());
    }

    static LiveOrder live(UUID tenant, Row row) {
        UUID createdBy = row.getUUID("created_by");
        return new LiveOrder(
                tenant,
                row.getUUID("id"),
                createdBy.equals(Caller.GUEST) ? null : createdBy,
                row.getString("number"),
                row.getInteger("version_id"),
                OrderStatus.valueOf(row.getString("status")),
                PaymentStatus.valueOf(row.getString("payment")),
                FulfilmentStatus.valueOf(row.getString("fulfilment")),
                row.getLong("total"),
                row.getString("currency"),
                row.getInteger("pieces"),
                row.getString("contact_name"),
                instant(row, "modified_date"));
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static Standing standing(UUID tenant, Row row) {
        var funds = new Funds(
                row.getLong("to_capture"), row.getLong("to_refund"), row.getLong("captured"), row.getLong("refunded"));
        return new Standing(live(tenant, row), funds, row.getString("hold"), row.getString("payment_action_url"));
    }

    static Row only(RowSet<Row> rows, String what) {
        if (rows.size() == 0) {
            throw Refusal.notFound(what);
        }
        return rows.iterator().next();
    }

    private static OrderDetails.Line line(Row row) {
        var bought = new Purchase.Line(
                row.getInteger("line_no"),
                row.getUUID("variant_id"),
                row.getUUID("product_id"),
                row.getString("sku"),
                row.getString("name"),
                row.getString("image_url"),
                row.getInteger("quantity"),
                row.getLong("unit_price"),
                row.getLong("amount"));
        return new OrderDetails.Line(bought, row.getInteger("cancelled"), row.getInteger("shipped"));
    }

    private static List<OrderDetails.Parcel> parcels(RowSet<Row> parcels, RowSet<Row> contents) {
        var lines = list(contents, row -> row).stream()
                .collect(Collectors.groupingBy(
                        row -> row.getUUID("shipment_id"),
                        Collectors.groupingBy(
                                row -> row.getInteger("line_no"),
                                TreeMap::new,
                                Collectors.summingInt(row -> row.getInteger("quantity")))));
        return list(parcels, row -> parcel(row, lines.getOrDefault(row.getUUID("id"), new TreeMap<>())));
    }

    private static OrderDetails.Parcel parcel(Row row, Map<Integer, Integer> pieces) {
        OffsetDateTime delivered = row.getOffsetDateTime("delivered_date");
        return new OrderDetails.Parcel(
                row.getUUID("id"),
                row.getString("carrier"),
                row.getString("tracking_number"),
                instant(row, "created_date"),
                delivered == null ? null : delivered.toInstant(),
                pieces);
    }

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapping) {
        var list = new ArrayList<T>(rows.size());
        rows.forEach(row -> list.add(mapping.apply(row)));
        return list;
    }
}
