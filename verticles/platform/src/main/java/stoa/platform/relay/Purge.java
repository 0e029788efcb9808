package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.tenancy.Tenancy;

/** Deletes what is done and old, in small batches, so that no lock is held for long and no dead rows pile up at once. */
final class Purge {
    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** Rows of one statement. */
    private static final int BATCH = 1_000;

    /**
     * @param due finds tenants; $1 is the age in milliseconds, $2 the most rows looked at
     * @param delete inside one tenant, with the same parameters
     */
    private record Rule(String due, String delete, Duration age) {}

    private static final String OLD = " < clock_timestamp() - $1 * interval '1 millisecond'";

    private static final String DUE_EVENTS =
            "select tenant_id from outbox where state = 'done' and done_at" + OLD + " order by done_at limit $2";

    /** Inbox rows go with their event: what comes back later of a purged event finds no event to apply. */
    private static final String DELETE_EVENTS =
            "with old as (select tenant_id, id from outbox where state = 'done' and done_at"
                    + OLD
                    + " limit $2), received as (delete from inbox i using old where i.tenant_id = old.tenant_id and i.event_id = old.id)"
                    + " delete from outbox o using old where o.tenant_id = old.tenant_id and o.id = old.id";

    private static final String DUE_JOBS =
            "select tenant_id from job where state = 'done' and done_at" + OLD + " order by done_at limit $2";

    private static final String DELETE_JOBS =
            "with old as (select tenant_id, kind, id from job where state = 'done' and done_at"
                    + OLD
                    + " limit $2) delete from job j using old"
                    + " where j.tenant_id = old.tenant_id and j.kind = old.kind and j.id = old.id";

    private static final String DUE_KEYS =
            "select tenant_id from idempotency_key where expires_at" + OLD + " order by expires_at limit $2";

    private static final String DELETE_KEYS =
            "with old as (select tenant_id, principal, operation, key from idempotency_key where expires_at"
                    + OLD
                    + " limit $2) delete from idempotency_key k using old where k.tenant_id = old.tenant_id"
                    + " and k.principal = old.principal and k.operation = old.operation and k.key = old.key";

    private final Tenancy tenancy;
    private final List<Rule> rules;

    /** @param keep how long what is done stays; keys know themselves when their time is over */
    Purge(Tenancy tenancy, Duration keep) {
        this.tenancy = tenancy;
        this.rules = List.of(
                new Rule(DUE_EVENTS, DELETE_EVENTS, keep),
                new Rule(DUE_JOBS, DELETE_JOBS, keep),
                new Rule(DUE_KEYS, DELETE_KEYS, Duration.ZERO));
    }

    Future<Void> run() {
        Future<Void> all = Future.succeededFuture();
        for (var rule : rules) {
            all = all.compose(v -> apply(rule));
        }
        return all;
    }

    private Future<Void> apply(Rule rule) {
        return tenants(rule).compose(tenants -> {
            Future<Void> all = Future.succeededFuture();
            for (var tenant : tenants) {
                all = all.compose(v -> delete(rule, tenant));
            }
            return tenants.isEmpty() ? all : all.compose(v -> apply(rule));
        });
    }

    private Future<Set<UUID>> tenants(Rule rule) {
        return tenancy.schedule(sql -> sql.query(rule.due(), args(rule)).map(rows -> {
            Set<UUID> tenants = new HashSet<>();
            rows.forEach(row -> tenants.add(row.getUUID("tenant_id")));
            return tenants;
        }));
    }

    private Future<Void> delete(Rule rule, UUID tenant) {
        return tenancy.call(Caller.system(tenant, "purge-" + tenant), rule.delete(), args(rule), RowSet::rowCount)
                .mapEmpty();
    }

    private static Tuple args(Rule rule) {
        return Tuple.of(rule.age().toMillis(), BATCH);
    }
}
