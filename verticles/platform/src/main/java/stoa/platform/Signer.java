package stoa.platform;

import org.jspecify.annotations.Nullable;

/** Texts that only this installation can have made: cursors, order tokens. HMAC-SHA256 (RFC 2104) with a key per purpose. */
public interface Signer {
    /** @param secret shared by all nodes; the key of each purpose is derived from it (HKDF, RFC 5869) */
    static Signer of(Secret secret) {
        return new HmacSigner(secret);
    }

    /** URL-safe: payload and signature. The payload can be read by everybody. */
    String seal(String purpose, String payload);

    /** The payload, or null where the signature is not ours or was made for another purpose. */
    @Nullable
    String open(String purpose, String sealed);

    /** What stands for a text that must not be kept, 32 bytes: the same each time, and nobody without the secret can tell the text. */
    byte[] mark(String purpose, String text);
}
