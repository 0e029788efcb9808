package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.platform.Outbox;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * A consumer's side: its row in {@code inbox} is written in the transaction of its effect, so that the effect happens once however
 * often the event comes. The message of the broker only says which event; what it says is read from the outbox, so nobody who
 * can write to the broker can make a shop believe anything.
 */
final class Inbox {
    /** Of two deliveries at once the second waits here for the first one's commit, then finds nothing to do. */
    private static final String RECEIVE = """
            with fresh as (
              insert into inbox (tenant_id, consumer, event_id)
              select tenant_id, $2, id from outbox where id = $1 and state = 'open'
              on conflict do nothing
              returning event_id)
            select o.type, o.aggregate, o.aggregate_version, o.data::text as data
            from outbox o join fresh on fresh.event_id = o.id""";

    /** Two consumers of one event finish one after the other: the second sees what the first has left. */
    private static final String FINISH = """
            update outbox
            set pending = array_remove(pending, $2),
                state = case when array_remove(pending, $2) = '{}' then 'done' else state end,
                done_at = case when array_remove(pending, $2) = '{}' then clock_timestamp() end
            where id = $1""";

    private static final String FAILED = """
            update outbox
            set failures = failures + 1, last_error = left($2, 1000),
                next_at = clock_timestamp() + $3 * interval '1 millisecond',
                state = case when failures + 1 >= $4 then 'parked' else state end
            where id = $1 and state = 'open'
            returning state, failures""";

    private static final String FAILURES = "select failures from outbox where id = $1";

    private final Tenancy tenancy;
    private final Retry failing;

    Inbox(Tenancy tenancy, Retry failing) {
        this.tenancy = tenancy;
        this.failing = failing;
    }

    /** @return whether it was applied; if not, it had been before */
    Future<Boolean> apply(Caller system, String consumer, UUID event, Outbox.Consumer effect) {
        return tenancy.write(
                system,
                sql -> sql.query(RECEIVE, Tuple.of(event, consumer)).compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(false);
                    }
                    var row = rows.iterator().next();
                    var delivery = new Outbox.Delivery(
                            event,
                            row.getString("type"),
                            row.getUUID("aggregate"),
                            row.getInteger("aggregate_version"),
                            Json.MAPPER.readTree(row.getString("data")));
                    return effect.apply(system, sql, delivery).compose(v -> finish(sql, event, consumer));
                }));
    }

    private static Future<Boolean> finish(Sql sql, UUID event, String consumer) {
        return sql.query(FINISH, Tuple.of(event, consumer)).map(true);
    }

    /** Notes why an event could not be applied, and when it is tried again. @return whether that was once too often */
    Future<Boolean> failed(Caller system, String consumer, UUID event, Throwable reason) {
        String said = consumer + ": " + reason;
        return tenancy.write(
                system,
                sql -> sql.query(FAILURES, Tuple.of(event)).compose(rows -> {
                    int failures = rows.size() == 0 ? 0 : rows.iterator().next().getInteger("failures");
                    var args = Tuple.of(event, said, failing.delayMs(failures + 1), failing.attempts());
                    return sql.query(FAILED, args)
                            .map(noted -> noted.size() > 0
                                    && noted.iterator()
                                            .next()
                                            .getString("state")
                                            .equals("parked"));
                }));
    }
}
