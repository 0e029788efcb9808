package stoa.realtime;

import io.vertx.core.Future;
import stoa.messages.order.LiveOrder;

/** What one client watches. Lives on one event loop. */
sealed interface Subscription permits OrderSubscription, ListSubscription {
    String id();

    /** Reads what was missed and lets through what came meanwhile. Also the recheck: a lost last message shows no gap. */
    Future<Void> catchUp();

    /** An order that this subscription is about has moved. */
    void moved(LiveOrder order);
}
