package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.tenancy.Tenancy;

/** The orders that have not come to their end: each has a row that says when somebody must look after it. */
final class Sagas {
    /** A saga that stands still, in its shop. */
    record Due(UUID tenant, UUID orderId) {}

    /**
     * A saga that its finder drives on.
     *
     * @param attempts with this one
     * @param expired the hold of unpaid goods is over, by the database's clock
     * @param paymentToken null once the money is held
     */
    record Claimed(
            Standing order,
            int attempts,
            boolean expired,
            @Nullable String paymentToken) {}

    /** Attempts double the distance to the next one, up to this. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private static final String DUE = "select s.tenant_id, s.order_id from order_saga s"
            + " where s.due_date <= clock_timestamp() order by s.due_date limit $1";

    private static final String EXPIRED = "select s.tenant_id, s.order_id from order_saga s"
            + " where s.expires_date <= clock_timestamp() order by s.expires_date limit $1";

    // The row is taken by moving its date on: who comes second finds nothing due.
    private static final String CLAIM =
            "with claimed as (update order_saga s set attempts = s.attempts + case when $4 then 0 else 1 end, due_date ="
                    + " clock_timestamp() + least($2 * power(2, least(s.attempts, 16)), $3) * interval '1 millisecond'"
                    + " where s.order_id = $1 and (s.due_date <= clock_timestamp() or $4) and s.parked_date is null"
                    + " returning s.order_id, s.attempts, s.payment_token, s.expires_date <= clock_timestamp() as expired)"
                    + " select " + Orders.LIVE + ", " + Orders.FUNDS
                    + ", c.attempts, c.payment_token, c.expired from claimed c join orders o on o.id = c.order_id";

    // Whoever was overtaken by a step of the order, which counts anew, changes nothing.
    private static final String FAILED = "update order_saga s set last_error = left($2, 1000),"
            + " parked_date = case when s.attempts >= $3 then clock_timestamp() end,"
            + " due_date = case when s.attempts >= $3 then 'infinity' else s.due_date end"
            + " where s.order_id = $1 and s.attempts = $4 and s.parked_date is null returning s.parked_date is not null as parked";

    // The order is locked first: who moves it in the meantime wants the row. What was hastened is looked at once more:
    // somebody has learned
    // something since the answer that ends it here.
    private static final String END =
            "with o as (select o.id from orders o where o.id = $1 and o.version_id = $2 for no key update)"
                    + " delete from order_saga s using o where s.order_id = o.id and s.due_date > clock_timestamp()";

    /**
     * Something about the orders of these events was learned: whoever looks next shall look at them now, also where their saga had ended or was
     * parked. For {@link stoa.platform.Outbox.Effect}.
     */
    static final String HASTEN = """
            insert into order_saga as s (tenant_id, order_id, due_date, expires_date, expires_latest_date, created_by)
            select o.tenant_id, o.id, clock_timestamp(), 'infinity', 'infinity', r.actor
            from (select distinct e.tenant_id, (e.data ->> 'orderId')::uuid as order_id, e.actor from received e) r
            join orders o on o.tenant_id = r.tenant_id and o.id = r.order_id
            order by o.tenant_id, o.id
            on conflict (tenant_id, order_id) do update
            set due_date = clock_timestamp(), attempts = 0, last_error = null, parked_date = null, modified_by = excluded.created_by""";

    private final Tenancy tenancy;
    private final Duration stall;
    private final int mostAttempts;

    /**
     * @param stall rest before the first further attempt
     * @param mostAttempts in a row that move nothing; then the saga waits for staff
     */
    Sagas(Tenancy tenancy, Duration stall, int mostAttempts) {
        this.tenancy = tenancy;
        this.stall = stall;
        this.mostAttempts = mostAttempts;
    }

    /** The longest due ones of all shops. */
    Future<List<Due>> due(int limit) {
        return tenancy.schedule(sql -> sql.query(DUE, Tuple.of(limit)))
                .map(rows -> Orders.list(rows, row -> new Due(row.getUUID("tenant_id"), row.getUUID("order_id"))));
    }

    /** Those whose goods nobody has paid for in time, of all shops; the longest over first. */
    Future<List<Due>> expired(int limit) {
        return tenancy.schedule(sql -> sql.query(EXPIRED, Tuple.of(limit)))
                .map(rows -> Orders.list(rows, row -> new Due(row.getUUID("tenant_id"), row.getUUID("order_id"))));
    }

    /** Empty where somebody else has taken it, or it has ended. */
    Future<Optional<Claimed>> claim(Caller system, UUID orderId) {
        return claim(system, orderId, false);
    }

    /** Before its time; empty where it has ended, or is parked. */
    Future<Optional<Claimed>> take(Caller system, UUID orderId) {
        return claim(system, orderId, true);
    }

    private Future<Optional<Claimed>> claim(Caller system, UUID orderId, boolean early) {
        var args = Tuple.of(orderId, stall.toMillis(), LONGEST_REST.toMillis(), early);
        return tenancy.call(
                system,
                CLAIM,
                args,
                rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(claimed(system, rows.iterator().next())));
    }

    private static Claimed claimed(Caller system, Row row) {
        return new Claimed(
                Orders.standing(system.tenant(), row),
                row.getInteger("attempts"),
                row.getBoolean("expired"),
                row.getString("payment_token"));
    }

    /** The outcome of the payment is unknown: the goods stay held up to the longest hold, lest a payment is taken for nothing. */
    Future<Void> suspendExpiry(Caller system, UUID orderId) {
        return tenancy.call(
                        system,
                        "update order_saga s set expires_date = s.expires_latest_date"
                                + " where s.order_id = $1 and s.expires_date < s.expires_latest_date",
                        Tuple.of(orderId),
                        RowSet::rowCount)
                .mapEmpty();
    }

    /**
     * An attempt has moved nothing: why, and after too many of them the saga is parked. What only waits for a payment is not: its hold ends.
     *
     * @return whether it is parked by now; empty where it has ended or was moved on in the meantime
     */
    Future<Optional<Boolean>> failed(Caller system, Claimed claimed, String reason) {
        boolean waits = claimed.order().state() instanceof OrderState.Reserved && !claimed.expired();
        int most = waits ? Integer.MAX_VALUE : mostAttempts;
        return tenancy.call(
                system,
                FAILED,
                Tuple.of(claimed.order().orderId(), reason, most, claimed.attempts()),
                rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getBoolean("parked")));
    }

    /** Nothing is left to be done, and nobody has moved the order since. */
    Future<Void> end(Caller system, Standing order) {
        return tenancy.call(system, END, Tuple.of(order.orderId(), order.version()), RowSet::rowCount)
                .mapEmpty();
    }
}
