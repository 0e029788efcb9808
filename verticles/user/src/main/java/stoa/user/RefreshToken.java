package stoa.user;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.platform.Signer;

/**
 * A refresh token: its family and a secret, sealed for one tenant. Only a hash of the secret is stored. The next secret follows from this
 * one and a key of the installation, so two tabs that refresh with the same token get the same successor, and neither a stolen database
 * nor a stolen key alone makes a token.
 */
record RefreshToken(UUID family, String secret) {
    private static final String PURPOSE = "refresh";
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    static RefreshToken first(UUID family) {
        var secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new RefreshToken(family, BASE64URL.encodeToString(secret));
    }

    /** Null where the text is not a refresh token of this installation and tenant. */
    static @Nullable RefreshToken open(Signer signer, Caller caller, String sealed) {
        var payload = signer.open(PURPOSE, sealed);
        var parts = payload == null ? new String[0] : payload.split("~", -1);
        return parts.length == 3 && parts[0].equals(caller.tenant().toString())
                ? new RefreshToken(UUID.fromString(parts[1]), parts[2])
                : null;
    }

    String seal(Signer signer, Caller caller) {
        return signer.seal(PURPOSE, caller.tenant() + "~" + family + "~" + secret);
    }

    RefreshToken next(Signer signer) {
        return new RefreshToken(
                family, BASE64URL.encodeToString(sha256(signer.seal("refresh successor", family + "~" + secret))));
    }

    /** The secret is random, so one pass is enough. */
    byte[] hash() {
        return sha256(secret);
    }

    @Override
    public String toString() {
        return "RefreshToken[family=" + family + "]";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
