package stoa.user;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import stoa.messages.Caller;

/** Access tokens: short-lived JWTs that any node verifies by itself, for one shop and one audience. */
final class TokenMint {
    private final SigningKeys keys;
    private final Duration lifetime;
    private final Clock clock;

    TokenMint(SigningKeys keys, Duration lifetime, Clock clock) {
        this.keys = keys;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * @param tokenId unique ({@code jti})
     * @param session the refresh family it came from ({@code sid})
     */
    String mint(Caller caller, Accounts.Known account, UUID tokenId, UUID session) {
        var now = clock.instant().getEpochSecond();
        return keys.sign(new JsonObject()
                .put("iss", "stoa:" + caller.tenant())
                .put("aud", Accounts.name(account.door()))
                .put("sub", account.id().toString())
                .put("tenant", caller.tenant().toString())
                .put("scope", String.join(" ", account.scopes()))
                .put("iat", now)
                .put("exp", now + lifetime.toSeconds())
                .put("jti", tokenId.toString())
                .put("sid", session.toString()));
    }

    int lifetimeSeconds() {
        return Math.toIntExact(lifetime.toSeconds());
    }
}
