package stoa.platform.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.platform.Failpoints;
import stoa.platform.Outbox;
import stoa.platform.relay.OutboxRows.Claim;
import stoa.platform.relay.OutboxRows.Claimed;
import stoa.platform.relay.OutboxRows.Due;

/**
 * Carries events from the outbox to the broker, and from the broker to the consumers of this node. One per node; all of its state
 * lives on its own context.
 */
final class Relay extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** Into how many parts the outbox is divided; the generated column {@code outbox.partition} knows it too. */
    static final int PARTITIONS = 16;

    private static final String KIND = "outbox";
    private static final String[] NAMES =
            IntStream.range(0, PARTITIONS).mapToObj(p -> KIND + "/" + p).toArray(String[]::new);

    /** Tenants served side by side in one turn. */
    private static final int LANES = 4;

    private static final long BACKLOG_MS = 5_000;
    private static final long DRAIN_MS = 10;

    /** While little is due, the next look waits so long: what gathers meanwhile shares its transactions. The first event waits for nothing. */
    private static final long GATHER_MS = 20;

    private final OutboxRows rows;
    private final Leases leases;
    private final Wakes wakes;
    private final EventTypes types;
    private final RelaySettings settings;
    private final RelayMeters meters;
    private final Consumers consumers;
    private final BrokerLink publishing;
    private final BrokerLink consuming;
    private Map<Integer, Long> fences = Map.of();
    private long heldUntil;
    private boolean turning;
    private boolean again;
    private boolean stopping;
    private boolean unwell;

    Relay(
            Vertx vertx,
            OutboxRows rows,
            Inbox inbox,
            Leases leases,
            Wakes wakes,
            EventTypes types,
            RelaySettings settings,
            RelayMeters meters) {
        this.rows = rows;
        this.leases = leases;
        this.wakes = wakes;
        this.types = types;
        this.settings = settings;
        this.meters = meters;
        consumers = new Consumers(vertx, inbox, meters);
        publishing = new BrokerLink(vertx, settings, types, "relay", session -> Future.succeededFuture(), this::turn);
        consuming = new BrokerLink(vertx, settings, types, "consumers", this::subscribeAll, () -> {});
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(settings.poll().toMillis(), t -> turn());
        vertx.setPeriodic(Math.max(1, settings.lease().toMillis() / 3), t -> keepLeases());
        vertx.setPeriodic(BACKLOG_MS, t -> rows.backlog().onSuccess(meters::backlog));
        return wakes.hear(this::turn)
                .compose(v -> Future.join(publishing.start(), consuming.start(), keepLeases()))
                .onSuccess(v -> turn());
    }

    /** Finishes what is under way, but waits no longer than a lease lasts; then gives the partitions to others. */
    @Override
    public Future<?> stop() {
        stopping = true;
        return idle(System.nanoTime() + settings.lease().toNanos())
                .compose(v -> Future.join(publishing.close(), consuming.close(), leases.releaseAll())
                        .otherwiseEmpty());
    }

    private Future<Void> idle(long end) {
        boolean quiet = !turning && consumers.working() == 0;
        return quiet || System.nanoTime() - end > 0
                ? Future.succeededFuture()
                : vertx.timer(DRAIN_MS).compose(v -> idle(end));
    }

    /** Declares a consumer of this node; called from any context. */
    Future<Void> consume(String consumer, String type, Context home, Outbox.Consumer apply) {
        return Future.future(promise -> context.runOnContext(v -> {
            boolean first = consumers.add(consumer, type, home, apply);
            var session = consuming.session();
            if (first && session != null) {
                subscribe(session, consumer).onComplete(promise);
            } else {
                promise.complete();
            }
        }));
    }

    private Future<Void> subscribeAll(BrokerSession session) {
        return Future.join(consumers.names().stream()
                        .map(name -> subscribe(session, name))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> subscribe(BrokerSession session, String consumer) {
        return session.subscribe(consumer, message -> {
            if (!stopping) {
                consumers.deliver(consumer, session, message);
            }
        });
    }

    private Future<Void> keepLeases() {
        if (stopping) {
            return Future.succeededFuture();
        }
        long asked = System.nanoTime();
        return leases.share(KIND, NAMES, settings.lease())
                .onSuccess(held -> {
                    fences = held.entrySet().stream()
                            .collect(Collectors.toMap(
                                    e -> Integer.valueOf(e.getKey().substring(KIND.length() + 1)),
                                    Map.Entry::getValue));
                    heldUntil = asked + settings.lease().toNanos();
                    meters.partitions(fences.size());
                })
                .<Void>mapEmpty()
                .recover(this::excuse);
    }

    private boolean holds() {
        return !fences.isEmpty() && System.nanoTime() - heldUntil < 0;
    }

    /** One look at the outbox at a time; a bell rung meanwhile makes another look follow. */
    private void turn() {
        if (turning) {
            again = true;
            return;
        }
        var session = publishing.session();
        if (session == null || stopping || !holds()) {
            return;
        }
        turning = true;
        again = false;
        round(session).recover(e -> excuse(e).map(0)).onSuccess(this::turned);
    }

    /** While much is due it goes on at once; otherwise it lets some gather, unless nothing came and nobody rang. */
    private void turned(int found) {
        if ((found > 0 && found < settings.batch() / 2) || (found == 0 && again)) {
            vertx.setTimer(GATHER_MS, t -> go());
        } else {
            turning = false;
            if (found > 0) {
                turn();
            }
        }
    }

    private void go() {
        turning = false;
        turn();
    }

    /** @return how many events were taken up */
    private Future<Integer> round(BrokerSession session) {
        var partitions = fences.keySet().stream().map(Integer::shortValue).toArray(Short[]::new);
        int share = Math.max(1, settings.batch() / partitions.length);
        return rows.due(partitions, share).compose(due -> {
            unwell = false;
            Iterator<Map.Entry<UUID, List<Due>>> tenants = due.stream()
                    .collect(Collectors.groupingBy(Due::tenant))
                    .entrySet()
                    .iterator();
            return Future.join(IntStream.range(0, LANES)
                            .mapToObj(lane -> drain(tenants, session))
                            .toList())
                    .map(due.size());
        });
    }

    private Future<Void> drain(Iterator<Map.Entry<UUID, List<Due>>> tenants, BrokerSession session) {
        if (!tenants.hasNext()) {
            return Future.succeededFuture();
        }
        var next = tenants.next();
        return relay(next.getKey(), next.getValue(), session).compose(v -> drain(tenants, session));
    }

    private Future<Void> relay(UUID tenant, List<Due> due, BrokerSession session) {
        var system = Caller.system(tenant, "relay-" + UUID.randomUUID());
        var held = fences;
        var claims = due.stream()
                .filter(one -> held.containsKey(one.partition()))
                .map(one -> new Claim(one.id(), fence(held, one.partition()), consumersOf(one.type())))
                .toList();
        long holdMs = 2 * settings.amqp().confirmTimeout().toMillis();
        return rows.claim(system, claims, holdMs).compose(events -> publish(system, events, session));
    }

    private static long fence(Map<Integer, Long> held, int partition) {
        Long fence = held.get(partition);
        return fence == null ? 0 : fence;
    }

    private String consumersOf(String type) {
        return types.knows(type) ? String.join(",", types.named(type).consumers()) : "";
    }

    private Future<Void> publish(Caller system, List<Claimed> claimed, BrokerSession session) {
        var faults = new HashMap<Claimed, String>();
        for (var event : claimed) {
            var fault = types.fault(event.type(), event.data());
            if (fault != null) {
                faults.put(event, fault);
            }
        }
        var sound = claimed.stream().filter(event -> !faults.containsKey(event)).toList();
        var parked = Future.join(faults.entrySet().stream()
                .map(e -> park(system, e.getKey(), e.getValue()))
                .toList());
        if (sound.isEmpty()) {
            return parked.mapEmpty();
        }
        var parcels =
                sound.stream().map(event -> parcel(system.tenant(), event)).toList();
        meters.published.increment(parcels.size());
        return session.publish(parcels).compose(refused -> {
            Failpoints.at("outbox-publish");
            return parked.compose(v -> settle(system, sound, refused));
        });
    }

    private BrokerSession.Parcel parcel(UUID tenant, Claimed event) {
        var type = types.named(event.type());
        return new BrokerSession.Parcel(
                event.id(),
                event.type(),
                !type.consumers().isEmpty(),
                Buffer.buffer(Envelope.write(tenant, type.source(), event)));
    }

    private Future<Void> settle(Caller system, List<Claimed> events, Map<UUID, String> refused) {
        var byOutcome = events.stream().collect(Collectors.partitioningBy(e -> refused.containsKey(e.id())));
        var bad = byOutcome.getOrDefault(true, List.of());
        var good = byOutcome.getOrDefault(false, List.of());
        meters.confirmed.increment(good.size());
        meters.refused.increment(bad.size());
        Future<Void> noted =
                good.isEmpty() ? Future.succeededFuture() : rows.confirmed(system, good, settings.redelivery());
        return bad.isEmpty() ? noted : noted.compose(v -> rows.refused(system, bad, refused, settings.failing()));
    }

    private Future<Void> park(Caller system, Claimed event, String reason) {
        meters.parked.increment();
        LOG.atError()
                .addKeyValue("event", event.id())
                .addKeyValue("type", event.type())
                .addKeyValue("tenant", system.tenant())
                .addKeyValue("correlationId", event.correlationId())
                .addKeyValue("reason", reason)
                .log("An event was parked: it is not what its schema says");
        return rows.park(system, event.id(), reason);
    }

    /** The database may be away for a while: said once, tried again at the next poll. */
    private Future<Void> excuse(@Nullable Throwable reason) {
        if (!unwell && !stopping) {
            unwell = true;
            LOG.atWarn().addKeyValue("reason", String.valueOf(reason)).log("The outbox cannot be read; events wait");
        }
        return Future.succeededFuture();
    }
}
