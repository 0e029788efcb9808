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
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.SettlePayment;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** The payments of a shop, one per order. */
final class Payments {
    /**
     * A payment after something was written, or nothing was.
     *
     * @param moved whether something was written
     * @param fresh whether its open operation was opened just now, so that nobody has told it yet
     */
    record Standing(PaymentState payment, boolean moved, boolean fresh) {
        /** As it was found: whether anybody has told its open operation is not known. */
        static Standing found(PaymentState payment) {
            return new Standing(payment, false, false);
        }
    }

    /** The last payment of a page. */
    record Position(OffsetDateTime created, UUID id) {}

    private static final String COLUMNS =
            "id, order_id, intent_id, status, amount, currency, authorised, captured, refunded, voided,"
                    + " fee, open_kind, open_total, open_amount, open_key, reason, action_url, version_id, created_date, modified_date";

    private static final String MOVED_COLUMNS =
            "(m.now_payment)." + COLUMNS.replace(", ", ", (m.now_payment).") + ", m.moved, m.fresh";

    private static final String INSERT =
            "insert into payment (id, order_id, provider, intent_id, status, amount, currency, reason, open_kind, open_total, open_amount,"
                    + " open_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                    + " on conflict on constraint payment_once do nothing returning " + COLUMNS;

    private static final String OF_ORDER = "select " + COLUMNS + " from payment where order_id = $1";

    private static final String WANT = "select " + MOVED_COLUMNS + " from payment_want($1, $2, $3, $4, $5, $6, $7) m";

    private static final String MOVE =
            "select " + MOVED_COLUMNS + " from payment_move($1, $2, $3, $4, $5, $6, $7, $8, $9) m";

    private static final String HEAR =
            "select " + MOVED_COLUMNS + " from payment_hear($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) m";

    private static final String NOTE =
            "insert into payment_webhook (provider, event_id, type) values ($1, $2, $3) on conflict do nothing";

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
    private final String provider;

    Payments(Tenancy tenancy, String provider) {
        this.tenancy = tenancy;
        this.provider = provider;
    }

    Future<Optional<PaymentState>> ofOrder(Caller caller, UUID orderId) {
        return tenancy.read(
                caller, sql -> sql.query(OF_ORDER, Tuple.of(orderId)).map(Payments::first));
    }

    Future<Optional<PaymentState>> one(Caller caller, UUID id) {
        return tenancy.read(caller, sql -> sql.query(ONE, Tuple.of(id)).map(Payments::first));
    }

    /** Stores the order's payment with its intent, before any money is asked for. Where it already has one, that stays. */
    Future<Standing> begin(Caller caller, AuthorisePayment ask, PaymentProvider.Intent intent) {
        var key = intent.id() + "-authorise-" + ask.amount();
        var open = new Operation(Operation.Kind.AUTHORISE, ask.amount(), ask.amount(), key);
        return begin(caller, ask, intent.id(), PaymentStatus.CREATED, null, open);
    }

    /** Stores that the provider would not even make an intent. */
    Future<Standing> decline(Caller caller, AuthorisePayment ask, String reason) {
        return begin(caller, ask, null, PaymentStatus.DECLINED, reason, null);
    }

    private Future<Standing> begin(
            Caller caller,
            AuthorisePayment ask,
            @Nullable String intentId,
            PaymentStatus status,
            @Nullable String reason,
            @Nullable Operation open) {
        var row = Tuple.of(Ids.next(), ask.orderId(), provider)
                .addString(intentId)
                .addString(status.name())
                .addLong(ask.amount())
                .addString(ask.currency())
                .addString(reason)
                .addString(open == null ? null : open.kind().name())
                .addLong(open == null ? null : open.total())
                .addLong(open == null ? null : open.amount())
                .addString(open == null ? null : open.key());
        return tenancy.call(caller, INSERT, row, Payments::first)
                .compose(made -> made.isPresent()
                        ? Future.succeededFuture(new Standing(made.get(), true, true))
                        : ofOrder(caller, ask.orderId()).map(there -> Standing.found(there.orElseThrow())));
    }

    /** Writes what the order wants, unless it has wanted something newer; empty where it has no payment. */
    Future<Optional<Standing>> want(Caller caller, SettlePayment ask) {
        var args = Tuple.of(Ids.next(), ask.orderId(), provider)
                .addInteger(ask.orderVersion())
                .addLong(ask.captureTotal())
                .addLong(ask.refundTotal())
                .addBoolean(ask.releaseRest());
        return tenancy.call(caller, WANT, args, Payments::standing);
    }

    /** Writes where the provider says the payment stands, and what follows from it. */
    Future<Standing> move(Caller caller, PaymentState payment, PaymentProvider.Intent stands) {
        return tenancy.call(caller, MOVE, moving(payment, stands), Payments::standing)
                .map(Optional::orElseThrow);
    }

    /** As {@link #move(Caller, PaymentState, PaymentProvider.Intent)}, inside a transaction. */
    Future<Standing> move(Sql sql, PaymentState payment, PaymentProvider.Intent stands) {
        return sql.query(MOVE, moving(payment, stands)).map(Payments::standing).map(Optional::orElseThrow);
    }

    private static Tuple moving(PaymentState payment, PaymentProvider.Intent stands) {
        return addStanding(Tuple.of(payment.orderId()), stands);
    }

    private static Tuple addStanding(Tuple args, PaymentProvider.Intent stands) {
        var totals = stands.totals();
        return args.addString(stands.status().name())
                .addLong(totals.authorised())
                .addLong(totals.captured())
                .addLong(totals.refunded())
                .addLong(totals.voided())
                .addLong(totals.fee())
                .addString(stands.reason())
                .addString(stands.actionUrl());
    }

    /** Notes an event that moves nothing. */
    Future<Void> note(Caller system, String eventId, String type) {
        return tenancy.call(system, NOTE, Tuple.of(provider, eventId, type), RowSet::rowCount)
                .mapEmpty();
    }

    /** Deletes events that are too old for the provider to repeat them. */
    Future<Integer> forgetOldEvents(Caller system) {
        return tenancy.call(system, FORGET, Tuple.tuple(), RowSet::rowCount);
    }

    /** Notes an event and moves the payment that it is about; empty where it was heard before, or is about nothing of ours. */
    Future<Optional<Standing>> hear(Sql sql, String eventId, String type, PaymentProvider.Intent stands) {
        var args = addStanding(Tuple.of(provider, eventId, type, stands.id()), stands);
        return sql.query(HEAR, args).map(Payments::standing);
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

    private static Optional<Standing> standing(RowSet<Row> rows) {
        return rows.stream()
                .findFirst()
                .map(row -> new Standing(payment(row), row.getBoolean("moved"), row.getBoolean("fresh")));
    }

    private static PaymentState payment(Row row) {
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
