package stoa.launcher;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import stoa.catalog.CatalogVerticle;
import stoa.gateway.Gateway;
import stoa.notification.NotificationVerticle;
import stoa.order.OrderVerticle;
import stoa.payment.PaymentVerticle;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;
import stoa.platform.Platform;
import stoa.realtime.RealtimeVerticle;
import stoa.user.UserVerticle;

/**
 * The verticles there are, and those of them that this node runs.
 *
 * @param domains started first
 * @param doors started when the domains serve, stopped before them
 */
record Verticles(Map<String, Wanted> domains, Map<String, Wanted> doors) {
    /** In the order of their migrations; {@code tenancy} comes before all of them. */
    static final List<String> WITH_TABLES = List.of("tenancy", "user", "catalog", "order", "payment", "notification");

    private static final Map<String, Kind> DOMAINS = Map.of(
            "user", each(UserVerticle::new),
            "catalog", each(CatalogVerticle::new),
            "order", each(OrderVerticle::new),
            "payment", each(PaymentVerticle::new),
            "notification", each(NotificationVerticle::new));

    /** How a verticle is made; what its instances share is prepared once. */
    interface Kind {
        Future<Supplier<Deployable>> prepare(Platform platform);
    }

    private static final Map<String, Kind> DOORS = Map.of(
            "gateway",
            platform -> Gateway.load(platform)
                    .compose(gateway -> Operations.awaitServed(platform.vertx(), platform.bus(), gateway.contract())
                            .map(v -> gateway.verticle())),
            "realtime",
            each(RealtimeVerticle::new));

    /** How many of what. */
    record Wanted(int instances, Kind kind) {}

    private static Kind each(Function<Platform, Deployable> constructor) {
        return platform -> Future.succeededFuture(() -> constructor.apply(platform));
    }

    /** @throws BadConfiguration where there is no such verticle */
    static Verticles wanted(Config config) {
        var domains = new LinkedHashMap<String, Wanted>();
        var doors = new LinkedHashMap<String, Wanted>();
        config.verticles().forEach((name, instances) -> {
            var domain = DOMAINS.get(name);
            var door = DOORS.get(name);
            if (domain != null) {
                domains.put(name, new Wanted(instances, domain));
            } else if (door != null) {
                doors.put(name, new Wanted(instances, door));
            } else {
                throw new BadConfiguration("STOA_VERTICLES: there is no verticle named " + name + ".");
            }
        });
        return new Verticles(domains, doors);
    }
}
