package stoa.realtime;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.Changes;
import stoa.messages.order.KnownOrder;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderList;

/** A list of orders, each at its newest version. It resumes from a bounded snapshot of what the client shows. */
final class ListSubscription implements Subscription {
    private final String id;
    private final OrderList of;
    private final BiFunction<OrderList, List<KnownOrder>, Future<Changes>> changesSince;
    private final Consumer<LiveOrder> send;
    private final Map<UUID, Integer> known;
    private final Deque<LiveOrder> heard = new ArrayDeque<>();
    private boolean reading;
    private boolean admitted;

    ListSubscription(
            String id,
            OrderList of,
            List<KnownOrder> known,
            BiFunction<OrderList, List<KnownOrder>, Future<Changes>> changesSince,
            Consumer<LiveOrder> send) {
        this.id = id;
        this.of = of;
        this.changesSince = changesSince;
        this.send = send;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Integer> eldest) {
                return size() > AskListChanges.MOST;
            }
        };
        known.forEach(k -> this.known.put(k.orderId(), k.version()));
    }

    @Override
    public String id() {
        return id;
    }

    OrderList of() {
        return of;
    }

    @Override
    public Future<Void> catchUp() {
        if (reading) {
            return Future.succeededFuture();
        }
        reading = true;
        var snapshot = known.entrySet().stream()
                .map(e -> new KnownOrder(e.getKey(), e.getValue()))
                .toList();
        return changesSince.apply(of, snapshot).transform(changes -> {
            reading = false;
            if (changes.succeeded()) {
                // Told newest first; a client that puts each on top wants the oldest first.
                changes.result().orders().reversed().forEach(this::deliver);
            }
            admitted |= changes.succeeded();
            while (admitted && !heard.isEmpty()) { // nothing before the list was found to be this client's to see
                deliver(heard.poll());
            }
            return changes.succeeded() ? Future.succeededFuture() : Future.failedFuture(changes.cause());
        });
    }

    @Override
    public void moved(LiveOrder order) {
        if (admitted && !reading) {
            deliver(order);
        } else if (heard.size() < AskListChanges.MOST) {
            heard.add(order); // what is dropped here is found by the next recheck
        }
    }

    private void deliver(LiveOrder order) {
        if (order.version() > known.getOrDefault(order.orderId(), -1)) {
            known.put(order.orderId(), order.version());
            send.accept(order);
        }
    }
}
