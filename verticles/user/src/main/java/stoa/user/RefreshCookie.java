package stoa.user;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.openapi.model.Audience;

/**
 * The cookie that holds a refresh token (RFC 6265bis): for this host only, for the session operations only, out of reach of scripts. Its
 * name tells the door, so that shopper and staff windows of one browser do not overwrite each other.
 */
final class RefreshCookie {
    private static final String PATH = "/api/v1/sessions";

    private RefreshCookie() {}

    static String set(Audience audience, String token, Duration age, @Nullable String scheme) {
        return header(audience, token, age.toSeconds(), scheme);
    }

    static String clear(Audience audience, @Nullable String scheme) {
        return header(audience, "", 0, scheme);
    }

    /** The token of the door, of the two that a browser may send. */
    static @Nullable String of(Audience audience, @Nullable String shopper, @Nullable String staff) {
        return switch (audience) {
            case SHOPPER -> shopper;
            case STAFF -> staff;
        };
    }

    private static String header(Audience audience, String value, long maxAgeSeconds, @Nullable String scheme) {
        var secure = Objects.equals(scheme, "https") ? "; Secure" : "";
        return "stoa_refresh_" + audience.value() + "=" + value + "; Path=" + PATH + "; Max-Age=" + maxAgeSeconds
                + "; HttpOnly; SameSite=Strict" + secure;
    }
}
