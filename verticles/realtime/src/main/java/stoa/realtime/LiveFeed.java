package stoa.realtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderList;

/**
 * Who watches what, in the memory of one event loop: the cluster knows a fixed number of addresses, not every socket.
 */
final class LiveFeed {
    /** What is watched: an order, a person's orders, or (with neither) all of a shop. */
    private record Key(UUID tenant, OrderList kind, UUID of) {}

    private final Map<UUID, Map<UUID, Set<Subscription>>> byOrder = new HashMap<>();
    private final Map<Key, Set<Subscription>> byList = new HashMap<>();
    private int size;

    void add(Caller caller, Subscription subscription) {
        if (watching(caller, subscription).add(subscription)) {
            size++;
        }
    }

    void remove(Caller caller, Subscription subscription) {
        if (watching(caller, subscription).remove(subscription)) {
            size--;
        }
        forgetEmpty(caller, subscription);
    }

    void moved(LiveOrder order) {
        tell(byOrder.getOrDefault(order.tenant(), Map.of()).get(order.orderId()), order);
        tell(byList.get(shop(order.tenant())), order);
        if (order.user() != null) {
            tell(byList.get(own(order.tenant(), order.user())), order);
        }
    }

    int size() {
        return size;
    }

    private static void tell(@org.jspecify.annotations.Nullable Set<Subscription> watching, LiveOrder order) {
        if (watching != null) {
            new ArrayList<>(watching).forEach(s -> s.moved(order)); // a slow socket leaves while it is told
        }
    }

    private Set<Subscription> watching(Caller caller, Subscription subscription) {
        return switch (subscription) {
            case OrderSubscription order ->
                byOrder.computeIfAbsent(caller.tenant(), t -> new HashMap<>())
                        .computeIfAbsent(order.orderId(), o -> new HashSet<>());
            case ListSubscription list -> byList.computeIfAbsent(key(caller, list), k -> new HashSet<>());
        };
    }

    private void forgetEmpty(Caller caller, Subscription subscription) {
        switch (subscription) {
            case OrderSubscription order ->
                byOrder.computeIfPresent(caller.tenant(), (t, orders) -> {
                    orders.computeIfPresent(order.orderId(), (o, set) -> set.isEmpty() ? null : set);
                    return orders.isEmpty() ? null : orders;
                });
            case ListSubscription list ->
                byList.computeIfPresent(key(caller, list), (k, set) -> set.isEmpty() ? null : set);
        }
    }

    private static Key key(Caller caller, ListSubscription list) {
        return list.of() == OrderList.SHOP ? shop(caller.tenant()) : own(caller.tenant(), caller.actor());
    }

    private static Key shop(UUID tenant) {
        return new Key(tenant, OrderList.SHOP, tenant);
    }

    private static Key own(UUID tenant, UUID user) {
        return new Key(tenant, OrderList.OWN, user);
    }
}
