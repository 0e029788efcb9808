package stoa.order;

import java.util.UUID;
import stoa.messages.Caller;
import stoa.platform.Signer;

/** What opens one order without signing in. Nothing is stored: the signature tells (the HTTP door verifies it). */
final class OrderTokens {
    private final Signer signer;

    OrderTokens(Signer signer) {
        this.signer = signer;
    }

    String of(UUID tenant, UUID orderId) {
        return signer.seal("order", tenant + ":" + orderId);
    }

    /** The caller as one who holds the token, which the answer of the checkout has just given. */
    static Caller holding(Caller caller, UUID orderId) {
        return new Caller(
                caller.tenant(),
                caller.user(),
                caller.scopes(),
                caller.correlationId(),
                caller.locale(),
                caller.zone(),
                orderId,
                caller.cart());
    }
}
