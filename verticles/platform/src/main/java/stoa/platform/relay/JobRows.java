package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.tenancy.Tenancy;
import tools.jackson.databind.JsonNode;

/** The runner's side of the table {@code job}. A claim raises the fence of its row, so that a runner whose lease ran out changes nothing. */
final class JobRows {
    /** What the scheduler's role may see of a job whose time has come. */
    record Due(UUID tenant, String kind, UUID id) {}

    record Claimed(UUID id, String kind, String correlationId, int attempts, long fence, JsonNode data) {}

    private static final String DUE = """
            select tenant_id, kind, id from job
            where state = 'open' and kind = any($1) and next_at <= clock_timestamp()
            order by next_at limit $2""";

    /** Who is too late for the row finds it locked or postponed, and goes on to the next. */
    private static final String CLAIM = """
            update job j
            set attempts = j.attempts + 1, fence = j.fence + 1,
                next_at = clock_timestamp() + $3 * interval '1 millisecond'
            from (select tenant_id, kind, id from job
                  where kind = $1 and id = $2 and state = 'open' and next_at <= clock_timestamp()
                  for update skip locked) as mine
            where j.tenant_id = mine.tenant_id and j.kind = mine.kind and j.id = mine.id
            returning j.correlation_id, j.attempts, j.fence, j.data::text as data""";

    private static final String PROLONG = """
            update job set next_at = clock_timestamp() + $4 * interval '1 millisecond'
            where kind = $1 and id = $2 and fence = $3 and state = 'open'""";

    private static final String DONE = """
            update job set state = 'done', done_at = clock_timestamp(), last_error = null
            where kind = $1 and id = $2 and fence = $3 and state = 'open'""";

    private static final String FAILED = """
            update job
            set last_error = left($4, 1000), next_at = clock_timestamp() + $5 * interval '1 millisecond',
                state = case when $6 then 'parked' else state end
            where kind = $1 and id = $2 and fence = $3 and state = 'open'""";

    private static final String BACKLOG = """
            select coalesce(extract(epoch from clock_timestamp() - min(next_at) filter (where state = 'open')), 0)::float8
                as lag,
              count(*) filter (where state = 'open') as open, count(*) filter (where state = 'parked') as parked
            from job where state in ('open', 'parked')""";

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

    /** @return empty where another node was quicker */
    Future<Optional<Claimed>> claim(Caller system, Due due, long holdMs) {
        return tenancy.call(system, CLAIM, Tuple.of(due.kind(), due.id(), holdMs), rows -> {
            if (rows.size() == 0) {
                return Optional.<Claimed>empty();
            }
            var row = rows.iterator().next();
            return Optional.of(new Claimed(
                    due.id(),
                    due.kind(),
                    row.getString("correlation_id"),
                    row.getInteger("attempts"),
                    row.getLong("fence"),
                    Json.MAPPER.readTree(row.getString("data"))));
        });
    }

    /** @return whether the job is still this runner's */
    Future<Boolean> prolong(Caller system, Claimed job, long holdMs) {
        return tenancy.call(
                system, PROLONG, Tuple.of(job.kind(), job.id(), job.fence(), holdMs), rows -> rows.rowCount() > 0);
    }

    /** @return whether the job was still this runner's */
    Future<Boolean> done(Caller system, Claimed job) {
        return tenancy.call(system, DONE, Tuple.of(job.kind(), job.id(), job.fence()), rows -> rows.rowCount() > 0);
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
