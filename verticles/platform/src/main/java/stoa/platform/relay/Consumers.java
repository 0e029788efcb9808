package stoa.platform.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.platform.Failpoints;
import stoa.platform.Outbox;

/**
 * The consumers of this node. Each delivery is applied on the context of the verticle that consumes it, those of one aggregate one
 * after the other, and acknowledged in every case: whether and when an event comes again is decided in the outbox, not by the broker.
 */
final class Consumers {
    private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

    private record Key(String consumer, String type) {}

    private record Lane(String consumer, UUID tenant, UUID aggregate) {}

    /** The verticles that apply one type, each in its turn. */
    private static final class Appliers {
        private final List<Applier> all = new ArrayList<>();
        private int next;

        private Applier take() {
            next = (next + 1) % all.size();
            return all.get(next);
        }
    }

    private record Applier(Context context, Outbox.Consumer apply) {}

    private final Vertx vertx;
    private final Inbox inbox;
    private final RelayMeters meters;
    private final Map<Key, Appliers> appliers = new HashMap<>();
    private final Set<String> names = new TreeSet<>();
    private final Map<Lane, Future<Void>> lanes = new HashMap<>();
    private int working;

    Consumers(Vertx vertx, Inbox inbox, RelayMeters meters) {
        this.vertx = vertx;
        this.inbox = inbox;
        this.meters = meters;
    }

    /** @return whether it is this node's first consumer of that name */
    boolean add(String consumer, String type, Context context, Outbox.Consumer apply) {
        appliers.computeIfAbsent(new Key(consumer, type), k -> new Appliers())
                .all
                .add(new Applier(context, apply));
        return names.add(consumer);
    }

    Set<String> names() {
        return Set.copyOf(names);
    }

    /** Deliveries in work. */
    int working() {
        return working;
    }

    void deliver(String consumer, BrokerSession session, RabbitMQMessage message) {
        Envelope event;
        try {
            event = Envelope.read(message.body().getBytes());
        } catch (IllegalArgumentException e) {
            meters.consumed(consumer, "unreadable");
            LOG.atWarn().addKeyValue("consumer", consumer).log("A message that is no event was dropped");
            session.acknowledge(message);
            return;
        }
        var known = appliers.get(new Key(consumer, event.type()));
        if (known == null) { // its verticle is not up yet: the event comes again
            session.acknowledge(message);
            return;
        }
        working++;
        inLane(new Lane(consumer, event.tenant(), event.aggregate()), () -> apply(consumer, event, known.take()))
                .onComplete(v -> {
                    working--;
                    Failpoints.at("job-acknowledge");
                    session.acknowledge(message);
                });
    }

    private Future<Void> inLane(Lane lane, Supplier<Future<Void>> work) {
        var before = lanes.getOrDefault(lane, Future.succeededFuture());
        var mine = before.transform(v -> work.get());
        lanes.put(lane, mine);
        return mine.onComplete(v -> lanes.remove(lane, mine));
    }

    /** Never fails: what went wrong is written down. */
    private Future<Void> apply(String consumer, Envelope event, Applier applier) {
        var system = Caller.system(event.tenant(), event.correlationId());
        return Contexts.on(vertx, applier.context(), () -> inbox.apply(system, consumer, event.id(), applier.apply()))
                .transform(done -> {
                    if (done.succeeded()) {
                        meters.consumed(consumer, done.result() ? "applied" : "duplicate");
                        return Future.succeededFuture();
                    }
                    return failed(system, consumer, event, done.cause());
                });
    }

    private Future<Void> failed(Caller system, String consumer, Envelope event, @Nullable Throwable reason) {
        meters.consumed(consumer, "failed");
        var fault = reason == null ? new IllegalStateException("it failed without a reason") : reason;
        return inbox.failed(system, consumer, event.id(), fault)
                .onSuccess(parked -> {
                    var log = parked ? LOG.atError() : LOG.atInfo();
                    log.addKeyValue("consumer", consumer)
                            .addKeyValue("event", event.id())
                            .addKeyValue("type", event.type())
                            .addKeyValue("tenant", event.tenant())
                            .addKeyValue("correlationId", event.correlationId())
                            .addKeyValue("reason", fault.toString())
                            .log(
                                    parked
                                            ? "An event was parked: its consumer failed too often"
                                            : "An event is tried again later");
                    if (parked) {
                        meters.parked.increment();
                    }
                })
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
