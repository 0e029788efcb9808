package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.tenancy.Tenancy;
import tools.jackson.databind.JsonNode;

/** The relay's side of the table {@code outbox}. Times are the database's, delays are milliseconds. */
final class OutboxRows {
    /** What the scheduler's role may see of an event whose time has come. */
    record Due(UUID tenant, UUID id, String type, int partition) {}

    /** An event taken up by this node; {@code data} is its own, the rest goes around it as CloudEvents attributes. */
    record Claimed(
            UUID id,
            String type,
            int version,
            UUID aggregate,
            int aggregateVersion,
            String correlationId,
            OffsetDateTime at,
            int attempts,
            int failures,
            JsonNode data) {}

    /** An event on its way to this node: {@code consumers} is what must have applied it, {@code fence} that of its partition's lease. */
    record Claim(UUID id, long fence, String consumers) {}

    /** @param lagSeconds age of the oldest event that is not done, 0 where there is none */
    record Backlog(double lagSeconds, long open, long parked) {}

    /**
     * An event waits while an earlier one of its aggregate is unconfirmed; what is confirmed no longer holds others up. Each partition is a
     * short walk along its index: a stable time bounds it on one side, its share of the limit on the other, so that neither a long queue nor
     * the many events that wait for their consumers are read to find a few.
     */
    private static final String DUE = """
            select d.tenant_id, d.id, d.type, d.partition
            from unnest($1::smallint[]) p (partition)
            cross join lateral (
              select o.tenant_id, o.id, o.type, o.partition, o.next_at
              from outbox o
              where o.state = 'open' and o.partition = p.partition and o.next_at <= statement_timestamp()
                and not exists (
                  select 1 from outbox e
                  where e.tenant_id = o.tenant_id and e.aggregate = o.aggregate and e.state = 'open'
                    and e.confirmed_at is null
                    and (e.aggregate_version, e.id) < (o.aggregate_version, o.id))
              order by o.next_at
              limit $2) d
            order by d.next_at""";

    /** A holder that has lost its lease finds the fence raised by the next one, and touches nothing. */
    private static final String CLAIM = """
            update outbox o
            set fence = c.fence, attempts = o.attempts + 1,
                next_at = clock_timestamp() + $4 * interval '1 millisecond',
                pending = coalesce(o.pending, string_to_array(c.consumers, ','))
            from unnest($1::uuid[], $2::bigint[], $3::text[]) as c(id, fence, consumers)
            where o.id = c.id and o.state = 'open' and o.fence <= c.fence and o.next_at <= clock_timestamp()
            returning o.id, o.type, o.schema_version, o.aggregate, o.aggregate_version, o.correlation_id,
              o.created_date, o.attempts, o.failures, o.data::text as data""";

    /**
     * The broker's word only postpones the next attempt; done is what every consumer has applied, or what nobody inside is to apply.
     * A consumer that was quicker than the confirm, and failed, has set the next attempt itself.
     */
    private static final String CONFIRMED = """
            update outbox o
            set confirmed_at = coalesce(o.confirmed_at, clock_timestamp()),
                next_at = case when o.failures = c.failures
                          then clock_timestamp() + c.delay * interval '1 millisecond' else o.next_at end,
                state = case when o.pending = '{}' then 'done' else o.state end,
                done_at = case when o.pending = '{}' then clock_timestamp() end
            from unnest($1::uuid[], $2::integer[], $3::bigint[]) as c(id, failures, delay)
            where o.id = c.id and o.state = 'open'""";

    private static final String REFUSED = """
            update outbox o
            set last_error = left(c.reason, 1000), next_at = clock_timestamp() + c.delay * interval '1 millisecond'
            from unnest($1::uuid[], $2::text[], $3::bigint[]) as c(id, reason, delay)
            where o.id = c.id and o.state = 'open'""";

    private static final String PARK =
            "update outbox set state = 'parked', last_error = left($2, 1000) where id = $1 and state = 'open'";

    private static final String BACKLOG = """
            select coalesce(extract(epoch from clock_timestamp() - min(created_date) filter (where state = 'open')), 0)::float8
                as lag,
              count(*) filter (where state = 'open') as open, count(*) filter (where state = 'parked') as parked
            from outbox where state in ('open', 'parked')""";

    private final Tenancy tenancy;

    OutboxRows(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** The events of these partitions whose time has come, oldest first; at most {@code limit} of each partition. */
    Future<List<Due>> due(Short[] partitions, int limit) {
        return tenancy.schedule(sql -> sql.query(DUE, Tuple.of(partitions, limit))
                .map(rows -> list(rows)
                        .map(row -> new Due(
                                row.getUUID("tenant_id"),
                                row.getUUID("id"),
                                row.getString("type"),
                                row.getInteger("partition")))
                        .toList()));
    }

    /** @param holdMs how long nobody else takes them up */
    Future<List<Claimed>> claim(Caller system, List<Claim> claims, long holdMs) {
        var args = Tuple.of(
                claims.stream().map(Claim::id).toArray(UUID[]::new),
                claims.stream().map(Claim::fence).toArray(Long[]::new),
                claims.stream().map(Claim::consumers).toArray(String[]::new),
                holdMs);
        return tenancy.call(
                system, CLAIM, args, rows -> list(rows).map(OutboxRows::claimed).toList());
    }

    private static Claimed claimed(Row row) {
        return new Claimed(
                row.getUUID("id"),
                row.getString("type"),
                row.getInteger("schema_version"),
                row.getUUID("aggregate"),
                row.getInteger("aggregate_version"),
                row.getString("correlation_id"),
                row.getOffsetDateTime("created_date"),
                row.getInteger("attempts"),
                row.getInteger("failures"),
                Json.MAPPER.readTree(row.getString("data")));
    }

    Future<Void> confirmed(Caller system, List<Claimed> events, Retry redelivery) {
        var args = Tuple.of(
                events.stream().map(Claimed::id).toArray(UUID[]::new),
                events.stream().map(Claimed::failures).toArray(Integer[]::new),
                events.stream().map(e -> redelivery.delayMs(e.attempts())).toArray(Long[]::new));
        return tenancy.call(system, CONFIRMED, args, RowSet::rowCount).mapEmpty();
    }

    /** @param reasons by id */
    Future<Void> refused(Caller system, List<Claimed> events, Map<UUID, String> reasons, Retry failing) {
        var args = Tuple.of(
                events.stream().map(Claimed::id).toArray(UUID[]::new),
                events.stream().map(e -> reasons.get(e.id())).toArray(String[]::new),
                events.stream().map(e -> failing.delayMs(e.attempts())).toArray(Long[]::new));
        return tenancy.call(system, REFUSED, args, RowSet::rowCount).mapEmpty();
    }

    Future<Void> park(Caller system, UUID id, String reason) {
        return tenancy.call(system, PARK, Tuple.of(id, reason), RowSet::rowCount)
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
