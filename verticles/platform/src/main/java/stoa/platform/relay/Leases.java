package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * What only one node may do at a time: rows of the table {@code lease} in the platform's own tenant, each with a fence that grows with
 * every new holder. The database's clock decides; a holder counts its own time from before it asked, so that it gives up first.
 */
final class Leases {
    private static final Caller SYSTEM = Caller.system(TenantProfile.PLATFORM, "lease-keeper");

    /** A lease of one's own is prolonged under its fence; one that ran out is taken with the next. */
    private static final String TAKE = """
            insert into lease as l (tenant_id, name, holder, fence, until)
            select $1, n, $2, 1, clock_timestamp() + $4 * interval '1 millisecond' from unnest($3::text[]) as n
            order by n
            on conflict (tenant_id, name) do update
            set fence = l.fence + case when l.holder = excluded.holder and l.until > clock_timestamp() then 0 else 1 end,
                holder = excluded.holder, until = excluded.until
            where l.holder = excluded.holder or l.until <= clock_timestamp()
            returning name, fence""";

    private static final String PROLONG = """
            update lease set until = clock_timestamp() + $3 * interval '1 millisecond'
            where tenant_id = $1 and holder = $2 and name like $4 and until > clock_timestamp()
            returning name, fence""";

    private static final String COUNT =
            "select count(*) as n from lease where tenant_id = $1 and name like $2 and until > clock_timestamp()";

    private static final String FREE = """
            select n as name from unnest($2::text[]) as n
            where not exists (
              select 1 from lease l where l.tenant_id = $1 and l.name = n and l.until > clock_timestamp())
            order by random() limit $3""";

    private static final String RELEASE =
            "update lease set until = '-infinity' where tenant_id = $1 and holder = $2 and name = any($3)";

    private static final String FORGET = """
            delete from lease where tenant_id = $1 and name like '%-node/%'
              and until < clock_timestamp() - interval '1 day'""";

    private final Tenancy tenancy;
    private final UUID holder;

    Leases(Tenancy tenancy, UUID holder) {
        this.tenancy = tenancy;
        this.holder = holder;
    }

    /** Takes or prolongs one lease. @return its fence, or empty while another node holds it */
    Future<OptionalLong> take(String name, Duration time) {
        return tenancy.write(SYSTEM, sql -> take(sql, new String[] {name}, time))
                .map(taken -> fence(taken.get(name)));
    }

    private static OptionalLong fence(@Nullable Long fence) {
        return fence == null ? OptionalLong.empty() : OptionalLong.of(fence);
    }

    private Future<Map<String, Long>> take(Sql sql, String[] names, Duration time) {
        if (names.length == 0) {
            return Future.succeededFuture(Map.of());
        }
        return sql.query(TAKE, Tuple.of(TenantProfile.PLATFORM, holder, names, time.toMillis()))
                .map(Leases::fences);
    }

    /**
     * Keeps this node's fair share of a set of leases: prolongs what it holds, gives back what is too much now that more nodes live,
     * takes what is free where it holds too little.
     *
     * @return the fences of what it holds until {@code time} from before the call, by name
     */
    Future<Map<String, Long>> share(String kind, String[] names, Duration time) {
        return tenancy.write(
                SYSTEM,
                sql -> take(sql, new String[] {kind + "-node/" + holder}, time)
                        .compose(me -> count(sql, kind + "-node/%"))
                        .compose(nodes -> sql.query(
                                        PROLONG, Tuple.of(TenantProfile.PLATFORM, holder, time.toMillis(), kind + "/%"))
                                .map(Leases::fences)
                                .compose(held -> level(sql, names, held, Math.ceilDiv(names.length, nodes), time))));
    }

    private static Future<Integer> count(Sql sql, String pattern) {
        return sql.query(COUNT, Tuple.of(TenantProfile.PLATFORM, pattern))
                .map(rows -> Math.max(1, rows.iterator().next().getInteger("n")));
    }

    private Future<Map<String, Long>> level(Sql sql, String[] names, Map<String, Long> held, int fair, Duration time) {
        if (held.size() > fair) {
            var surplus = held.keySet().stream().sorted().skip(fair).toArray(String[]::new);
            for (var name : surplus) {
                held.remove(name);
            }
            return release(sql, surplus).map(held);
        }
        if (held.size() == fair) {
            return Future.succeededFuture(held);
        }
        return sql.query(FREE, Tuple.of(TenantProfile.PLATFORM, names, fair - held.size()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("name"))
                        .toArray(String[]::new))
                .compose(free -> take(sql, free, time))
                .map(taken -> {
                    held.putAll(taken);
                    return held;
                });
    }

    private Future<RowSet<Row>> release(Sql sql, String[] names) {
        return sql.query(RELEASE, Tuple.of(TenantProfile.PLATFORM, holder, names));
    }

    /** Nodes that are long gone. Leases of work stay: their fences must go on growing. */
    Future<Void> forgetNodes() {
        return tenancy.write(SYSTEM, sql -> sql.query(FORGET, Tuple.of(TenantProfile.PLATFORM)))
                .mapEmpty();
    }

    /** Gives everything back, so that others need not wait for the time to run out. */
    Future<Void> releaseAll() {
        return tenancy.write(
                        SYSTEM,
                        sql -> sql.query(
                                "update lease set until = '-infinity' where tenant_id = $1 and holder = $2",
                                Tuple.of(TenantProfile.PLATFORM, holder)))
                .mapEmpty();
    }

    private static Map<String, Long> fences(RowSet<Row> rows) {
        var fences = new HashMap<String, Long>();
        rows.forEach(row -> fences.put(row.getString("name"), row.getLong("fence")));
        return fences;
    }
}
