package stoa.embedded.psp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of every account, derived from two secrets, so that a new shop needs no registration: each is
 * {@code hex(HMAC-SHA256(secret, purpose ":" account))}.
 *
 * @param apiSecret behind the secret keys, known to the shops' platform too
 * @param webhookSecret behind the signatures of webhooks, known to it as well
 */
public record PspKeys(String apiSecret, String webhookSecret) {
    private static final String PUBLISHABLE = "pk_sandbox_";
    private static final String SECRET = "sk_sandbox_";
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** For pages: it can only make tokens. */
    public String publishableKey(String account) {
        return PUBLISHABLE + account;
    }

    /** For the shop's server, as bearer token. */
    public String secretKey(String account) {
        return SECRET + account + "_" + hmac(apiSecret, "secret-key:" + account);
    }

    /** Goes with the buyer's decision, so that it can come from the provider's own page only. */
    String formToken(String action) {
        return hmac(apiSecret, "form:" + action);
    }

    /** Signs the webhooks of the account. */
    public String webhookSecret(String account) {
        return "whsec_" + hmac(webhookSecret, "webhook:" + account);
    }

    /** The account of a publishable key, or null where it is none. */
    @Nullable
    String accountOfPublishable(String key) {
        if (!key.startsWith(PUBLISHABLE)) {
            return null;
        }
        var account = key.substring(PUBLISHABLE.length());
        return ACCOUNT.matcher(account).matches() ? account : null;
    }

    /** The account of a secret key, or null where it is not ours. */
    @Nullable
    String accountOfSecret(String key) {
        int end = key.lastIndexOf('_');
        if (!key.startsWith(SECRET) || end <= SECRET.length()) {
            return null;
        }
        var account = key.substring(SECRET.length(), end);
        boolean ours = MessageDigest.isEqual(bytes(secretKey(account)), bytes(key));
        return ours && ACCOUNT.matcher(account).matches() ? account : null;
    }

    /** The value of {@code Stoa-Signature}: {@code t=<unix seconds>,v1=<hex HMAC-SHA256 of t.body>}. */
    public String signature(String account, long unixSeconds, String body) {
        return "t=" + unixSeconds + ",v1=" + hmac(webhookSecret(account), unixSeconds + "." + body);
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

    @Override
    public String toString() {
        return "PspKeys[***]";
    }
}
