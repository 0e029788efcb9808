package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import stoa.platform.Places;
import stoa.platform.Platform;
import stoa.platform.Refusal;

/**
 * How many buyers this node serves at once, each from the door until the order is paid: orders that are taken faster than they can be paid would
 * only stand in a queue that nobody sees, until the sweeper finds them. Each shop has no more than its share, so that a slow payment provider stops
 * nobody but its own shop.
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

    /**
     * @param wait how long this buyer wants to wait for the outcome of the payment
     * @return fails with 503, after a moment at the door, where too many orders of this shop, or of all, are on the way to their payment
     */
    Future<Visit> enter(UUID tenant, Duration wait) {
        return enter(tenant, wait, LOOKS);
    }

    private Future<Visit> enter(UUID tenant, Duration wait, int looksLeft) {
        if (places.take(tenant)) {
            return Future.succeededFuture(new Visit(tenant, wait));
        }
        return looksLeft == 0
                ? Future.failedFuture(Refusal.unavailable("Too many orders wait for their payment right now.", 1))
                : vertx.timer(AT_THE_DOOR_MS).compose(_ -> enter(tenant, wait, looksLeft - 1));
    }

    /** A buyer's place. */
    final class Visit {
        private final UUID tenant;
        private final Duration wait;
        private final AtomicBoolean ends = new AtomicBoolean();

        private Visit(UUID tenant, Duration wait) {
            this.tenant = tenant;
            this.wait = wait;
        }

        Duration patience() {
            return wait;
        }

        /** The first of the two says when the place is free: the order that was placed, when its payment is settled or nobody here goes on with it ... */
        <T> Future<T> until(Future<T> settled) {
            return ends.compareAndSet(false, true) ? settled.onComplete(_ -> places.free(tenant)) : settled;
        }

        /** ... or the answer, where none was. */
        void over() {
            if (ends.compareAndSet(false, true)) {
                places.free(tenant);
            }
        }
    }
}
