package stoa.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stoa.tenancy.Contended;
import stoa.tenancy.TimedOut;

/**
 * Group commit: while one batch is being written, the next one gathers; idle it adds no wait. One per node and kind of write, for all its
 * verticles: they may submit from any thread, the work itself lives on one event loop and needs no locks.
 *
 * <p>A batch takes from the tenants in turn, so that none takes more than its share while others wait. A batch that fails as a whole is
 * taken apart by tenant, and then split in two, and again, until the culprit stands alone; therefore what {@code write} does must be
 * idempotent by item. That happens aside: the tenants of such a batch, and one whose writes come to nothing because somebody holds what they
 * need, are written one at a time beside the others, until their own succeed again.
 */
public final class Coalescer<I, O> {
    /**
     * @param name for the metrics
     * @param maxBatch most items in one write
     * @param maxWaiting most items that wait; beyond it, and beyond a fair share of it, {@link #submit} refuses
     * @param maxInFlight writes at once; a further one beside another starts only when it is full
     * @param tenant whose item it is
     * @param key items with equal keys never stand in one batch beside each other
     * @param same whether two items with equal keys wish the same: then one is written and both get its outcome; otherwise the later one
     *     waits for the next batch, where the database knows the first
     */
    public record Options<I>(
            String name,
            int maxBatch,
            int maxWaiting,
            int maxInFlight,
            Function<I, UUID> tenant,
            Function<I, Object> key,
            BiPredicate<I, I> same) {
        /** Equal items wish the same. */
        public Options(
                String name,
                int maxBatch,
                int maxWaiting,
                int maxInFlight,
                Function<I, UUID> tenant,
                Function<I, Object> key) {
            this(name, maxBatch, maxWaiting, maxInFlight, tenant, key, Objects::equals);
        }
    }

    /** One wish and all who wait for its outcome. */
    private record Item<I, O>(I in, UUID tenant, List<Promise<O>> out) {
        void answer(Future<O> outcome) {
            out.forEach(outcome::onComplete);
        }
    }

    private final Options<I> options;
    private final Function<List<I>, Future<List<O>>> write;
    private final Context context;
    private final Vertx vertx;
    private final CoalescerMeters meters;
    private final Places places;
    private final AtomicInteger asideNow = new AtomicInteger();
    private final Map<UUID, ArrayDeque<Item<I, O>>> waiting = new LinkedHashMap<>();

    /** Written beside the others: the parts of broken batches first, then what else waits of these tenants. */
    private final Set<UUID> aside = new LinkedHashSet<>();

    private final ArrayDeque<List<Item<I, O>>> parts = new ArrayDeque<>();
    private boolean writingAside;
    private int inFlight;
    private boolean scheduled;
    private @Nullable Promise<Void> closing;

    /** @param write one outcome per item, in order; a failure means that none was written, or that writing again does no harm */
    public Coalescer(Vertx vertx, Options<I> options, MeterRegistry meters, Function<List<I>, Future<List<O>>> write) {
        this.vertx = vertx;
        this.options = options;
        this.write = write;
        context = vertx.getOrCreateContext();
        places = new Places(options.maxWaiting());
        this.meters = new CoalescerMeters(meters, options.name(), places, asideNow);
    }

    /** Fails with what the item's own write failed with, or with a {@link Refusal} 503 where too much waits already. */
    public Future<O> submit(I in) {
        UUID tenant = options.tenant().apply(in);
        if (!places.take(tenant)) {
            meters.refused();
            return Future.failedFuture(Refusal.unavailable("Too many are waiting right now.", 1));
        }
        Promise<O> out = Promise.promise();
        Context asker = vertx.getOrCreateContext();
        run(context, () -> add(new Item<>(in, tenant, List.of(out))));
        return asker.equals(context) ? out.future() : on(asker, out.future());
    }

    /** Refuses like {@link #submit} would, before anybody has worked for what could not be written anyway. */
    public Future<Void> room(UUID tenant) {
        if (places.open(tenant)) {
            return Future.succeededFuture();
        }
        meters.refused();
        return Future.failedFuture(Refusal.unavailable("Too many are waiting right now.", 1));
    }

    private static <T> Future<T> on(Context asker, Future<T> outcome) {
        Promise<T> there = Promise.promise();
        outcome.onComplete(r -> asker.runOnContext(v -> there.handle(r)));
        return there.future();
    }

    private static void run(Context context, Runnable work) {
        if (context.equals(Vertx.currentContext())) {
            work.run();
        } else {
            context.runOnContext(v -> work.run());
        }
    }

    private void add(Item<I, O> item) {
        if (closing != null) {
            places.free(item.tenant);
            item.answer(Future.failedFuture(Refusal.unavailable("This node is going down.", 1)));
            return;
        }
        waiting.computeIfAbsent(item.tenant, t -> new ArrayDeque<>()).add(item);
        schedule();
    }

    /** At the end of this turn of the event loop: what the turn has brought travels together. */
    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(v -> {
                scheduled = false;
                pump();
            });
        }
    }

    private void pump() {
        while (mayWrite()) {
            List<Item<I, O>> batch = gather(tenant -> !aside.contains(tenant));
            inFlight++;
            written(batch)
                    .onComplete(r -> run(context, () -> {
                        inFlight--;
                        concluded(batch, r);
                        pump();
                    }));
        }
        pumpAside();
        if (closing != null && inFlight == 0 && !writingAside && waiting.isEmpty()) {
            closing.tryComplete();
        }
    }

    private boolean mayWrite() {
        int items = waiting.entrySet().stream()
                .filter(queue -> !aside.contains(queue.getKey()))
                .mapToInt(queue -> queue.getValue().size())
                .sum();
        return items > 0 && (inFlight == 0 || (inFlight < options.maxInFlight() && items >= options.maxBatch()));
    }

    /** One tenant at a time: whoever is stuck waits for nobody but itself. */
    private void pumpAside() {
        if (writingAside) {
            return;
        }
        var next = parts.poll();
        if (next == null) {
            next = waiting.keySet().stream()
                    .filter(aside::contains)
                    .findFirst()
                    .map(tenant -> gather(tenant::equals))
                    .orElse(null);
        }
        if (next == null) {
            return;
        }
        var part = next;
        writingAside = true;
        written(part)
                .onComplete(r -> run(context, () -> {
                    writingAside = false;
                    concluded(part, r);
                    pump();
                }));
    }

    /** Answers all of a batch that was written, or hopelessly not; takes it apart otherwise. */
    private void concluded(List<Item<I, O>> batch, AsyncResult<List<O>> written) {
        if (written.succeeded()) {
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer(Future.succeededFuture(written.result().get(i)));
            }
            backAmongOthers(batch);
        } else if (batch.size() == 1 || isAway(written.cause())) {
            batch.forEach(item -> item.answer(Future.failedFuture(written.cause())));
            if (isHeldUp(written.cause())) {
                setAside(batch);
            } else {
                backAmongOthers(batch);
            }
        } else {
            meters.split();
            takeApart(batch);
        }
    }

    /** No part of the batch would fare better. */
    private static boolean isAway(Throwable cause) {
        return !isHeldUp(cause) && Failures.refusal(cause).status() == 503;
    }

    /** Somebody holds what one of its items needs. */
    private static boolean isHeldUp(Throwable cause) {
        return cause instanceof TimedOut || cause instanceof Contended;
    }

    private void takeApart(List<Item<I, O>> batch) {
        var byTenant = new LinkedHashMap<UUID, List<Item<I, O>>>();
        batch.forEach(item ->
                byTenant.computeIfAbsent(item.tenant, _ -> new ArrayList<>()).add(item));
        if (byTenant.size() > 1) {
            parts.addAll(byTenant.values());
        } else {
            int half = batch.size() / 2;
            parts.add(batch.subList(0, half));
            parts.add(batch.subList(half, batch.size()));
        }
        setAside(batch);
    }

    private void setAside(List<Item<I, O>> batch) {
        batch.forEach(item -> aside.add(item.tenant));
        asideNow.set(aside.size());
    }

    private void backAmongOthers(List<Item<I, O>> batch) {
        var mine = batch.getFirst().tenant;
        if (aside.contains(mine)
                && parts.stream().noneMatch(part -> part.getFirst().tenant.equals(mine))) {
            aside.remove(mine);
            asideNow.set(aside.size());
        }
    }

    /** One of each tenant in turn, until the batch is full or nothing fits any more; the next batch goes on with the tenant after. */
    private List<Item<I, O>> gather(Predicate<UUID> whose) {
        var batch = new LinkedHashMap<Object, Item<I, O>>();
        var later = new HashMap<UUID, ArrayDeque<Item<I, O>>>();
        var turns = new ArrayDeque<>(waiting.keySet().stream().filter(whose).toList());
        while (batch.size() < options.maxBatch() && !turns.isEmpty()) {
            UUID tenant = turns.remove();
            ArrayDeque<Item<I, O>> queue = Objects.requireNonNull(waiting.remove(tenant));
            place(queue.remove(), batch, later);
            if (!queue.isEmpty()) {
                waiting.put(tenant, queue);
                turns.add(tenant);
            }
        }
        later.forEach((tenant, items) -> {
            ArrayDeque<Item<I, O>> queue = waiting.computeIfAbsent(tenant, t -> new ArrayDeque<>());
            items.descendingIterator().forEachRemaining(queue::addFirst);
        });
        return List.copyOf(batch.values());
    }

    private void place(Item<I, O> item, Map<Object, Item<I, O>> batch, Map<UUID, ArrayDeque<Item<I, O>>> later) {
        Object key = options.key().apply(item.in);
        Item<I, O> first = batch.get(key);
        if (first != null && !options.same().test(first.in, item.in)) {
            later.computeIfAbsent(item.tenant, t -> new ArrayDeque<>()).add(item);
            return;
        }
        places.free(item.tenant);
        if (first == null) {
            batch.put(key, item);
            return;
        }
        meters.merged();
        var all = new ArrayList<>(first.out);
        all.addAll(item.out);
        batch.put(key, new Item<>(first.in, first.tenant, all));
    }

    private Future<List<O>> written(List<Item<I, O>> batch) {
        long began = System.nanoTime();
        try {
            return write.apply(batch.stream().map(Item::in).toList())
                    .onComplete(_ -> meters.wrote(batch.size(), began))
                    .compose(outcomes -> outcomes.size() == batch.size()
                            ? Future.succeededFuture(outcomes)
                            : Future.failedFuture(new IllegalStateException(
                                    outcomes.size() + " outcomes for " + batch.size() + " items")));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Takes nothing more, and is done when all that was taken has its outcome. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        run(context, () -> {
            if (closing == null) {
                closing = done;
            } else {
                closing.future().onComplete(done);
            }
            schedule();
        });
        return done.future();
    }
}
