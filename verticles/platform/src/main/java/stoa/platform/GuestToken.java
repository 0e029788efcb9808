package stoa.platform;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;

/** What opens one thing to whoever holds it, without signing in. Nothing is stored: the signature tells. */
public enum GuestToken {
    ORDER("order"),
    CART("cart");

    private final String purpose;

    GuestToken(String purpose) {
        this.purpose = purpose;
    }

    /** What it opens, in a word: also the purpose of its signature. */
    public String purpose() {
        return purpose;
    }

    public String seal(Signer signer, UUID tenant, UUID id) {
        return signer.seal(purpose, tenant + ":" + id);
    }

    /** What the token opens in that shop; null where it is no such token of it. */
    public @Nullable UUID open(Signer signer, UUID tenant, String token) {
        var payload = signer.open(purpose, token);
        var start = tenant + ":";
        return payload != null && payload.startsWith(start) ? UUID.fromString(payload.substring(start.length())) : null;
    }

    /** The caller as one who holds the token of that. */
    public Caller holding(Caller caller, UUID id) {
        Objects.requireNonNull(id);
        return new Caller(
                caller.tenant(),
                caller.user(),
                caller.scopes(),
                caller.correlationId(),
                caller.locale(),
                caller.zone(),
                this == ORDER ? id : caller.order(),
                this == CART ? id : caller.cart());
    }
}
