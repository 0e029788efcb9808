package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.openapi.model.OrderSettingsInput;
import stoa.platform.Bus;
import stoa.platform.Refusal;
import stoa.platform.Topic;
import stoa.tenancy.Tenancy;

/** How each shop handles its orders. Remembered for a moment: every checkout asks, hardly anybody changes it. */
final class OrderRules {
    /** When the money is taken that a checkout holds. */
    enum Capture {
        AT_ONCE,
        AT_SHIPMENT
    }

    /** Whether one number tells the next one. */
    enum Numbers {
        RANDOM,
        COUNTED
    }

    /** @param version 0 where the shop has never said anything */
    record Rule(Capture capture, Numbers numbers, String numberPrefix, int version) {
        static final Rule DEFAULT = new Rule(Capture.AT_ONCE, Numbers.RANDOM, "", 0);
    }

    private record Known(Future<Rule> rule, long sinceNanos) {}

    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 10_000;
    private static final String FIND =
            "select r.capture, r.numbers, r.number_prefix, r.version_id from order_settings r";

    /** The rules of a shop have changed. */
    record Changed(UUID tenant) {}

    private static final Topic<Changed> CHANGED = new Topic<>("order.orderRules", Changed.class);

    private final Tenancy tenancy;
    private final Bus bus;
    private final Map<UUID, Known> known = new HashMap<>();

    OrderRules(Tenancy tenancy, Bus bus) {
        this.tenancy = tenancy;
        this.bus = bus;
    }

    /** Forgets what others have changed. */
    Future<Void> listen() {
        return bus.hear(CHANGED, (_, changed) -> known.remove(changed.tenant()));
    }

    /** As it was at most ten seconds ago. Who asks while it is read waits for the same answer: a crowd asks once. */
    Future<Rule> of(Caller caller) {
        var remembered = known.get(caller.tenant());
        return remembered != null && System.nanoTime() - remembered.sinceNanos() < FRESH_NANOS
                ? remembered.rule()
                : now(caller);
    }

    Future<Rule> now(Caller caller) {
        var asked = tenancy.read(caller, sql -> sql.query(FIND)).map(OrderRules::rule);
        remember(caller, asked);
        return asked.onFailure(_ -> known.remove(caller.tenant()));
    }

    /** For what is placed from now on; 412 where somebody else has changed it since it was read. */
    Future<Rule> change(Caller caller, int seen, OrderSettingsInput input) {
        String prefix = input.numberPrefix() == null ? "" : input.numberPrefix();
        var args = Tuple.of(input.capture().name(), input.numbers().name(), prefix);
        var sql = seen == 0
                ? "insert into order_settings as r (capture, numbers, number_prefix) values ($1, $2, $3)"
                        + " on conflict (tenant_id) do nothing returning r.capture, r.numbers, r.number_prefix, r.version_id"
                : "update order_settings r set capture = $1, numbers = $2, number_prefix = $3 where r.version_id = $4"
                        + " returning r.capture, r.numbers, r.number_prefix, r.version_id";
        return tenancy.call(caller, sql, seen == 0 ? args : args.addInteger(seen), rows -> rows)
                .compose(rows -> rows.size() == 0
                        ? now(caller).compose(rule -> Future.failedFuture(Refusal.stale(rule.version())))
                        : Future.succeededFuture(rule(rows)))
                .onSuccess(rule -> {
                    remember(caller, Future.succeededFuture(rule));
                    bus.tell(caller, CHANGED, new Changed(caller.tenant()));
                });
    }

    private void remember(Caller caller, Future<Rule> rule) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(caller.tenant(), new Known(rule, System.nanoTime()));
    }

    private static Rule rule(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Rule.DEFAULT;
        }
        var row = rows.iterator().next();
        return new Rule(
                Capture.valueOf(row.getString("capture")),
                Numbers.valueOf(row.getString("numbers")),
                row.getString("number_prefix"),
                row.getInteger("version_id"));
    }
}
