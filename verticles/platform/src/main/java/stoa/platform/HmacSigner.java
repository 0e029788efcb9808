package stoa.platform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/** {@link Signer} by the JDK's own HKDF and HMAC. */
final class HmacSigner implements Signer {
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final byte[] secret;
    private final Memo<String, SecretKey> keys = new Memo<>(this::derive);

    HmacSigner(Secret secret) {
        this.secret = secret.reveal().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String seal(String purpose, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(bytes) + '.' + base64.encodeToString(sign(purpose, bytes));
    }

    @Override
    public @Nullable String open(String purpose, String sealed) {
        int dot = sealed.indexOf('.');
        if (dot < 0) {
            return null;
        }
        try {
            byte[] payload = Base64.getUrlDecoder().decode(sealed.substring(0, dot));
            byte[] signature = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
            return MessageDigest.isEqual(signature, sign(purpose, payload)) ? text(payload) : null;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public byte[] mark(String purpose, String text) {
        return sign(purpose, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    private byte[] sign(String purpose, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(keys.of(purpose));
            return mac.doFinal(payload);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + HMAC, e);
        }
    }

    private SecretKey derive(String purpose) {
        try {
            byte[] info = ("stoa:" + purpose).getBytes(StandardCharsets.UTF_8);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            HMAC, HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK from 25 on has HKDF-SHA256", e);
        }
    }
}
