package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.tenancy.Tenancy;
import tools.jackson.databind.JsonNode;

/** The runner's side of the table {@code job}. A claim raises the fence of its row, so that a runner whose lease ran out changes nothing. */
final class JobRows {
    /** What the scheduler's role may see of a job whose time has come. */
    record Due(UUID tenant, String kind, UUID id) {}

    record Claimed(UUID tenant, UUID id, String kind, String correlationId, int attempts, long fence, JsonNode data) {}

    static final String DUE = """
            select tenant_id, kind, id from job
            where state = 'open' and kind = any($1) and next_at <= clock_timestamp() and next_at > '-infinity'
            order by next_at limit $2""";

    /** Of many shops at once. Who is too late for a row finds it locked or postponed, and goes without. */
    static final String CLAIM = """
            update job j
            set attempts = j.attempts + 1, fence = j.fence + 1, modified_by = $5,
                next_at = clock_timestamp() + $4 * interval '1 millisecond'
            from (select o.tenant_id, o.kind, o.id
                  from unnest($1::uuid[], $2::text[], $3::uuid[]) as d (tenant_id, kind, id)
                  join job o on o.tenant_id = d.tenant_id and o.kind = d.kind and o.id = d.id
                  where o.state = 'open' and o.next_at <= clock_timestamp()
                  for no key update of o skip locked) as mine
            where j.tenant_id = mine.tenant_id and j.kind = mine.kind and j.id = mine.id
            returning j.tenant_id, j.kind, j.id, j.correlation_id, j.attempts, j.fence, j.data::text as data""";

    private static final String PROLONG = """
            update job set next_at = clock_timestamp() + $4 * interval '1 millisecond'
            where kind = $1 and id = $2 and fence = $3 and state = 'open'""";

    /** Of many shops at once, locked in one order; answers for each whether it was still its runner's. */
    static final String DONE = """
            with mine as (
              select j.tenant_id, j.kind, j.id
              from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[]) as d (tenant_id, kind, id, fence)
              join job j on j.tenant_id = d.tenant_id and j.kind = d.kind and j.id = d.id
              where j.fence = d.fence and j.state = 'open'
              order by j.tenant_id, j.kind, j.id
              for no key update of j
            ), done as (
              update job j set state = 'done', done_at = clock_timestamp(), last_error = null, modified_by = $5
              from mine m
              where j.tenant_id = m.tenant_id and j.kind = m.kind and j.id = m.id
              returning j.tenant_id, j.kind, j.id, j.fence
            )
            select exists (select from done x
                where x.tenant_id = d.tenant_id and x.kind = d.kind and x.id = d.id and x.fence = d.fence) as mine
            from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[]) with ordinality as d (tenant_id, kind, id, fence, place)
            order by d.place""";

    private static final String FAILED = """
            update job
            set last_error = left($4, 1000), next_at = clock_timestamp() + $5 * interval '1 millisecond',
                state = case when $6 then 'parked' else state end
            where kind = $1 and id = $2 and fence = $3 and state = 'open'""";

    static final String BACKLOG = """
            select coalesce(extract(epoch from clock_timestamp() - o.oldest), 0)::float8 as lag, o.open, p.parked
            from (select min(next_at) as oldest, count(*) as open from job where state = 'open' and next_at > '-infinity') o,
              (select count(*) as parked from job where state = 'parked') p""";

    private final Tenancy tenancy;

    JobRows(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<List<Due>> due(String[] kinds, int limit) {
        return tenancy.schedule(sql -> sql.query(DUE, Tuple.of(kinds, limit)).map(rows -> {
            var due = new ArrayList<Due>(rows.size());
            rows.forEach(row -> due.add(new Due(row.getUUID("tenant_id"), row.getString("kind"), row.getUUID("id"))));
            return due;
        }));
    }

    /** @return those for which no other node was quicker */
    Future<List<Claimed>> claim(List<Due> due, long holdMs) {
        if (due.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        var tenants = due.stream().map(Due::tenant).toList();
        var args = Tuple.of(
                tenants.toArray(UUID[]::new),
                due.stream().map(Due::kind).toArray(String[]::new),
                due.stream().map(Due::id).toArray(UUID[]::new),
                holdMs,
                Caller.SYSTEM);
        return tenancy.batch(tenants, CLAIM, args, rows -> {
            var claimed = new ArrayList<Claimed>(rows.size());
            rows.forEach(row -> claimed.add(new Claimed(
                    row.getUUID("tenant_id"),
                    row.getUUID("id"),
                    row.getString("kind"),
                    row.getString("correlation_id"),
                    row.getInteger("attempts"),
                    row.getLong("fence"),
                    Json.MAPPER.readTree(row.getString("data")))));
            return claimed;
        });
    }

    /** @return whether the job is still this runner's */
    Future<Boolean> prolong(Caller system, Claimed job, long holdMs) {
        return tenancy.call(
                system, PROLONG, Tuple.of(job.kind(), job.id(), job.fence(), holdMs), rows -> rows.rowCount() > 0);
    }

    /** @return for each whether it was still this runner's */
    Future<List<Boolean>> done(List<Claimed> jobs) {
        var tenants = jobs.stream().map(Claimed::tenant).toList();
        var args = Tuple.of(
                tenants.toArray(UUID[]::new),
                jobs.stream().map(Claimed::kind).toArray(String[]::new),
                jobs.stream().map(Claimed::id).toArray(UUID[]::new),
                jobs.stream().map(Claimed::fence).toArray(Long[]::new),
                Caller.SYSTEM);
        return tenancy.batch(tenants, DONE, args, rows -> {
            var mine = new ArrayList<Boolean>(rows.size());
            rows.forEach(row -> mine.add(row.getBoolean("mine")));
            return mine;
        });
    }

    Future<Boolean> failed(Caller system, Claimed job, String reason, long delayMs, boolean park) {
        var args = Tuple.of(job.kind(), job.id(), job.fence(), reason, delayMs, park);
        return tenancy.call(system, FAILED, args, rows -> rows.rowCount() > 0);
    }

    /** @return the lag counts from when the oldest open job should have run; negative while none is late */
    Future<OutboxRows.Backlog> backlog() {
        return tenancy.schedule(sql -> sql.query(BACKLOG).map(rows -> {
            var row = rows.iterator().next();
            return new OutboxRows.Backlog(
                    Math.max(0, row.getDouble("lag")), row.getLong("open"), row.getLong("parked"));
        }));
    }
}
