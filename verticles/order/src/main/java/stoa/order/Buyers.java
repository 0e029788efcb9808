package stoa.order;

import io.vertx.core.buffer.Buffer;
import java.text.Normalizer;
import java.util.Locale;
import stoa.messages.Caller;
import stoa.platform.Signer;

/** Who buys, as far as limits must know it: an account, or for guests what only this installation can make of an e-mail address. */
final class Buyers {
    private final Signer signer;

    Buyers(Signer signer) {
        this.signer = signer;
    }

    Buffer of(Caller caller, String email) {
        var user = caller.user();
        return user == null
                ? Buffer.buffer(signer.mark("buyer", caller.tenant() + "\n" + normalised(email)))
                : Buffer.buffer().appendLong(user.getMostSignificantBits()).appendLong(user.getLeastSignificantBits());
    }

    /** Addresses that reach the same mailbox: in small letters, and without what stands behind a plus (RFC 5233). */
    static String normalised(String email) {
        var plain = Normalizer.normalize(email.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        int at = plain.lastIndexOf('@');
        int plus = plain.indexOf('+');
        return plus > 0 && plus < at ? plain.substring(0, plus) + plain.substring(at) : plain;
    }
}
