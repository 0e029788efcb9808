package stoa.payment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import stoa.platform.Secret;

/** The keys of each shop at the provider, derived from the installation's two secrets as {@code docs/guides/sandbox-psp.md} says. */
record ProviderKeys(Secret apiKey, Secret webhookSecret) {
    /** A signature older or younger than this is refused, so that a recorded one is worth nothing later. */
    static final long TOLERANCE_SECONDS = 300;

    private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]{1,12}),v1=([0-9a-f]{64})");

    String publishableKey(UUID tenant) {
        return "pk_sandbox_" + tenant;
    }

    String secretKey(UUID tenant) {
        return "sk_sandbox_" + tenant + "_" + hmac(apiKey.reveal(), "secret-key:" + tenant);
    }

    /** Whether the provider has signed this body for this shop just now. Takes the same time wherever it differs. */
    boolean signed(UUID tenant, @Nullable String signature, String body, Instant now) {
        var parts = SIGNATURE.matcher(signature == null ? "" : signature);
        if (!parts.matches() || Math.abs(now.getEpochSecond() - Long.parseLong(parts.group(1))) > TOLERANCE_SECONDS) {
            return false;
        }
        var secret = "whsec_" + hmac(webhookSecret.reveal(), "webhook:" + tenant);
        return MessageDigest.isEqual(bytes(hmac(secret, parts.group(1) + "." + body)), bytes(parts.group(2)));
    }

    private static String hmac(String key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes(text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
