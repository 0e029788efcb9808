package stoa.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import stoa.messages.Caller;
import stoa.messages.order.LiveOrder;
import stoa.tenancy.Tenancy;

/** Gives back the goods that nobody has paid for in time: those of all shops, a bounded number by one call in one transaction. */
final class Expiry {
    private static final String CALL = "select * from expire_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    /** Which states expire, and into which: what the one table of transitions says. */
    private static final List<Transition> WAYS = Transition.all().stream()
            .filter(transition -> transition.step() == OrderStep.EXPIRE)
            .toList();

    private final Tenancy tenancy;
    private final Sagas sagas;
    private final LiveOrders live;
    private final int most;
    private final Counter expired;
    private final DistributionSummary sizes;

    /** @param most orders of one transaction */
    Expiry(Tenancy tenancy, Sagas sagas, LiveOrders live, int most, MeterRegistry meters) {
        this.tenancy = tenancy;
        this.sagas = sagas;
        this.live = live;
        this.most = most;
        expired = Counter.builder("stoa.orders.expired")
                .description("Orders that were not paid in time")
                .register(meters);
        sizes = DistributionSummary.builder("stoa.orders.expiry.batch.size")
                .description("Orders that expired in one transaction")
                .register(meters);
    }

    /** One batch after the other, as long as they come full. What it leaves behind, such as an order that is being paid, the next look finds. */
    Future<Void> look() {
        return sagas.expired(most)
                .compose(due -> due.isEmpty() ? Future.succeededFuture(List.of()) : expire(due))
                .compose(gone -> gone.size() < most ? Future.succeededFuture() : look());
    }

    private Future<List<LiveOrder>> expire(List<Sagas.Due> due) {
        var correlation = "expiry-" + UUID.randomUUID();
        var tenants = due.stream().map(Sagas.Due::tenant).collect(Collectors.toSet());
        return tenancy.batch(
                        tenants,
                        CALL,
                        arguments(due, correlation),
                        rows -> Orders.list(rows, row -> Orders.live(row.getUUID("tenant_id"), row)))
                .onSuccess(gone -> {
                    sizes.record(gone.size());
                    expired.increment(gone.size());
                    gone.forEach(order -> live.tell(Caller.system(order.tenant(), correlation), order));
                });
    }

    private static Tuple arguments(List<Sagas.Due> due, String correlation) {
        return Tuple.of(
                        due.stream().map(Sagas.Due::tenant).toArray(UUID[]::new),
                        due.stream().map(Sagas.Due::orderId).toArray(UUID[]::new),
                        OrderStep.EXPIRE.name(),
                        OrderStep.EXPIRE.reason,
                        correlation)
                .addArrayOfString(ways(way -> way.from().status()))
                .addArrayOfString(ways(way -> way.from().payment()))
                .addArrayOfString(ways(way -> way.from().fulfilment()))
                .addArrayOfString(ways(way -> way.to().status()))
                .addArrayOfString(ways(way -> way.to().payment()))
                .addArrayOfString(ways(way -> way.to().fulfilment()));
    }

    private static String[] ways(Function<Transition, Enum<?>> column) {
        return WAYS.stream().map(way -> column.apply(way).name()).toArray(String[]::new);
    }
}
