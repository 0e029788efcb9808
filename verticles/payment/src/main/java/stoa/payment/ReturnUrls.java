package stoa.payment;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import stoa.messages.Caller;
import stoa.platform.Config;
import stoa.tenancy.Tenancy;

/**
 * Where the buyer's browser goes after a confirmation at the provider: the order's page in the shop. Made here and given to the provider
 * together with the intent, never taken from a request, so that nobody is led elsewhere.
 */
final class ReturnUrls {
    private static final long FRESH_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MOST = 10_000;

    private record Known(String origin, long sinceNanos) {}

    private final Tenancy tenancy;
    private final Config.Http http;
    private final Map<UUID, Known> known = new ConcurrentHashMap<>();

    ReturnUrls(Tenancy tenancy, Config.Http http) {
        this.tenancy = tenancy;
        this.http = http;
    }

    Future<String> of(Caller caller, UUID orderId) {
        return origin(caller).map(origin -> origin + "/orders/" + orderId);
    }

    private Future<String> origin(Caller caller) {
        var remembered = known.get(caller.tenant());
        if (remembered != null && System.nanoTime() - remembered.sinceNanos < FRESH_NANOS) {
            return Future.succeededFuture(remembered.origin);
        }
        return tenancy.read(
                        caller,
                        sql -> sql.query(
                                "select coalesce(hosts[1], slug) as host from tenant where id = $1",
                                Tuple.of(caller.tenant())))
                .map(rows -> origin(rows.iterator().next().getString("host")))
                .onSuccess(origin -> remember(caller.tenant(), origin));
    }

    private String origin(String host) {
        int usual = http.publicScheme().equals("https") ? 443 : 80;
        return http.publicScheme() + "://" + host + (http.publicPort() == usual ? "" : ":" + http.publicPort());
    }

    private void remember(UUID tenant, String origin) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(tenant, new Known(origin, System.nanoTime()));
    }
}
