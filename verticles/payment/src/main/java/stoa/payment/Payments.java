package stoa.payment;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** The payments of a shop, one per order, as they stand. {@link PaymentWrites} moves them. */
final class Payments {
    /** The last payment of a page. */
    record Position(OffsetDateTime created, UUID id) {}

    private static final String COLUMNS =
            "id, order_id, intent_id, status, amount, currency, authorised, captured, refunded, voided,"
                    + " fee, open_kind, open_total, open_amount, open_key, reason, action_url, version_id, created_date, modified_date";

    private static final String OF_ORDER = "select " + COLUMNS + " from payment where order_id = $1";

    private static final String WONDER =
            "update payment set status = 'PENDING' where order_id = $1 and status = 'CREATED'";

    private static final String PAGE =
            "select " + COLUMNS + " from payment where deleted_at is null and intent_id is not null"
                    + " and ($1::uuid is null or order_id = $1) and ($2::timestamptz is null or (created_date, id) < ($2, $3::uuid))"
                    + " order by created_date desc, id desc limit $4";

    private static final String ONE = "select " + COLUMNS + " from payment where id = $1 and deleted_at is null";

    /** A bounded number, so that no lock is held for long. */
    private static final String FORGET =
            "delete from payment_webhook where (provider, event_id) in (select provider, event_id"
                    + " from payment_webhook where created_date < clock_timestamp() - interval '30 days' limit 1000)";

    private final Tenancy tenancy;

    Payments(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** What {@link #payment} reads, of a row that is reached by this prefix. */
    static String columns(String prefix) {
        return prefix + COLUMNS.replace(", ", ", " + prefix);
    }

    Future<Optional<PaymentState>> ofOrder(Caller caller, UUID orderId) {
        return tenancy.read(
                caller, sql -> sql.query(OF_ORDER, Tuple.of(orderId)).map(Payments::first));
    }

    Future<Optional<PaymentState>> one(Caller caller, UUID id) {
        return tenancy.read(caller, sql -> sql.query(ONE, Tuple.of(id)).map(Payments::first));
    }

    /** Deletes events that are too old for the provider to repeat them. */
    Future<Integer> forgetOldEvents(Caller system) {
        return tenancy.call(system, FORGET, Tuple.tuple(), RowSet::rowCount);
    }

    /** Notes that it is not known what came of the first operation. */
    Future<Void> wonder(Sql sql, PaymentState payment) {
        return sql.query(WONDER, Tuple.of(payment.orderId())).mapEmpty();
    }

    /** Newest first, those that never had an intent left out. */
    Future<List<PaymentState>> page(Caller caller, @Nullable UUID orderId, @Nullable Position after, int limit) {
        var args = Tuple.tuple()
                .addUUID(orderId)
                .addOffsetDateTime(after == null ? null : after.created)
                .addUUID(after == null ? null : after.id)
                .addInteger(limit);
        return tenancy.read(
                caller,
                sql -> sql.query(PAGE, args)
                        .map(rows -> rows.stream().map(Payments::payment).toList()));
    }

    private static Optional<PaymentState> first(RowSet<Row> rows) {
        return rows.stream().findFirst().map(Payments::payment);
    }

    static PaymentState payment(Row row) {
        return new PaymentState(
                row.getUUID("id"),
                row.getUUID("order_id"),
                row.getString("intent_id"),
                PaymentStatus.valueOf(row.getString("status")),
                row.getLong("amount"),
                row.getString("currency"),
                totals(row),
                open(row),
                row.getString("reason"),
                row.getString("action_url"),
                row.getInteger("version_id"),
                row.getOffsetDateTime("created_date"),
                row.getOffsetDateTime("modified_date"));
    }

    private static Totals totals(Row row) {
        return new Totals(
                row.getLong("authorised"),
                row.getLong("captured"),
                row.getLong("refunded"),
                row.getLong("voided"),
                row.getLong("fee"));
    }

    private static @Nullable Operation open(Row row) {
        var kind = row.getString("open_kind");
        return kind == null
                ? null
                : new Operation(
                        Operation.Kind.valueOf(kind),
                        row.getLong("open_total"),
                        row.getLong("open_amount"),
                        row.getString("open_key"));
    }
}
