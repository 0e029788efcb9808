package stoa.platform.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.platform.Coalescer;
import stoa.platform.Failpoints;
import stoa.platform.Outbox;
import stoa.tenancy.Busy;
import stoa.tenancy.CommitUnknown;
import stoa.tenancy.Unavailable;

/**
 * The consumers of this node. What comes while one write is under way is applied by the next, in the order in which it came, all shops
 * together; each delivery is acknowledged in every case: whether and when an event comes again is decided in the outbox, not by the broker.
 * Lives on one context.
 */
final class Consumers {
    private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

    /** Deliveries that may wait, as a multiple of those that the broker hands out at once: never too few for one busy shop. */
    private static final int ROOM = 4;

    /** One event for one of its consumers. */
    private record Seen(UUID tenant, UUID id) {
        static Seen of(Envelope event) {
            return new Seen(event.tenant(), event.id());
        }
    }

    private record Applier(Set<String> types, Coalescer<Envelope, Boolean> events) {}

    private final Vertx vertx;
    private final Inbox inbox;
    private final RelaySettings settings;
    private final RelayMeters meters;
    private final MeterRegistry registry;
    private final Map<String, Applier> appliers = new HashMap<>();
    private int working;

    Consumers(Vertx vertx, Inbox inbox, RelaySettings settings, RelayMeters meters, MeterRegistry registry) {
        this.vertx = vertx;
        this.inbox = inbox;
        this.settings = settings;
        this.meters = meters;
        this.registry = registry;
    }

    /** @return whether it is this node's first consumer of that name; every other verticle of the domain says the same as the first */
    boolean add(String consumer, Set<String> types, Context home, Outbox.Effect effect) {
        if (appliers.containsKey(consumer)) {
            return false;
        }
        var options = new Coalescer.Options<>(
                "inbox." + consumer,
                settings.batch(),
                ROOM * settings.prefetch(),
                1,
                Envelope::tenant,
                Seen::of,
                (one, other) -> true);
        var statement = Inbox.statement(effect);
        appliers.put(
                consumer,
                new Applier(
                        Set.copyOf(types),
                        new Coalescer<>(
                                vertx, options, registry, events -> apply(consumer, statement, events, home, effect))));
        return true;
    }

    Set<String> names() {
        return Set.copyOf(appliers.keySet());
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
        var applier = appliers.get(consumer);
        if (applier == null
                || !applier.types.contains(event.type())) { // its verticle is not up yet: the event comes again
            session.acknowledge(message);
            return;
        }
        working++;
        applier.events
                .submit(event)
                .transform(done -> {
                    if (done.succeeded()) {
                        meters.consumed(consumer, done.result() ? "applied" : "duplicate");
                        return Future.succeededFuture();
                    }
                    return failed(consumer, event, done.cause());
                })
                .onComplete(v -> {
                    working--;
                    Failpoints.at("job-acknowledge");
                    session.acknowledge(message);
                });
    }

    /** @return for each event whether it was applied now */
    private Future<List<Boolean>> apply(
            String consumer, String statement, List<Envelope> events, Context home, Outbox.Effect effect) {
        return inbox.apply(consumer, statement, events).compose(applied -> {
            var fresh = new HashSet<Seen>();
            applied.forEach(one -> fresh.add(new Seen(one.tenant(), one.id())));
            var outcome =
                    events.stream().map(event -> fresh.contains(Seen.of(event))).toList();
            return told(consumer, applied, home, effect.applied()).map(outcome);
        });
    }

    /** The commit stands: what goes wrong here is said, and changes nothing. */
    private Future<Void> told(
            String consumer,
            List<Outbox.Delivery> applied,
            Context home,
            Function<List<Outbox.Delivery>, Future<Void>> listener) {
        if (applied.isEmpty()) {
            return Future.succeededFuture();
        }
        return Contexts.on(vertx, home, () -> listener.apply(applied)).recover(fault -> {
            LOG.atError().addKeyValue("consumer", consumer).setCause(fault).log("A consumer stumbled after its commit");
            return Future.succeededFuture();
        });
    }

    /** Never fails: what went wrong is written down. */
    private Future<Void> failed(String consumer, Envelope event, @Nullable Throwable reason) {
        meters.consumed(consumer, "failed");
        var system = Caller.system(event.tenant(), event.correlationId());
        var fault = reason == null ? new IllegalStateException("it failed without a reason") : reason;
        if (fault instanceof Busy || fault instanceof Unavailable || fault instanceof CommitUnknown) {
            // Says nothing about the event: it comes again by itself, and a note of it would ask what cannot answer.
            LOG.atDebug().addKeyValue("consumer", consumer).setCause(fault).log("An event waits for the database");
            return Future.succeededFuture();
        }
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
