package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import stoa.platform.Places;
import stoa.platform.Platform;
import stoa.platform.Refusal;

/**
 * How many placed orders this node brings to their payment at once, and so how many more may be placed: orders that are taken faster than they
 * can be paid would only stand in a queue that nobody sees, until the sweeper finds them. Each shop has no more than its share, so that a slow payment
 * provider stops nobody but its own shop.
 */
final class Admission {
    /** Who finds the house full stands at the door so long before being sent away: what is settled meanwhile may make room. */
    private static final long AT_THE_DOOR_MS = 10;

    private static final int LOOKS = 4;

    private final Vertx vertx;
    private final Places places;

    Admission(Platform platform) {
        vertx = platform.vertx();
        places = new Places(platform.config().checkout().maxSettling());
        platform.meters().gauge("stoa.checkout.settling", places, Places::taken);
    }

    /** 503 where too many orders of this shop, or of all, are on the way to their payment; said within 50 ms. */
    Future<Void> room(UUID tenant) {
        return room(tenant, LOOKS);
    }

    private Future<Void> room(UUID tenant, int looksLeft) {
        if (places.open(tenant)) {
            return Future.succeededFuture();
        }
        return looksLeft == 0
                ? Future.failedFuture(Refusal.unavailable("Too many orders wait for their payment right now.", 1))
                : vertx.timer(AT_THE_DOOR_MS).compose(_ -> room(tenant, looksLeft - 1));
    }

    /** Holds a place until the order is settled, or nobody here goes on with it. Who was let in is not sent away any more, place or none. */
    <T> Future<T> settling(UUID tenant, Future<T> settled) {
        return places.take(tenant) ? settled.onComplete(_ -> places.free(tenant)) : settled;
    }
}
