package stoa.platform.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.Failpoints;
import stoa.platform.Outbox;
import stoa.platform.relay.OutboxRows.Waiting;
import stoa.platform.relay.OutboxRows.Word;

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

    private static final long BACKLOG_MS = 5_000;
    private static final long DRAIN_MS = 10;

    /** While little is due, the next look waits so long. The first event waits for nothing. */
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
            MeterRegistry registry) {
        this.rows = rows;
        this.leases = leases;
        this.wakes = wakes;
        this.types = types;
        this.settings = settings;
        meters = new RelayMeters(registry);
        consumers = new Consumers(vertx, inbox, settings, meters, registry);
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
    Future<Void> consume(String consumer, Set<String> consumed, Context home, Outbox.Effect effect) {
        return Future.future(promise -> context.runOnContext(v -> {
            boolean first = consumers.add(consumer, consumed, home, effect);
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

    /** Where nothing came although somebody rang, it lets some gather: who rings early, before the commit is seen, is heard all the same. */
    private void turned(int found) {
        if (found == 0 && again) {
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
        var held = fences;
        var partitions = held.keySet().stream().map(Integer::shortValue).toArray(Short[]::new);
        int share = Math.max(1, settings.batch() / partitions.length);
        return rows.due(partitions, share, types.latest()).compose(due -> {
            unwell = false;
            return due.isEmpty()
                    ? Future.succeededFuture(0)
                    : rows.read(due, partition -> held.getOrDefault(partition, 0L))
                            .compose(events -> publish(events, session))
                            .compose(words -> gathered(due.size()).compose(v -> rows.note(words)))
                            .map(due.size());
        });
    }

    /**
     * While much is due it goes on at once. Otherwise what gathers meanwhile shares the transactions of the next round, and most of what was
     * told has been applied when its confirm is to be noted, which then need not be.
     */
    private Future<Void> gathered(int found) {
        return found >= settings.batch() / 2 || stopping
                ? Future.succeededFuture()
                : vertx.timer(GATHER_MS).mapEmpty();
    }

    /** @return what became of each */
    private Future<List<Word>> publish(List<Waiting> events, BrokerSession session) {
        var words = new ArrayList<Word>(events.size());
        var sound = new ArrayList<Waiting>(events.size());
        for (var event : events) {
            var fault = types.fault(event.type(), event.data());
            if (fault == null) {
                sound.add(event);
            } else {
                words.add(parked(event, fault));
            }
        }
        if (sound.isEmpty()) {
            return Future.succeededFuture(words);
        }
        meters.published.increment(sound.size());
        return session.publish(sound.stream().map(this::parcel).toList()).map(refused -> {
            Failpoints.at("outbox-publish");
            meters.refused.increment(refused.size());
            meters.confirmed.increment(sound.size() - refused.size());
            sound.forEach(event -> words.add(word(event, refused.get(event.id()))));
            return words;
        });
    }

    private BrokerSession.Parcel parcel(Waiting event) {
        var type = types.named(event.type());
        return new BrokerSession.Parcel(
                event.id(),
                event.type(),
                !type.consumers().isEmpty(),
                Buffer.buffer(Envelope.write(type.source(), event)));
    }

    private Word word(Waiting event, @Nullable String refusal) {
        var again = refusal == null ? settings.redelivery() : settings.failing();
        return new Word(
                event, types.named(event.type()).consumers(), again.delayMs(event.attempts() + 1), refusal, false);
    }

    private Word parked(Waiting event, String reason) {
        meters.parked.increment();
        LOG.atError()
                .addKeyValue("event", event.id())
                .addKeyValue("type", event.type())
                .addKeyValue("tenant", event.tenant())
                .addKeyValue("correlationId", event.correlationId())
                .addKeyValue("reason", reason)
                .log("An event was parked: it is not what its schema says");
        return new Word(event, List.of(), 0, reason, true);
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
