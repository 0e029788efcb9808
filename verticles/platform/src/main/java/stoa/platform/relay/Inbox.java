package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.platform.Outbox;
import stoa.tenancy.Tenancy;

/**
 * A consumer's side: its row in {@code inbox} is written in the transaction of its effect, so that the effect happens once however
 * often the event comes. The message of the broker only says which event; what it says is read from the outbox, so nobody who
 * can write to the broker can make a shop believe anything.
 */
final class Inbox {
    /** Events taken along with a later one that says all they said; what is beyond it comes by itself. */
    private static final int MOST_ALONG = 500;

    /**
     * Of two deliveries at once the second waits at the event's row for the first one's commit, then finds nothing to do; two consumers of one
     * event finish one after the other there. The rows are locked in one order, so that nobody waits in a circle.
     */
    private static final String BEFORE = """
            with declared as (
              select d.type, d.consumers, d.latest from unnest($3::text[], $4::text[], $5::boolean[]) as d (type, consumers, latest)
            ), wanted as (
              select o.tenant_id, o.id, o.type, o.aggregate, o.aggregate_version, d.consumers, d.latest
              from unnest($1::uuid[], $2::uuid[]) as w (tenant_id, id)
              join outbox o on o.tenant_id = w.tenant_id and o.id = w.id
              join declared d on d.type = o.type
              where o.state = 'open'
            ), gathered as (
              select w.tenant_id, w.id, w.consumers from wanted w
              union
              select w.tenant_id, e.id, w.consumers
              from wanted w
              cross join lateral (
                select o.id from outbox o
                where o.tenant_id = w.tenant_id and o.aggregate = w.aggregate and o.state = 'open'
                  and o.aggregate_version < w.aggregate_version and o.aggregate_version >= 0 and o.type = w.type
                order by o.aggregate_version desc
                limit $6) e
              where w.latest
            ), open as (
              select o.tenant_id, o.id, o.type, o.aggregate, o.aggregate_version, o.correlation_id, o.data, $8::uuid as actor,
                array_remove(coalesce(o.pending, string_to_array(g.consumers, ',')), $7) as pending
              from gathered g
              join outbox o on o.tenant_id = g.tenant_id and o.id = g.id
              where o.state = 'open'
              order by o.tenant_id, o.id
              for no key update of o
            ), fresh as (
              insert into inbox (tenant_id, consumer, event_id, created_by)
              select o.tenant_id, $7, o.id, o.actor from open o
              on conflict do nothing
              returning tenant_id, event_id
            ), received as materialized (
              select o.* from open o join fresh f on f.tenant_id = o.tenant_id and f.event_id = o.id
            ), finished as (
              update outbox o
              set pending = r.pending, modified_by = r.actor,
                  state = case when r.pending = '{}' then 'done' else o.state end,
                  done_at = case when r.pending = '{}' then clock_timestamp() end
              from received r
              where o.tenant_id = r.tenant_id and o.id = r.id
            ), effect as (
            """;

    private static final String AFTER = """

            )
            select r.tenant_id, r.id, r.type, r.data::text as data from received r""";

    private static final String FAILED = """
            update outbox
            set failures = failures + 1, last_error = left($2, 1000),
                next_at = clock_timestamp() + $3 * interval '1 millisecond',
                state = case when failures + 1 >= $4 then 'parked' else state end
            where id = $1 and state = 'open'
            returning state, failures""";

    private static final String FAILURES = "select failures from outbox where id = $1";

    private final Tenancy tenancy;
    private final EventTypes types;
    private final Retry failing;

    Inbox(Tenancy tenancy, EventTypes types, Retry failing) {
        this.tenancy = tenancy;
        this.types = types;
        this.failing = failing;
    }

    /** What a consumer runs for the events that it has received. */
    static String statement(Outbox.Effect effect) {
        return BEFORE + effect.sql() + AFTER;
    }

    /**
     * @param statement of {@link #statement}
     * @return the events that were applied now, among them such as came along with a later one; what is missing had been applied before
     */
    Future<List<Outbox.Delivery>> apply(String consumer, String statement, List<Envelope> events) {
        var named = types.of(consumer);
        var args = Tuple.of(
                        events.stream().map(Envelope::tenant).toArray(UUID[]::new),
                        events.stream().map(Envelope::id).toArray(UUID[]::new),
                        named.toArray(String[]::new),
                        named.stream()
                                .map(type -> String.join(",", types.named(type).consumers()))
                                .toArray(String[]::new),
                        named.stream().map(type -> types.named(type).latest()).toArray(Boolean[]::new))
                .addInteger(MOST_ALONG)
                .addString(consumer)
                .addUUID(Caller.SYSTEM);
        return tenancy.batch(events.stream().map(Envelope::tenant).toList(), statement, args, Inbox::deliveries);
    }

    private static List<Outbox.Delivery> deliveries(RowSet<Row> rows) {
        var deliveries = new ArrayList<Outbox.Delivery>(rows.size());
        rows.forEach(row -> deliveries.add(new Outbox.Delivery(
                row.getUUID("tenant_id"),
                row.getUUID("id"),
                row.getString("type"),
                Json.MAPPER.readTree(row.getString("data")))));
        return deliveries;
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
