package stoa.realtime;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import stoa.messages.user.AskKeys;
import stoa.messages.user.PublicKey;
import stoa.messages.user.PublicKeys;
import stoa.messages.user.UserAddresses;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.TestStoa;

/** Access tokens as the user domain makes them, and some as it never would. */
final class TestTokens {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int MINUTES_10 = 600;

    private final KeyPair keys = TestStoa.keyPair();

    /** Serves the public key. */
    VerticleBase keysOn(Bus bus) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                return bus.serve(
                        new Question<>(UserAddresses.JWKS, AskKeys.class, PublicKeys.class),
                        10,
                        (caller, ask) -> Future.succeededFuture(new PublicKeys(List.of(publicKey()))));
            }
        };
    }

    private PublicKey publicKey() {
        var point = ((ECPublicKey) keys.getPublic()).getW();
        return new PublicKey(
                "EC",
                "test",
                "sig",
                "ES256",
                "P-256",
                coordinate(point.getAffineX().toByteArray()),
                coordinate(point.getAffineY().toByteArray()));
    }

    /** 32 bytes, whatever the sign of the number made of them. */
    private static String coordinate(byte[] number) {
        byte[] fixed = new byte[32];
        int length = Math.min(number.length, fixed.length);
        System.arraycopy(number, number.length - length, fixed, fixed.length - length, length);
        return BASE64.encodeToString(fixed);
    }

    String shopper(UUID tenant, UUID user) {
        return token(keys, tenant, user, "shopper", "orders:own", MINUTES_10);
    }

    String staff(UUID tenant) {
        return token(keys, tenant, UUID.randomUUID(), "staff", "orders:manage", MINUTES_10);
    }

    String expired(UUID tenant) {
        return token(keys, tenant, UUID.randomUUID(), "staff", "orders:manage", -MINUTES_10);
    }

    String forged(UUID tenant) {
        return token(TestStoa.keyPair(), tenant, UUID.randomUUID(), "staff", "orders:manage", MINUTES_10);
    }

    private static String token(KeyPair keys, UUID tenant, UUID user, String audience, String scope, int seconds) {
        long now = Instant.now().getEpochSecond();
        String head = encode("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"test\"}");
        String body = encode(
                "{\"iss\":\"stoa:%s\",\"tenant\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"scope\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(tenant, tenant, user, audience, scope, now, now + seconds));
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update((head + "." + body).getBytes(StandardCharsets.US_ASCII));
            return head + "." + body + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
