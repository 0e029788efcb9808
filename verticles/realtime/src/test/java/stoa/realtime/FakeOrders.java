package stoa.realtime;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import stoa.messages.Caller;
import stoa.messages.order.AskChanges;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.Changes;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.OrderList;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.platform.Topic;

/** The order domain as its neighbours know it: versions are kept, and told unless the telling is lost. */
final class FakeOrders extends VerticleBase {
    private final Bus bus;
    private final Map<UUID, List<LiveOrder>> versions = new ConcurrentHashMap<>();

    FakeOrders(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        return Future.all(
                bus.serve(new Question<>(OrderAddresses.CHANGES, AskChanges.class, Changes.class), 1000, this::changes),
                bus.serve(
                        new Question<>(OrderAddresses.LIST_CHANGES, AskListChanges.class, Changes.class),
                        1000,
                        this::listChanges));
    }

    private Future<Changes> changes(Caller caller, AskChanges ask) {
        List<LiveOrder> kept = versions.get(ask.orderId());
        if (kept == null || !mayRead(caller, kept.getFirst())) {
            return Future.failedFuture(Refusal.notFound("order"));
        }
        synchronized (kept) {
            return Future.succeededFuture(new Changes(
                    kept.stream().filter(o -> o.version() > ask.afterVersion()).toList()));
        }
    }

    private Future<Changes> listChanges(Caller caller, AskListChanges ask) {
        if (ask.of() == OrderList.SHOP && !caller.may("orders:manage")) {
            return Future.failedFuture(Refusal.notFound("list"));
        }
        return Future.succeededFuture(new Changes(versions.values().stream()
                .map(List::getLast)
                .filter(o -> o.tenant().equals(caller.tenant()))
                .filter(o -> ask.of() == OrderList.SHOP || caller.actor().equals(o.user()))
                .filter(o -> ask.known().stream()
                        .noneMatch(k -> k.orderId().equals(o.orderId()) && k.version() >= o.version()))
                .toList()));
    }

    private static boolean mayRead(Caller caller, LiveOrder order) {
        return caller.tenant().equals(order.tenant())
                && (order.orderId().equals(caller.order())
                        || caller.actor().equals(order.user())
                        || caller.may("orders:manage"));
    }

    /** A new order, or its next version. */
    LiveOrder move(UUID tenant, UUID user, UUID orderId, boolean told) {
        List<LiveOrder> kept = versions.computeIfAbsent(orderId, o -> new ArrayList<>());
        LiveOrder next;
        synchronized (kept) {
            next = new LiveOrder(
                    tenant,
                    orderId,
                    user,
                    "N-1",
                    kept.size() + 1,
                    OrderStatus.PLACED,
                    PaymentStatus.PENDING,
                    FulfilmentStatus.UNFULFILLED,
                    14900,
                    "EUR",
                    1,
                    "Mara Lind",
                    Instant.now());
            kept.add(next);
        }
        if (told) {
            int partition = Math.floorMod(orderId.hashCode(), OrderAddresses.LIVE_PARTITIONS);
            bus.tell(
                    Caller.system(tenant, "a-test-moves"),
                    new Topic<>(OrderAddresses.LIVE_PREFIX + partition, LiveOrder.class),
                    next);
        }
        return next;
    }
}
