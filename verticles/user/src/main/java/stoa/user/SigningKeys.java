package stoa.user;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;
import stoa.messages.user.PublicKey;
import stoa.messages.user.PublicKeys;
import stoa.platform.Config;

/**
 * The key that signs access tokens (ES256, RFC 7518 section 3.4) and the public keys of those that did before, which stay known until
 * the last token of theirs is over. A key is named by its thumbprint (RFC 7638), so that the same file has the same name everywhere.
 */
final class SigningKeys {
    private static final int COORDINATE_BYTES = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final JWTAuth signer;
    private final PublicKeys published;

    private SigningKeys(JWTAuth signer, PublicKeys published) {
        this.signer = signer;
        this.published = published;
    }

    /**
     * Reads files: not for an event loop.
     *
     * @throws IllegalArgumentException where a key is not EC P-256 in PEM
     */
    static SigningKeys read(Vertx vertx, Config.Security config) {
        var privateKey = privateKey(config.signingKey().reveal());
        var current = publicOf(privateKey);
        var all = new ArrayList<PublicKey>();
        all.add(current);
        for (var retired : retired(config.retiredKeys())) {
            if (!retired.kid().equals(current.kid())) {
                all.add(retired);
            }
        }
        var jwk = new JsonObject()
                .put("kty", current.kty())
                .put("kid", current.kid())
                .put("alg", current.alg())
                .put("crv", current.crv())
                .put("x", current.x())
                .put("y", current.y())
                .put("d", coordinate(privateKey.getS()));
        return new SigningKeys(
                JWTAuth.create(vertx, new JWTAuthOptions().addJwk(jwk)), new PublicKeys(List.copyOf(all)));
    }

    /** The first one signs now. */
    PublicKeys published() {
        return published;
    }

    /** A compact JWS of the claims, with {@code kid}. */
    String sign(JsonObject claims) {
        return signer.generateToken(
                claims, new JWTOptions().setAlgorithm("ES256").setNoTimestamp(true));
    }

    private static ECPrivateKey privateKey(String pem) {
        try {
            var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der(pem, "PRIVATE KEY")));
            return (ECPrivateKey) key;
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalArgumentException("the signing key is not an EC private key in PEM (PKCS #8)", e);
        }
    }

    private static List<PublicKey> retired(@Nullable String directory) {
        if (directory == null) {
            return List.of();
        }
        try (var files = Files.list(Path.of(directory))) {
            return files.filter(file -> file.toString().endsWith(".pem"))
                    .sorted()
                    .map(SigningKeys::retiredKey)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the directory of retired keys " + directory, e);
        }
    }

    private static PublicKey retiredKey(Path file) {
        try {
            var der = der(Files.readString(file, StandardCharsets.US_ASCII), "PUBLIC KEY");
            var key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
            return named(key.getW().getAffineX(), key.getW().getAffineY());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the retired key " + file, e);
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalArgumentException("the retired key " + file + " is not an EC public key in PEM", e);
        }
    }

    /** The JDK cannot compute a public key from its private one. */
    private static PublicKey publicOf(ECPrivateKey key) {
        if (key.getParams().getOrder().bitLength() != COORDINATE_BYTES * 8) {
            throw new IllegalArgumentException("the signing key is not on the curve P-256");
        }
        var point =
                CustomNamedCurves.getByName("P-256").getG().multiply(key.getS()).normalize();
        return named(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    }

    private static PublicKey named(BigInteger x, BigInteger y) {
        var members =
                "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + coordinate(x) + "\",\"y\":\"" + coordinate(y) + "\"}";
        return new PublicKey("EC", thumbprint(members), "sig", "ES256", "P-256", coordinate(x), coordinate(y));
    }

    private static String thumbprint(String members) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8));
            return BASE64URL.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Unsigned, big-endian, of the curve's full width (RFC 7518 section 6.2.1.2). */
    private static String coordinate(BigInteger number) {
        var bytes = number.toByteArray();
        var padded = new byte[COORDINATE_BYTES];
        var length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
        return BASE64URL.encodeToString(padded);
    }

    private static byte[] der(String pem, String label) {
        var begin = "-----BEGIN " + label + "-----";
        var from = pem.indexOf(begin);
        var to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("there is no " + begin + " in the key");
        }
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }
}
