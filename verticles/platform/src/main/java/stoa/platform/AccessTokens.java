package stoa.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.user.AskKeys;
import stoa.messages.user.PublicKey;
import stoa.messages.user.PublicKeys;
import stoa.messages.user.UserAddresses;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Access tokens: JWTs (RFC 7519) signed ES256, {@code iss} = {@code stoa:<tenant>}. No other algorithm is looked at, whatever a token says of
 * itself (RFC 8725 section 3.1). The keys are asked of the user domain and kept; an unknown {@code kid} asks again, but not in a hurry.
 *
 * <p>One per verticle: its event loop is the only one that comes here, so that nobody waits for the library's lock.
 */
public final class AccessTokens {
    static final Question<AskKeys, PublicKeys> KEYS =
            new Question<>(UserAddresses.JWKS, AskKeys.class, PublicKeys.class);

    private static final String ALGORITHM = "ES256";
    private static final String CURVE = "P-256";
    private static final int MAX_TOKEN_LENGTH = 4096;
    private static final int MAX_REMEMBERED = 10_000;
    private static final int CLOCK_SKEW_SECONDS = 5;
    private static final Duration KEYS_AGE = Duration.ofMinutes(10);
    private static final Duration KEYS_PAUSE = Duration.ofSeconds(5);
    private static final Set<String> AUDIENCES = Set.of("shopper", "staff", "operator");

    private record Keys(JWTAuth jwt, Set<String> ids, long fetchedNanos) {
        boolean olderThan(Duration age) {
            return System.nanoTime() - fetchedNanos > age.toNanos();
        }
    }

    /** What a verified token says. */
    private record Claims(String issuer, UUID user, Set<String> scopes, long expiresSeconds) {}

    private final Vertx vertx;
    private final Bus bus;
    private final Map<String, Claims> remembered = new ConcurrentHashMap<>();
    private volatile @Nullable Keys keys;
    private volatile @Nullable Future<Keys> fetching;

    public AccessTokens(Vertx vertx, Bus bus) {
        this.vertx = vertx;
        this.bus = bus;
    }

    /**
     * The same caller, signed in.
     *
     * @param guest with the tenant that the request chose
     * @return fails with a {@link Refusal} 401 where the token is not ours, has expired, or belongs to another tenant; 503 where the keys cannot
     *     be had
     */
    public Future<Caller> verify(Caller guest, String token) {
        Claims known = remembered.get(token);
        Future<Claims> claims = known == null ? check(guest, token) : Future.succeededFuture(known);
        return claims.compose(c -> admit(guest, token, c));
    }

    private Future<Caller> admit(Caller guest, String token, Claims claims) {
        if (!claims.issuer.equals("stoa:" + guest.tenant())) {
            return refused("The token belongs to another shop.");
        }
        if (Instant.now().getEpochSecond() > claims.expiresSeconds + CLOCK_SKEW_SECONDS) {
            remembered.remove(token);
            return refused("The token has expired.");
        }
        return Future.succeededFuture(new Caller(
                guest.tenant(),
                claims.user,
                claims.scopes,
                guest.correlationId(),
                guest.locale(),
                guest.zone(),
                guest.order(),
                guest.cart()));
    }

    private Future<Claims> check(Caller guest, String token) {
        String kid = keyId(token);
        if (kid == null) {
            return refused("The token is not one of ours.");
        }
        return keysWith(guest, kid).compose(k -> {
            if (!k.ids.contains(kid)) {
                return refused("The token is signed by a key that is not ours.");
            }
            return k.jwt.authenticate(new TokenCredentials(token))
                    .recover(e -> refused("The token is forged or has expired."))
                    .compose(user -> claims(user.principal(), user.attributes()))
                    .onSuccess(c -> remember(token, c));
        });
    }

    /** The key's id, if the header is one that we write. */
    private static @Nullable String keyId(String token) {
        int dot = token.indexOf('.');
        if (token.length() > MAX_TOKEN_LENGTH
                || dot < 0
                || token.chars().filter(c -> c == '.').count() != 2) {
            return null;
        }
        try {
            JsonNode header = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            JsonNode kid = header.get("kid");
            JsonNode alg = header.get("alg");
            boolean ours = kid != null
                    && kid.isString()
                    && alg != null
                    && alg.isString()
                    && ALGORITHM.equals(alg.asString())
                    && header.get("crit") == null;
            return ours ? kid.asString() : null;
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Future<Claims> claims(JsonObject principal, JsonObject attributes) {
        try {
            JsonObject all = attributes.getJsonObject("accessToken", principal);
            String issuer = all.getString("iss");
            String subject = all.getString("sub");
            Long expires = all.getLong("exp");
            if (issuer == null || subject == null || expires == null || !AUDIENCES.contains(audience(all))) {
                return refused("The token is not one of ours.");
            }
            String scope = all.getString("scope", "");
            Set<String> scopes = Arrays.stream(scope.split(" ", -1))
                    .filter(s -> !s.isEmpty() && !s.equals(Caller.SYSTEM_SCOPE))
                    .collect(Collectors.toUnmodifiableSet());
            return Future.succeededFuture(new Claims(issuer, UUID.fromString(subject), scopes, expires));
        } catch (ClassCastException | IllegalArgumentException e) {
            return refused("The token is not one of ours.");
        }
    }

    private static String audience(JsonObject claims) {
        Object audience = claims.getValue("aud");
        if (audience instanceof JsonArray several && several.size() == 1) {
            return String.valueOf(several.getValue(0));
        }
        return String.valueOf(audience);
    }

    private void remember(String token, Claims claims) {
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear(); // rare, and cheaper than an order of use on every request
        }
        remembered.put(token, claims);
    }

    private Future<Keys> keysWith(Caller guest, String kid) {
        Keys have = keys;
        if (have != null) {
            boolean wanting = !have.ids.contains(kid) && have.olderThan(KEYS_PAUSE);
            if (!wanting && !have.olderThan(KEYS_AGE)) {
                return Future.succeededFuture(have);
            }
        }
        Future<Keys> running = fetching;
        if (running == null) {
            running = bus.ask(Caller.system(guest.tenant(), guest.correlationId()), KEYS, new AskKeys())
                    .map(this::use)
                    .onComplete(r -> fetching = null);
            fetching = running.isComplete() ? null : running;
        }
        // A key that was good a moment ago is better than none while the user domain restarts.
        return have != null && have.ids.contains(kid) ? running.otherwise(have) : running;
    }

    private Keys use(PublicKeys published) {
        var options = new JWTAuthOptions().setJWTOptions(new JWTOptions().setLeeway(CLOCK_SKEW_SECONDS));
        List<PublicKey> ours = published.keys().stream()
                .filter(k -> ALGORITHM.equals(k.alg()) && CURVE.equals(k.crv()))
                .toList();
        ours.forEach(k -> options.addJwk(new JsonObject()
                .put("kty", k.kty())
                .put("kid", k.kid())
                .put("use", k.use())
                .put("alg", k.alg())
                .put("crv", k.crv())
                .put("x", k.x())
                .put("y", k.y())));
        Keys fresh = new Keys(
                JWTAuth.create(vertx, options),
                ours.stream().map(PublicKey::kid).collect(Collectors.toUnmodifiableSet()),
                System.nanoTime());
        keys = fresh;
        remembered.clear(); // a key that was withdrawn vouches for nothing any more
        return fresh;
    }

    private static <T> Future<T> refused(String detail) {
        return Future.failedFuture(Refusal.unauthenticated(detail));
    }
}
