package stoa.order;

import java.util.UUID;
import stoa.messages.Caller;
import stoa.platform.Signer;

/** What opens one cart without signing in. Nothing is stored: the signature tells (the HTTP door verifies it). */
final class CartTokens {
    private final Signer signer;

    CartTokens(Signer signer) {
        this.signer = signer;
    }

    String of(UUID tenant, UUID cartId) {
        return signer.seal("cart", tenant + ":" + cartId);
    }

    /** The caller as one who holds the token, which the answer to opening the cart has just given. */
    static Caller holding(Caller caller, UUID cartId) {
        return new Caller(
                caller.tenant(),
                caller.user(),
                caller.scopes(),
                caller.correlationId(),
                caller.locale(),
                caller.zone(),
                caller.order(),
                cartId);
    }
}
