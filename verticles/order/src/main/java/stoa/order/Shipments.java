package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import stoa.openapi.model.ShipmentInput;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;

/** What has left of an order, parcel by parcel, and what has arrived. All of it under the lock of the order. */
final class Shipments {
    private static final String ROWS = "select l.line_no, l.location_id, l.quantity, l.cancelled, l.shipped, l.amount"
            + " from order_line l where l.order_id = $1 order by l.line_no, l.location_id";
    private static final String PARCELS =
            "select count(*) as parcels, count(s.delivered_date) as arrived from shipment s where s.order_id = $1";
    private static final String SEND =
            "insert into shipment (id, order_id, carrier, tracking_number) values ($1, $2, $3, $4)";
    private static final String FILL =
            "with parts as (select * from unnest($3::int[], $4::uuid[], $5::int[]) p (line_no, location_id, pieces)),"
                    + " taken as (update order_line l set shipped = l.shipped + p.pieces from parts p"
                    + " where l.order_id = $2 and l.line_no = p.line_no and l.location_id = p.location_id)"
                    + " insert into shipment_line (shipment_id, order_id, line_no, location_id, quantity)"
                    + " select $1, $2, p.line_no, p.location_id, p.pieces from parts p";

    private Shipments() {}

    /** The pieces of an order that is locked, or whose version is looked at again before anything is done about them. */
    static Future<Pieces> pieces(Sql sql, UUID orderId) {
        var rows = sql.query(ROWS, Tuple.of(orderId));
        var parcels = sql.query(PARCELS, Tuple.of(orderId));
        return Future.all(rows, parcels).map(_ -> {
            var counted = parcels.result().iterator().next();
            return new Pieces(
                    Orders.list(rows.result(), Shipments::row),
                    counted.getLong("parcels").intValue(),
                    counted.getLong("arrived").intValue());
        });
    }

    private static Pieces.Row row(Row row) {
        return new Pieces.Row(
                row.getInteger("line_no"),
                row.getUUID("location_id"),
                row.getInteger("quantity"),
                row.getInteger("cancelled"),
                row.getInteger("shipped"),
                row.getLong("amount"));
    }

    static Future<Void> send(Sql sql, UUID orderId, ShipmentInput shipment, List<Pieces.Part> parts) {
        var id = Ids.next();
        return sql.query(SEND, Tuple.of(id, orderId, shipment.carrier(), shipment.trackingNumber()))
                .compose(_ -> sql.query(FILL, addParts(Tuple.of(id, orderId), parts)))
                .mapEmpty();
    }

    /** Lines, locations and pieces as three arrays. */
    static Tuple addParts(Tuple args, List<Pieces.Part> parts) {
        return args.addArrayOfInteger(Columns.column(parts, Integer[]::new, Pieces.Part::lineNo))
                .addArrayOfUUID(Columns.column(parts, UUID[]::new, Pieces.Part::locationId))
                .addArrayOfInteger(Columns.column(parts, Integer[]::new, Pieces.Part::pieces));
    }

    /** 404 where the order has no such shipment, 409 where it was delivered before. */
    static Future<Void> deliver(Sql sql, UUID orderId, UUID shipmentId) {
        return sql.query(
                        "select s.delivered_date, s.version_id from shipment s where s.order_id = $1 and s.id = $2"
                                + " for no key update of s",
                        Tuple.of(orderId, shipmentId))
                .compose(rows -> {
                    var row = Orders.only(rows, "shipment");
                    if (row.getOffsetDateTime("delivered_date") != null) {
                        return Future.failedFuture(Refusal.conflict(
                                "/problems/order-state", "Not possible now", "It was delivered before.", List.of()));
                    }
                    return sql.query(
                            "update shipment set delivered_date = now() where order_id = $1 and id = $2 and version_id = $3",
                            Tuple.of(orderId, shipmentId, row.getInteger("version_id")));
                })
                .mapEmpty();
    }
}
