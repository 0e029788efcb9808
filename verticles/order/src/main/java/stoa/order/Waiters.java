package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import stoa.messages.Caller;
import stoa.platform.Places;
import stoa.platform.Platform;

/**
 * Who waits for the outcome of a payment, on this node. Each waiter holds a place, and no shop more than its share; who finds none is
 * answered at once with the order as it stands, and follows it live.
 */
final class Waiters {
    private static final long FIRST_LOOK_MS = 100;
    private static final long LONGEST_REST_MS = 1_600;

    private final Vertx vertx;
    private final Places places;

    Waiters(Platform platform) {
        vertx = platform.vertx();
        places = new Places(platform.config().checkout().maxWaiters());
        platform.meters().gauge("stoa.checkout.waiters", places, Places::taken);
    }

    /** Ends when the order is decided or the wait is over; never fails. */
    Future<Void> await(Orders orders, Caller holder, UUID orderId, Future<Standing> settled, Duration wait) {
        if (!places.take(holder.tenant())) {
            return Future.succeededFuture();
        }
        long until = System.nanoTime() + wait.toNanos();
        return settled.timeout(wait.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> done.succeeded() && done.result().state().decided()
                        ? Future.<Void>succeededFuture()
                        : look(orders, holder, orderId, FIRST_LOOK_MS, until))
                .otherwiseEmpty()
                .onComplete(_ -> places.free(holder.tenant()));
    }

    /** Looks again, ever more rarely, while nobody knows: a webhook or another node may decide it. */
    private Future<Void> look(Orders orders, Caller holder, UUID orderId, long restMs, long untilNanos) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
        if (leftMs <= 0) {
            return Future.succeededFuture();
        }
        return orders.standing(holder, orderId)
                .compose(order -> order.state().decided()
                        ? Future.succeededFuture()
                        : vertx.timer(Math.min(restMs, leftMs))
                                .compose(_ -> look(
                                        orders, holder, orderId, Math.min(2 * restMs, LONGEST_REST_MS), untilNanos)));
    }
}
