package stoa.order;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import stoa.messages.Caller;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderAddresses;
import stoa.platform.Bus;
import stoa.platform.Outbox;
import stoa.platform.Topic;

/** Tells after a commit what it has brought. Nothing depends on being heard: whoever missed it reads it from the database. */
final class LiveOrders {
    private static final List<Topic<LiveOrder>> PARTITIONS = IntStream.range(0, OrderAddresses.LIVE_PARTITIONS)
            .mapToObj(n -> new Topic<>(OrderAddresses.LIVE_PREFIX + n, LiveOrder.class))
            .toList();

    private final Bus bus;
    private final Outbox outbox;

    LiveOrders(Bus bus, Outbox outbox) {
        this.bus = bus;
        this.outbox = outbox;
    }

    void tell(Caller caller, LiveOrder order) {
        bus.tell(caller, partition(order.orderId()), order);
        outbox.wake();
    }

    private static Topic<LiveOrder> partition(UUID orderId) {
        return PARTITIONS.get(Math.floorMod(orderId.hashCode(), PARTITIONS.size()));
    }
}
