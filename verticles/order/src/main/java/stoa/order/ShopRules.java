package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.openapi.model.PriceRulesInput;
import stoa.openapi.model.ShippingMethod;
import stoa.openapi.model.TaxMode;
import stoa.openapi.model.TaxRules;
import stoa.platform.Bus;
import stoa.platform.Refusal;
import stoa.platform.Topic;
import stoa.tenancy.Tenancy;

/**
 * How each shop taxes and ships. Remembered for some seconds, because every cart and checkout asks; a change is told to all nodes at once,
 * and who misses that follows when the seconds are over. Belongs to one event loop.
 */
final class ShopRules {
    /** Of a shop that has never set them: neither tax nor shipping. */
    static final Standing NONE =
            new Standing(new PriceRulesInput(new TaxRules(TaxMode.INCLUSIVE, List.of(), "STANDARD"), List.of()), 0);

    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 10_000;

    private static final String FIND =
            "select p.tax::text as tax, p.shipping::text as shipping, p.version_id from price_rules p";
    private static final String RETURNING = " returning p.tax::text as tax, p.shipping::text as shipping, p.version_id";
    private static final String FIRST =
            "insert into price_rules as p (tax, shipping) values ($1::text::jsonb, $2::text::jsonb)"
                    + " on conflict (tenant_id) do nothing" + RETURNING;
    private static final String NEXT =
            "update price_rules p set tax = $1::text::jsonb, shipping = $2::text::jsonb where p.version_id = $3"
                    + RETURNING;

    /** @param version of the rules, 0 where they were never set */
    record Standing(PriceRulesInput rules, int version) {}

    /** The rules of a shop have changed. */
    record Changed(UUID tenant) {}

    private static final Topic<Changed> CHANGED = new Topic<>("order.priceRules", Changed.class);

    private record Known(Future<Standing> standing, long sinceNanos) {}

    private final Tenancy tenancy;
    private final Bus bus;
    private final Map<UUID, Known> known = new HashMap<>();

    ShopRules(Tenancy tenancy, Bus bus) {
        this.tenancy = tenancy;
        this.bus = bus;
    }

    /** Forgets what others have changed. */
    Future<Void> listen() {
        return bus.hear(CHANGED, (_, changed) -> known.remove(changed.tenant()));
    }

    /** Those by which carts and checkouts are priced. Who asks while they are read waits for the same answer. */
    Future<PriceRulesInput> of(Caller caller) {
        var remembered = known.get(caller.tenant());
        if (remembered == null || System.nanoTime() - remembered.sinceNanos() >= FRESH_NANOS) {
            remembered = remember(caller, standing(caller));
        }
        return remembered.standing().map(Standing::rules);
    }

    /** As they stand in the database. */
    Future<Standing> standing(Caller caller) {
        return tenancy.read(caller, sql -> sql.query(FIND)).map(ShopRules::standing);
    }

    /** 412 where another version stands by now, 422 where something is named twice. */
    Future<Standing> set(Caller caller, int version, PriceRulesInput rules) {
        check(rules);
        var args =
                Tuple.of(Json.MAPPER.writeValueAsString(rules.tax()), Json.MAPPER.writeValueAsString(rules.shipping()));
        return tenancy.write(
                        caller,
                        sql -> (version == 0 ? sql.query(FIRST, args) : sql.query(NEXT, args.addInteger(version)))
                                .compose(rows -> rows.size() == 1
                                        ? Future.succeededFuture(standing(rows))
                                        : sql.query(FIND)
                                                .compose(now -> Future.failedFuture(Refusal.stale(
                                                        standing(now).version())))))
                .onSuccess(standing -> {
                    remember(caller, Future.succeededFuture(standing));
                    bus.tell(caller, CHANGED, new Changed(caller.tenant()));
                });
    }

    private Known remember(Caller caller, Future<Standing> standing) {
        if (known.size() >= MOST) {
            known.clear();
        }
        var now = new Known(standing, System.nanoTime());
        known.put(caller.tenant(), now);
        standing.onFailure(_ -> known.remove(caller.tenant(), now));
        return now;
    }

    private static Standing standing(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return NONE;
        }
        var row = rows.iterator().next();
        var tax = Json.MAPPER.readValue(row.getString("tax"), TaxRules.class);
        var shipping = List.of(Json.MAPPER.readValue(row.getString("shipping"), ShippingMethod[].class));
        return new Standing(new PriceRulesInput(tax, shipping), row.getInteger("version_id"));
    }

    private static void check(PriceRulesInput rules) {
        var faults = new ArrayList<Refusal.Fault>();
        var classes = new HashSet<String>();
        for (int i = 0; i < rules.tax().rates().size(); i++) {
            once(classes, rules.tax().rates().get(i).taxClass(), "/tax/rates/" + i + "/taxClass", faults);
        }
        var codes = new HashSet<String>();
        for (int i = 0; i < rules.shipping().size(); i++) {
            var method = rules.shipping().get(i);
            once(codes, method.code(), "/shipping/" + i + "/code", faults);
            var currencies = new HashSet<String>();
            for (int n = 0; n < method.rates().size(); n++) {
                var pointer = "/shipping/" + i + "/rates/" + n + "/currency";
                once(currencies, method.rates().get(n).currency(), pointer, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.unprocessable(
                    "/problems/ambiguous-rules", "The rules contradict themselves", faults.size() + " faults", faults);
        }
    }

    private static void once(Set<String> seen, String name, String pointer, List<Refusal.Fault> faults) {
        if (!seen.add(name)) {
            faults.add(Refusal.Fault.of(pointer, "stands here twice"));
        }
    }
}
