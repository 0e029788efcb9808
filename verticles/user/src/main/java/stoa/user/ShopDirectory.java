package stoa.user;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;
import tools.jackson.core.type.TypeReference;

/** Which shops there are: the one table that belongs to no tenant. */
final class ShopDirectory {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String SELECT = """
            select t.id, t.slug, t.name, t.hosts, t.tagline::text as tagline, t.currency, t.locale, t.locales, t.country,
                t.theme ->> 'face' as face, t.theme ->> 'seed' as seed
            from tenant t
            """;

    private final Tenancy tenancy;

    ShopDirectory(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /** 404 where there is no such shop. */
    Future<TenantProfile> find(Caller caller, FindTenant wanted) {
        var found = wanted.id() != null
                ? one(caller, "where t.id = $1", Tuple.of(wanted.id()))
                : one(
                        caller,
                        "where t.id = (select h.tenant_id from tenant_host h where h.host = $1)",
                        Tuple.of(wanted.host()));
        return found.map(profile -> profile.orElseThrow(() -> Refusal.notFound("shop")));
    }

    private Future<Optional<TenantProfile>> one(Caller caller, String condition, Tuple key) {
        var sql = SELECT + condition + " and t.deleted_at is null";
        return tenancy.read(
                caller,
                query -> query.query(sql, key)
                        .map(rows -> rows.size() == 0
                                ? Optional.empty()
                                : Optional.of(profile(rows.iterator().next()))));
    }

    private static TenantProfile profile(Row row) {
        return new TenantProfile(
                row.getUUID("id"),
                row.getString("slug"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("hosts")),
                Json.MAPPER.readValue(row.getString("tagline"), TEXTS),
                row.getString("currency"),
                row.getString("locale"),
                List.of(row.getArrayOfStrings("locales")),
                row.getString("country"),
                row.getString("face"),
                row.getString("seed"));
    }
}
