package stoa.realtime;

import io.vertx.core.Future;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import stoa.messages.order.AskChanges;
import stoa.messages.order.Changes;
import stoa.messages.order.LiveOrder;

/**
 * Every version of one order, once, in order. It is registered first and buffers what is told; then it reads what was missed, and merges
 * both by version. A gap rereads.
 */
final class OrderSubscription implements Subscription {
    /** Most versions held back while a read is under way; more are dropped and read again. */
    private static final int MAX_AHEAD = 100;

    private final String id;
    private final UUID orderId;
    private final BiFunction<UUID, Integer, Future<Changes>> changesAfter;
    private final Consumer<LiveOrder> send;
    private final TreeMap<Integer, LiveOrder> ahead = new TreeMap<>();
    private int last;
    private boolean reading;

    /**
     * @param fromVersion the last one the client has seen, 0 for none
     * @param changesAfter reads the versions of an order after one, as the client
     */
    OrderSubscription(
            String id,
            UUID orderId,
            int fromVersion,
            BiFunction<UUID, Integer, Future<Changes>> changesAfter,
            Consumer<LiveOrder> send) {
        this.id = id;
        this.orderId = orderId;
        this.last = fromVersion;
        this.changesAfter = changesAfter;
        this.send = send;
    }

    @Override
    public String id() {
        return id;
    }

    UUID orderId() {
        return orderId;
    }

    @Override
    public Future<Void> catchUp() {
        if (reading) {
            return Future.succeededFuture();
        }
        reading = true;
        return changesAfter
                .apply(orderId, last)
                .compose(
                        changes -> {
                            reading = false;
                            changes.orders().forEach(this::deliver);
                            drain();
                            // A full answer has more behind it.
                            return changes.orders().size() >= AskChanges.MOST ? catchUp() : Future.succeededFuture();
                        },
                        failure -> {
                            reading = false;
                            return Future.failedFuture(failure);
                        });
    }

    @Override
    public void moved(LiveOrder order) {
        if (order.version() <= last) {
            return;
        }
        if (ahead.size() < MAX_AHEAD) {
            ahead.put(order.version(), order);
        }
        if (reading) {
            return;
        }
        drain();
        if (!ahead.isEmpty()) { // a gap: what lies between was lost on the way
            catchUp();
        }
    }

    private void drain() {
        while (!ahead.isEmpty() && ahead.firstKey() <= last + 1) {
            deliver(ahead.pollFirstEntry().getValue());
        }
    }

    private void deliver(LiveOrder order) {
        if (order.version() > last) {
            last = order.version();
            send.accept(order);
        }
    }
}
