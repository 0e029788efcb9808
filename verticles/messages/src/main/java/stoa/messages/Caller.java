package stoa.messages;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, in which shop, with which rights. The first argument of everything that acts.
 *
 * @param tenant the shop; there is no caller without one
 * @param user the signed-in person, or null for a guest
 * @param scopes what the caller may do, as the contract names it
 * @param correlationId under which the request is logged, 8 to 64 characters
 * @param locale wanted language (BCP 47)
 * @param zone wanted time zone (IANA)
 * @param order the one order that a guest's order token has opened, or null
 * @param cart the one cart that a guest's cart token has opened, or null
 */
public record Caller(
        UUID tenant,
        @Nullable UUID user,
        Set<String> scopes,
        String correlationId,
        String locale,
        String zone,
        @Nullable UUID order,
        @Nullable UUID cart) {

    /** Stands in the audit columns for what nobody signed in has done. */
    public static final UUID GUEST = new UUID(0x0000000000007000L, 0x8000000000000001L);

    /** Stands in the audit columns for what the platform does by itself. */
    public static final UUID SYSTEM = new UUID(0x0000000000007000L, 0x8000000000000002L);

    /** The scope that only the platform's own work carries; no token can. */
    public static final String SYSTEM_SCOPE = "system";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Somebody who has shown no cart's token. */
    public Caller(
            UUID tenant,
            @Nullable UUID user,
            Set<String> scopes,
            String correlationId,
            String locale,
            String zone,
            @Nullable UUID order) {
        this(tenant, user, scopes, correlationId, locale, zone, order, null);
    }

    /** The platform itself, at work in one shop. */
    public static Caller system(UUID tenant, String correlationId) {
        return new Caller(tenant, SYSTEM, Set.of(SYSTEM_SCOPE), correlationId, "en", "UTC", null);
    }

    /** Whom the audit columns name. */
    public UUID actor() {
        return user == null ? GUEST : user;
    }

    public boolean may(String scope) {
        return scopes.contains(scope);
    }
}
