package stoa.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.order.Receipt;
import stoa.openapi.model.Message;
import stoa.tenancy.Ids;
import stoa.tenancy.Tenancy;

/** The mailbox of a shop. */
final class Messages {
    /** The last message of a page; the next one begins after it. */
    record Position(OffsetDateTime created, UUID id) {}

    private static final String INSERT = """
            insert into message (id, kind, order_id, locale, recipient, subject, body)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (tenant_id, order_id, kind) where deleted_at is null do nothing""";

    private static final String PAGE = """
            select id, kind, recipient, subject, body, order_id, created_date from message
            where deleted_at is null and ($1::timestamptz is null or (created_date, id) < ($1, $2))
            order by created_date desc, id desc limit $3""";

    private final Tenancy tenancy;

    Messages(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<Boolean> told(Caller system, Occasion occasion, UUID orderId) {
        return tenancy.read(
                system,
                sql -> sql.query(
                                "select 1 from message where order_id = $1 and kind = $2 and deleted_at is null",
                                Tuple.of(orderId, occasion.kind()))
                        .map(rows -> rows.size() > 0));
    }

    /** Once per order and occasion. */
    Future<Void> add(Caller system, Occasion occasion, Receipt order, Texts texts) {
        return tenancy.write(
                system,
                sql -> sql.query("select name from tenant where id = $1", Tuple.of(system.tenant()))
                        .compose(shops -> {
                            var text = texts.write(
                                    occasion, order, shops.iterator().next().getString("name"));
                            return sql.query(
                                            INSERT,
                                            Tuple.of(
                                                            Ids.next(),
                                                            occasion.kind(),
                                                            order.orderId(),
                                                            text.locale(),
                                                            order.email())
                                                    .addString(text.subject())
                                                    .addString(text.body()))
                                    .mapEmpty();
                        }));
    }

    /** Newest first. */
    Future<List<Message>> page(Caller caller, @Nullable Position after, int limit) {
        var args = Tuple.of(after == null ? null : after.created(), after == null ? null : after.id(), limit);
        return tenancy.read(caller, sql -> sql.query(PAGE, args)).map(rows -> {
            var page = new ArrayList<Message>(rows.size());
            rows.forEach(row -> page.add(message(row)));
            return page;
        });
    }

    private static Message message(Row row) {
        return new Message(
                row.getUUID("id"),
                row.getString("kind"),
                row.getString("recipient"),
                row.getString("subject"),
                row.getString("body"),
                row.getUUID("order_id"),
                row.getOffsetDateTime("created_date"));
    }
}
