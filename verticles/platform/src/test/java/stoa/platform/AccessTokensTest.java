package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.user.PublicKey;
import stoa.messages.user.PublicKeys;
import stoa.testkit.Outcome;

class AccessTokensTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.open(vertx, new Config.BusLimits(Duration.ofSeconds(5), 16), new SimpleMeterRegistry());
    private final AccessTokens tokens = new AccessTokens(vertx, bus);
    private final AtomicInteger fetches = new AtomicInteger();
    private final KeyPair pair = TestStoa.keyPair();
    private final UUID tenant = UUID.randomUUID();
    private final UUID user = UUID.randomUUID();
    private final Caller guest = guest(tenant);

    private static Caller guest(UUID tenant) {
        return new Caller(tenant, null, Set.of(), "test-correlation", "de", "Europe/Berlin", null);
    }

    /** A neighbour that publishes our key. */
    @BeforeEach
    void serveKeys() {
        Outcome.of(bus.serve(AccessTokens.KEYS, 8, (who, ask) -> {
            fetches.incrementAndGet();
            return Future.succeededFuture(new PublicKeys(List.of(publicKey("k1", pair))));
        }));
    }

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    private static PublicKey publicKey(String kid, KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return new PublicKey(
                "EC", kid, "sig", "ES256", "P-256", coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    /** 32 bytes, however small the number. */
    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return BASE64.encodeToString(fixed);
    }

    private Map<String, Object> claims() {
        long now = Instant.now().getEpochSecond();
        return new HashMap<>(Map.of(
                "iss",
                "stoa:" + tenant,
                "aud",
                "shopper",
                "sub",
                user.toString(),
                "scope",
                "orders:own catalog:manage",
                "iat",
                now,
                "exp",
                now + 600));
    }

    private Map<String, Object> claims(String name, Object value) {
        var claims = claims();
        claims.put(name, value);
        return claims;
    }

    private static String part(Map<String, ?> json) {
        return BASE64.encodeToString(Json.MAPPER.writeValueAsBytes(json));
    }

    private static String token(Map<String, ?> header, Map<String, ?> claims, KeyPair pair) {
        try {
            String signed = part(header) + "." + part(claims);
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(Map<String, ?> claims) {
        return token(Map.of("alg", "ES256", "typ", "JWT", "kid", "k1"), claims, pair);
    }

    private void assertRefused(String token) {
        var refusal = Outcome.failure(Refusal.class, tokens.verify(guest, token));
        assertEquals(401, refusal.status());
        assertTrue(token.length() < 20 || !refusal.toString().contains(token), "it must not show the token");
    }

    @Test
    void aTokenOfOursSignsTheCallerIn() {
        Caller caller = Outcome.of(tokens.verify(guest, token(claims())));

        assertEquals(
                new Caller(
                        tenant,
                        user,
                        Set.of("orders:own", "catalog:manage"),
                        "test-correlation",
                        "de",
                        "Europe/Berlin",
                        null),
                caller);
    }

    @Test
    void aTokenSeenBeforeIsStillBoundToItsTenant() {
        String token = token(claims());
        Outcome.of(tokens.verify(guest, token));

        assertEquals(
                401,
                Outcome.failure(Refusal.class, tokens.verify(guest(UUID.randomUUID()), token))
                        .status());
        assertEquals(user, Outcome.of(tokens.verify(guest, token)).user());
        assertEquals(1, fetches.get());
    }

    @Test
    void anExpiredTokenIsRefused() {
        assertRefused(token(claims("exp", Instant.now().getEpochSecond() - 60)));
    }

    @Test
    void aTokenThatNeverExpiresIsRefused() {
        var claims = claims();
        claims.remove("exp");
        assertRefused(token(claims));
    }

    @Test
    void aTokenOfLaterIsRefused() {
        assertRefused(token(claims("nbf", Instant.now().getEpochSecond() + 600)));
    }

    @Test
    void aTokenOfAnotherTenantIsRefused() {
        assertRefused(token(claims("iss", "stoa:" + UUID.randomUUID())));
    }

    @Test
    void aTokenForAnotherAudienceIsRefused() {
        assertRefused(token(claims("aud", "somebody-else")));
    }

    @Test
    void aTokenWithoutAPersonIsRefused() {
        assertRefused(token(claims("sub", "not-a-uuid")));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String token = token(claims());
        assertRefused(token.substring(0, token.lastIndexOf('.')));
        assertRefused(token.substring(0, token.lastIndexOf('.') + 1));
    }

    @Test
    void algNoneIsRefused() {
        for (String none : List.of("none", "None", "NONE")) {
            assertRefused(part(Map.of("alg", none, "kid", "k1")) + "." + part(claims()) + ".");
            assertRefused(token(Map.of("alg", none, "kid", "k1"), claims(), pair));
        }
    }

    @Test
    void aTokenSignedWithThePublicKeyAsPasswordIsRefused() throws GeneralSecurityException {
        String signed = part(Map.of("alg", "HS256", "kid", "k1")) + "." + part(claims());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pair.getPublic().getEncoded(), "HmacSHA256"));
        assertRefused(signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aTokenSignedByAnotherKeyIsRefused() {
        assertRefused(token(Map.of("alg", "ES256", "kid", "k1"), claims(), TestStoa.keyPair()));
    }

    @Test
    void aTokenThatWasChangedIsRefused() {
        String[] parts = token(claims()).split("\\.", -1);
        assertRefused(parts[0] + "." + part(claims("scope", "orders:manage")) + "." + parts[2]);
    }

    @Test
    void noTokenCarriesTheScopeOfThePlatform() {
        Caller caller = Outcome.of(tokens.verify(guest, token(claims("scope", "orders:own system"))));

        assertEquals(Set.of("orders:own"), caller.scopes());
    }

    @Test
    void nonsenseIsRefused() {
        for (String nonsense :
                List.of("", ".", "..", "a.b.c", "e30.e30.e30", "x".repeat(10_000), "bm9wZQ.bm9wZQ.bm9wZQ")) {
            assertRefused(nonsense);
        }
    }

    @Test
    void anUnknownKeyIsAskedForButNotInAHurry() {
        String unknown = token(Map.of("alg", "ES256", "kid", "k2"), claims(), pair);
        for (int i = 0; i < 10; i++) {
            assertRefused(unknown);
        }
        assertEquals(1, fetches.get());
    }

    @Test
    void withoutTheUserDomainItIsA503() {
        var lonely = new AccessTokens(vertx, bus);
        var nobody = guest(tenant);
        Vertx other = Vertx.vertx();
        var silent = Bus.open(other, new Config.BusLimits(Duration.ofSeconds(1), 16), new SimpleMeterRegistry());

        assertEquals(
                503,
                Outcome.failure(Refusal.class, new AccessTokens(other, silent).verify(nobody, token(claims())))
                        .status());
        assertEquals(user, Outcome.of(lonely.verify(nobody, token(claims()))).user());
        Outcome.of(other.close());
    }
}
