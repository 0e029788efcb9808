package stoa.catalog;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.platform.Bus;
import stoa.platform.Languages;
import stoa.platform.Question;

/**
 * Currency and languages of the caller's shop. Remembered for some seconds: they hardly ever change, and nothing is sold by them; the
 * price that counts is read at the checkout. Belongs to one event loop.
 */
final class Shops {
    private static final Question<FindTenant, TenantProfile> TENANT =
            new Question<>(UserAddresses.TENANT, FindTenant.class, TenantProfile.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 10_000;

    private record Known(TenantProfile profile, long sinceNanos) {}

    private final Bus bus;
    private final Map<UUID, Known> known = new HashMap<>();

    Shops(Bus bus) {
        this.bus = bus;
    }

    Future<TenantProfile> of(Caller caller) {
        var remembered = known.get(caller.tenant());
        if (remembered != null && System.nanoTime() - remembered.sinceNanos() < FRESH_NANOS) {
            return Future.succeededFuture(remembered.profile());
        }
        return bus.ask(caller, TENANT, FindTenant.byId(caller.tenant())).onSuccess(this::remember);
    }

    /** The language of the shop that is closest to the caller's. */
    static String locale(Caller caller, TenantProfile shop) {
        return Languages.pick(caller.locale(), shop.locales(), shop.locale());
    }

    private void remember(TenantProfile profile) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(profile.id(), new Known(profile, System.nanoTime()));
    }
}
