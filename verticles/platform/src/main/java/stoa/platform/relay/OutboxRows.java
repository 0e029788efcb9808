package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.tenancy.Tenancy;

/**
 * The relay's side of the table {@code outbox}: each step is one statement for the events of all shops. Times are the database's, delays are
 * milliseconds.
 */
final class OutboxRows {
    /** What the scheduler's role may see of an event whose time has come. */
    record Due(UUID tenant, UUID id, int partition) {}

    /** An event to be told; {@code data} is its own (JSON), the rest goes around it as CloudEvents attributes. */
    record Waiting(
            UUID tenant,
            UUID id,
            String type,
            int version,
            UUID aggregate,
            int aggregateVersion,
            String correlationId,
            OffsetDateTime at,
            int attempts,
            int failures,
            long fence,
            String data) {}

    /**
     * What became of it.
     *
     * @param consumers what must have applied it
     * @param delayMs after which it is told again, unless it is done by then
     * @param fault null where the broker has confirmed it
     * @param park it is never told again by itself
     */
    record Word(
            Waiting event,
            List<String> consumers,
            long delayMs,
            @Nullable String fault,
            boolean park) {}

    /** @param lagSeconds age of the oldest event that is not done, 0 where there is none */
    record Backlog(double lagSeconds, long open, long parked) {}

    /**
     * An event waits while an earlier one of its aggregate is unconfirmed; what is confirmed no longer holds others up. Of the types whose
     * latest event says all ($3), an event waits while there is a later one, and holds nobody up. Each partition is a
     * short walk along its index: a stable time bounds it on one side, its share of the limit on the other, so that neither a long queue nor
     * the many events that wait for their consumers are read to find a few. What is true of every row ({@code > '-infinity'}, {@code >= 0}) names the
     * index.
     */
    static final String DUE = """
            select d.tenant_id, d.id, d.partition
            from unnest($1::smallint[]) p (partition)
            cross join lateral (
              select o.tenant_id, o.id, o.partition, o.next_at
              from outbox o
              where o.state = 'open' and o.partition = p.partition and o.next_at <= statement_timestamp() and o.next_at > '-infinity'
                and case when o.type = any ($3::text[]) then
                  not exists (
                    select 1 from outbox e
                    where e.tenant_id = o.tenant_id and e.aggregate = o.aggregate and e.state = 'open' and e.aggregate_version >= 0
                      and e.type = o.type
                      and (e.aggregate_version, e.id) > (o.aggregate_version, o.id))
                else
                  not exists (
                    select 1 from outbox e
                    where e.tenant_id = o.tenant_id and e.aggregate = o.aggregate and e.state = 'open' and e.aggregate_version >= 0
                      and e.confirmed_at is null and e.type <> all ($3::text[])
                      and (e.aggregate_version, e.id) < (o.aggregate_version, o.id))
                end
              order by o.next_at
              limit $2) d
            order by d.next_at""";

    /** Nothing is written before the broker has spoken: the lease of its partition keeps an event with one node. */
    static final String READ = """
            select o.tenant_id, o.id, o.type, o.schema_version, o.aggregate, o.aggregate_version, o.correlation_id,
              o.created_date, o.attempts, o.failures, c.fence, o.data::text as data
            from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as c(tenant_id, id, fence)
            join outbox o on o.tenant_id = c.tenant_id and o.id = c.id
            where o.state = 'open' and o.fence <= c.fence""";

    /**
     * The broker's word only postpones the next attempt; done is what every consumer has applied, or what nobody inside is to apply.
     * A consumer that was quicker than the confirm has finished the event, and nothing is left to be noted; where it failed, it has set the next
     * attempt itself. What a consumer has in hand at this moment is left to it. A holder that has lost its lease finds the fence raised by the
     * next one, and touches nothing.
     */
    static final String NOTE = """
            with mine as (
              select o.tenant_id, o.id, c.fence, c.delay, c.fault, c.park, c.failures = o.failures as unheard,
                coalesce(o.pending, string_to_array(c.consumers, ',')) as pending
              from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::integer[], $5::text[], $6::bigint[], $7::text[], $8::boolean[])
                as c(tenant_id, id, fence, failures, consumers, delay, fault, park)
              join outbox o on o.tenant_id = c.tenant_id and o.id = c.id
              where o.state = 'open' and o.fence <= c.fence
              for no key update of o skip locked)
            update outbox o
            set fence = m.fence, attempts = o.attempts + 1, modified_by = $9, pending = m.pending,
                confirmed_at = case when m.fault is null then coalesce(o.confirmed_at, clock_timestamp()) else o.confirmed_at end,
                last_error = coalesce(left(m.fault, 1000), o.last_error),
                next_at = case when m.unheard then clock_timestamp() + m.delay * interval '1 millisecond' else o.next_at end,
                state = case when m.park then 'parked' when m.fault is null and m.pending = '{}' then 'done' else o.state end,
                done_at = case when not m.park and m.fault is null and m.pending = '{}' then clock_timestamp() end
            from mine m
            where o.tenant_id = m.tenant_id and o.id = m.id""";

    static final String BACKLOG = """
            select coalesce(extract(epoch from clock_timestamp() - o.oldest), 0)::float8 as lag, o.open, p.parked
            from (select min(created_date) as oldest, count(*) as open from outbox where state = 'open' and next_at > '-infinity') o,
              (select count(*) as parked from outbox where state = 'parked') p""";

    private final Tenancy tenancy;

    OutboxRows(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /**
     * The events of these partitions whose time has come, oldest first; at most {@code limit} of each partition.
     *
     * @param latest the types of which only the last event of an aggregate is told
     */
    Future<List<Due>> due(Short[] partitions, int limit, String[] latest) {
        return tenancy.schedule(sql -> sql.query(DUE, Tuple.of(partitions, limit, latest))
                .map(rows -> list(rows)
                        .map(row -> new Due(row.getUUID("tenant_id"), row.getUUID("id"), row.getInteger("partition")))
                        .toList()));
    }

    /** @param fence of the lease of a partition; what a later holder has told is left out */
    Future<List<Waiting>> read(List<Due> due, ToLongFunction<Integer> fence) {
        var args = Tuple.of(
                due.stream().map(Due::tenant).toArray(UUID[]::new),
                due.stream().map(Due::id).toArray(UUID[]::new),
                due.stream().map(one -> fence.applyAsLong(one.partition())).toArray(Long[]::new));
        return tenancy.batch(
                due.stream().map(Due::tenant).toList(),
                READ,
                args,
                rows -> list(rows).map(OutboxRows::waiting).toList());
    }

    private static Waiting waiting(Row row) {
        return new Waiting(
                row.getUUID("tenant_id"),
                row.getUUID("id"),
                row.getString("type"),
                row.getInteger("schema_version"),
                row.getUUID("aggregate"),
                row.getInteger("aggregate_version"),
                row.getString("correlation_id"),
                row.getOffsetDateTime("created_date"),
                row.getInteger("attempts"),
                row.getInteger("failures"),
                row.getLong("fence"),
                row.getString("data"));
    }

    /** Writes down what became of events that were taken up. */
    Future<Void> note(List<Word> words) {
        if (words.isEmpty()) {
            return Future.succeededFuture();
        }
        var events = words.stream().map(Word::event).toList();
        var args = Tuple.of(
                        events.stream().map(Waiting::tenant).toArray(UUID[]::new),
                        events.stream().map(Waiting::id).toArray(UUID[]::new),
                        events.stream().map(Waiting::fence).toArray(Long[]::new),
                        events.stream().map(Waiting::failures).toArray(Integer[]::new),
                        words.stream()
                                .map(word -> String.join(",", word.consumers()))
                                .toArray(String[]::new))
                .addArrayOfLong(words.stream().map(Word::delayMs).toArray(Long[]::new))
                .addArrayOfString(words.stream().map(Word::fault).toArray(String[]::new))
                .addArrayOfBoolean(words.stream().map(Word::park).toArray(Boolean[]::new))
                .addUUID(Caller.SYSTEM);
        return tenancy.batch(events.stream().map(Waiting::tenant).toList(), NOTE, args, RowSet::rowCount)
                .mapEmpty();
    }

    Future<Backlog> backlog() {
        return tenancy.schedule(sql -> sql.query(BACKLOG).map(rows -> {
            var row = rows.iterator().next();
            return new Backlog(row.getDouble("lag"), row.getLong("open"), row.getLong("parked"));
        }));
    }

    private static Stream<Row> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
