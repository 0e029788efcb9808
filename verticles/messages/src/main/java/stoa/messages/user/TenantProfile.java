package stoa.messages.user;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A shop, as everybody may know it.
 *
 * @param hosts names of its origins, without port, lower case
 * @param taglines by language
 * @param currency ISO 4217
 * @param locale its own language (BCP 47), to which texts fall back
 * @param locales the languages it speaks, its own among them
 * @param country ISO 3166-1 alpha-2
 * @param face names the set of design tokens
 * @param seed seed colour, {@code #rrggbb}
 */
public record TenantProfile(
        UUID id,
        String slug,
        String name,
        List<String> hosts,
        Map<String, String> taglines,
        String currency,
        String locale,
        List<String> locales,
        String country,
        String face,
        String seed) {

    /** The reserved tenant of the installation itself; operators belong to it. It sells nothing and has no host. */
    public static final UUID PLATFORM = new UUID(0x0000000000007000L, 0x8000000000000000L);
}
