package stoa.tenancy;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;

/** A shop of one test's own, so that tests can run side by side in one database. */
public record TestTenant(TenantProfile profile) {
    public static TestTenant unborn() {
        return unborn("EUR", "de");
    }

    /** Not in the directory yet. */
    public static TestTenant unborn(String currency, String locale) {
        UUID id = Ids.next();
        String slug = "t" + id.toString().replace("-", "");
        return new TestTenant(new TenantProfile(
                id,
                slug,
                "Shop " + slug,
                List.of(slug + ".localhost"),
                Map.of(locale, "A shop for tests"),
                currency,
                locale,
                List.of(locale, locale.equals("en") ? "de" : "en"),
                "DE",
                "test",
                "#336699"));
    }

    /** Founded. */
    public static Future<TestTenant> create(Tenancy tenancy) {
        var tenant = unborn();
        return new Tenants(tenancy).create(tenant.profile(), "test-setup").map(tenant);
    }

    public UUID id() {
        return profile.id();
    }

    public Caller system() {
        return Caller.system(id(), "test-system");
    }

    public Caller guest() {
        return new Caller(id(), null, Set.of(), "test-guest", profile.locale(), "UTC", null);
    }

    public Caller user(UUID user, String... scopes) {
        return new Caller(id(), user, Set.of(scopes), "test-user", profile.locale(), "UTC", null);
    }
}
