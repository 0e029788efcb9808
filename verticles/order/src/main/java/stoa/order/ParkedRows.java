package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.openapi.model.Link;
import stoa.openapi.model.ParkedWork;
import stoa.openapi.model.ParkedWorkPage;
import stoa.platform.Cursors;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** What failed as often as it may: orders that stand still, jobs, and events. It waits, with its reason, for somebody who drives it on. */
final class ParkedRows {
    private static final String ALL = """
            select * from (
                select 'ORDER' as kind, s.order_id as id, o.number as name, s.order_id, s.attempts, s.last_error as reason,
                    null as correlation_id, s.parked_date as at
                from order_saga s join orders o on o.id = s.order_id
                where s.parked_date is not null
                union all
                select 'JOB', j.id, j.kind, case when j.data ->> 'orderId' ~ '^[0-9a-f-]{36}$' then (j.data ->> 'orderId')::uuid end,
                    j.attempts, j.last_error, j.correlation_id, j.modified_date
                from job j where j.state = 'parked'
                union all
                select 'EVENT', e.id, e.type, case when e.data ->> 'orderId' ~ '^[0-9a-f-]{36}$' then (e.data ->> 'orderId')::uuid end,
                    e.attempts, e.last_error, e.correlation_id, e.modified_date
                from outbox e where e.state = 'parked'
            ) w""";
    private static final String PAGE =
            ALL + " where $1::timestamptz is null or (w.at, w.id) < ($1, $2) order by w.at desc, w.id desc limit $3";
    private static final String ONE = ALL + " where w.kind = $1 and w.id = $2";

    /** The last one of the page before. */
    private record Position(Instant at, UUID id) {}

    private final Tenancy tenancy;
    private final Cursors cursors;

    ParkedRows(Tenancy tenancy, Cursors cursors) {
        this.tenancy = tenancy;
        this.cursors = cursors;
    }

    /** Newest first. */
    Future<ParkedWorkPage> page(Caller caller, int limit, @Nullable String cursor) {
        var after = cursor == null ? null : cursors.open(caller, "listParkedWork", "", cursor, Position.class);
        var args = Tuple.of(
                after == null ? null : after.at().atOffset(ZoneOffset.UTC),
                after == null ? null : after.id(),
                limit + 1);
        return tenancy.read(caller, sql -> sql.query(PAGE, args))
                .map(rows -> page(caller, limit, cursor, Orders.list(rows, row -> row)));
    }

    private ParkedWorkPage page(Caller caller, int limit, @Nullable String cursor, List<Row> found) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        var path = "/api/v1/parked-work?limit=" + limit;
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link(cursor == null ? path : path + "&cursor=" + cursor, null));
        if (found.size() > limit) {
            var last = shown.getLast();
            var next = new Position(Orders.instant(last, "at"), last.getUUID("id"));
            links.put("next", new Link(path + "&cursor=" + cursors.seal(caller, "listParkedWork", "", next), null));
        }
        return new ParkedWorkPage(shown.stream().map(ParkedRows::work).toList(), Map.copyOf(links));
    }

    /** Makes it due now, with all its attempts before it; 404 where it is not parked, or not any more. */
    Future<ParkedWork> redrive(Sql sql, String kind, UUID id) {
        return sql.query(ONE, Tuple.of(kind, id)).compose(rows -> {
            var work = work(Orders.only(rows, "parked work"));
            return sql.query(redriving(work.kind()), Tuple.of(id)).map(driven -> {
                if (driven.rowCount() == 0) {
                    throw Refusal.notFound("parked work");
                }
                return work;
            });
        });
    }

    private static String redriving(ParkedWork.Kind kind) {
        return switch (kind) {
            case ORDER ->
                "update order_saga s set due_date = clock_timestamp(), attempts = 0, parked_date = null"
                        + " where s.order_id = $1 and s.parked_date is not null";
            case JOB ->
                "update job j set state = 'open', attempts = 0, next_at = clock_timestamp()"
                        + " where j.id = $1 and j.state = 'parked'";
            case EVENT ->
                "update outbox e set state = 'open', failures = 0, next_at = clock_timestamp()"
                        + " where e.id = $1 and e.state = 'parked'";
        };
    }

    private static ParkedWork work(Row row) {
        var kind = row.getString("kind");
        var id = row.getUUID("id");
        var orderId = row.getUUID("order_id");
        var reason = row.getString("reason");
        var links = new LinkedHashMap<String, Link>();
        links.put("redrive", new Link("/api/v1/parked-work/" + kind + "/" + id + "/redrive", Link.Method.POST));
        if (orderId != null) {
            links.put("order", new Link("/api/v1/orders/" + orderId, null));
        }
        return new ParkedWork(
                ParkedWork.Kind.valueOf(kind),
                id,
                row.getString("name"),
                orderId,
                row.getInteger("attempts"),
                reason == null ? "" : reason,
                row.getString("correlation_id"),
                OrderRecords.time(Orders.instant(row, "at")),
                Map.copyOf(links));
    }
}
