package stoa.gateway;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Json;
import stoa.messages.user.PublicKey;
import stoa.messages.user.PublicKeys;

/** Signs access tokens as the user domain does, and as forgers would. */
final class TestKeys {
    static final UUID USER = UUID.fromString("0197c1d0-7a00-7000-8000-0000000000aa");

    private static final String KID = "test-1";

    private final KeyPair pair = pair();

    PublicKeys published() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return new PublicKeys(List.of(new PublicKey(
                "EC", KID, "sig", "ES256", "P-256", coordinate(point.getAffineX()), coordinate(point.getAffineY()))));
    }

    String token(UUID tenant, String scope) {
        return token(tenant, scope, Duration.ofMinutes(10));
    }

    String token(UUID tenant, String scope, Duration life) {
        return sign(Map.of("alg", "ES256", "typ", "JWT", "kid", KID), claims(tenant, scope, life), pair);
    }

    /** A token that says it is ours, by another key. */
    String forged(UUID tenant, String scope) {
        return sign(
                Map.of("alg", "ES256", "typ", "JWT", "kid", KID),
                claims(tenant, scope, Duration.ofMinutes(10)),
                pair());
    }

    /** RFC 8725 section 2.1. */
    String unsigned(UUID tenant, String scope) {
        return encode(Map.of("alg", "none", "kid", KID)) + "." + encode(claims(tenant, scope, Duration.ofMinutes(10)))
                + ".";
    }

    /** The signature cut off, the header as it should be. */
    String cut(UUID tenant, String scope) {
        var whole = token(tenant, scope);
        return whole.substring(0, whole.lastIndexOf('.') + 1);
    }

    private static Map<String, Object> claims(UUID tenant, String scope, Duration life) {
        var now = Instant.now().getEpochSecond();
        return Map.of(
                "iss",
                "stoa:" + tenant,
                "aud",
                "shopper",
                "sub",
                USER.toString(),
                "scope",
                scope,
                "tenant",
                tenant.toString(),
                "iat",
                now - 60,
                "exp",
                now + life.toSeconds());
    }

    private static String sign(Map<String, ?> header, Map<String, ?> claims, KeyPair key) {
        var content = encode(header) + "." + encode(claims);
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(Map<String, ?> json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.MAPPER.writeValueAsBytes(json));
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String coordinate(BigInteger value) {
        var bytes = value.toByteArray();
        var exact = new byte[32];
        int skip = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, skip, exact, 32 - (bytes.length - skip), bytes.length - skip);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(exact, 32));
    }
}
