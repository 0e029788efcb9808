package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.openapi.model.Link;
import stoa.openapi.model.OrderNote;
import stoa.openapi.model.OrderNoteList;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** What staff tell each other about an order. Its buyer does not see it, and no version of the order changes. */
final class OrderNotes {
    /** Most notes of one order: they are listed whole. */
    private static final int MOST = 200;

    private static final String COLUMNS = "n.id, n.text, n.created_by, n.created_date";

    private final Tenancy tenancy;

    OrderNotes(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** Oldest first; 404 where there is no such order. */
    Future<OrderNoteList> of(Caller caller, UUID orderId) {
        var sql = "select " + COLUMNS + " from orders o left join order_note n on n.order_id = o.id where o.id = $1"
                + " order by n.created_date, n.id";
        return tenancy.read(caller, query -> query.query(sql, Tuple.of(orderId)))
                .map(rows -> {
                    Orders.only(rows, "order");
                    return new OrderNoteList(
                            Orders.list(rows, row -> row).stream()
                                    .filter(row -> row.getUUID("id") != null)
                                    .map(OrderNotes::note)
                                    .toList(),
                            links(orderId));
                });
    }

    private static Map<String, Link> links(UUID orderId) {
        var order = "/api/v1/orders/" + orderId;
        return Map.of("self", new Link(order + "/notes", null), "order", new Link(order, null));
    }

    /** 404 where there is no such order, 409 where it has as many as it may. */
    Future<OrderNote> add(Sql sql, UUID orderId, String text) {
        return sql.query(
                        "select o.id, (select count(*) from order_note n where n.order_id = o.id) as notes"
                                + " from orders o where o.id = $1 for no key update of o",
                        Tuple.of(orderId))
                .compose(rows -> Orders.only(rows, "order").getLong("notes") < MOST
                        ? insert(sql, orderId, text)
                        : Future.failedFuture(Refusal.conflict(
                                "/problems/too-many-notes",
                                "Too many notes",
                                "An order keeps " + MOST + " notes.",
                                List.of())));
    }

    private static Future<OrderNote> insert(Sql sql, UUID orderId, String text) {
        return sql.query(
                        "insert into order_note as n (id, order_id, text) values ($1, $2, $3) returning " + COLUMNS,
                        Tuple.of(Ids.next(), orderId, text))
                .map(OrderNotes::first);
    }

    private static OrderNote first(RowSet<Row> rows) {
        return note(rows.iterator().next());
    }

    private static OrderNote note(Row row) {
        return new OrderNote(
                row.getUUID("id"),
                row.getString("text"),
                row.getUUID("created_by"),
                OrderRecords.time(Orders.instant(row, "created_date")));
    }
}
