package stoa.tenancy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;

/** The directory of shops, as far as it is written. */
public final class Tenants {
    private final Tenancy tenancy;

    public Tenants(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /**
     * Founds a shop. The same id twice fails with {@link ConstraintViolated} {@code tenant_pkey}; a slug or host that another shop has,
     * with {@code tenant_slug_taken} or {@code tenant_host_pkey}.
     *
     * @param correlationId under which it is logged
     */
    public Future<TenantProfile> create(TenantProfile shop, String correlationId) {
        var args = Tuple.of(
                shop.id(),
                shop.slug(),
                shop.hosts().toArray(String[]::new),
                shop.name(),
                new JsonObject(new LinkedHashMap<>(shop.taglines())),
                shop.currency());
        args.addValue(shop.locale())
                .addValue(shop.locales().toArray(String[]::new))
                .addValue(shop.country())
                .addValue(new JsonObject().put("face", shop.face()).put("seed", shop.seed()));
        return tenancy.call(Caller.system(TenantProfile.PLATFORM, correlationId), """
                insert into tenant (id, slug, hosts, name, tagline, currency, locale, locales, country, theme)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""", args, rows -> shop);
    }
}
