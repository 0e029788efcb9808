package stoa.realtime;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.platform.AccessTokens;
import stoa.platform.GuestToken;
import stoa.platform.Refusal;
import stoa.platform.Signer;
import stoa.platform.TenantDirectory;

/** Finds out who comes: the shop by host name (or {@code X-Tenant-ID}), the person by access token, the guest by the order's token. */
final class Entrance {
    private final TenantDirectory shops;
    private final AccessTokens tokens;
    private final Signer signer;

    Entrance(TenantDirectory shops, AccessTokens tokens, Signer signer) {
        this.shops = shops;
        this.tokens = tokens;
        this.signer = signer;
    }

    /** Fails with a refusal of 401 where the message proves nothing here, 404 where there is no such shop. */
    Future<Caller> enter(MultiMap handshake, ClientMessage.Authenticate message) {
        String given = handshake.get("X-Correlation-ID"); // by the HTTP door, well-formed
        String correlationId = given == null ? UUID.randomUUID().toString() : given;
        return tenant(handshake, correlationId).compose(tenant -> {
            var guest = new Caller(tenant, null, Set.of(), correlationId, "en", "UTC", null);
            if (message.token() != null) {
                return tokens.verify(guest, message.token());
            }
            if (message.orderToken() != null && message.orderId() != null) {
                return opened(guest, message.orderId(), message.orderToken());
            }
            return Future.failedFuture(
                    Refusal.unauthenticated("Send an access token, or an order token with its order."));
        });
    }

    private Future<UUID> tenant(MultiMap handshake, String correlationId) {
        String id = handshake.get("X-Tenant-ID");
        FindTenant find;
        try {
            find = id != null ? FindTenant.byId(UUID.fromString(id)) : FindTenant.byHost(host(handshake));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(Refusal.invalid("X-Tenant-ID is no UUID.", List.of()));
        }
        return shops.find(find, correlationId)
                .compose(shop -> shop.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(Refusal.notFound("shop"))))
                .map(TenantProfile::id);
    }

    private static String host(MultiMap handshake) {
        String authority = authority(handshake);
        return authority == null ? "" : authority.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    /** Host and port as the client named them. The HTTP door says so when it hands a socket on; a page cannot set that header. */
    static @Nullable String authority(MultiMap handshake) {
        String forwarded = handshake.get("X-Forwarded-Host");
        return forwarded == null ? handshake.get("Host") : forwarded;
    }

    private Future<Caller> opened(Caller guest, UUID orderId, String orderToken) {
        if (!orderId.equals(GuestToken.ORDER.open(signer, guest.tenant(), orderToken))) {
            return Future.failedFuture(Refusal.unauthenticated("The order token does not open this order."));
        }
        return Future.succeededFuture(GuestToken.ORDER.holding(guest, orderId));
    }
}
