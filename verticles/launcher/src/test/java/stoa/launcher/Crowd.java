package stoa.launcher;

import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Buyers who all come at once, want more than there is, and ask again with the same key until somebody tells them yes or no. */
final class Crowd implements AutoCloseable {
    static final String KEY_PREFIX = "drill-";
    static final int PIECES = 12;
    private static final int BUYERS = 30;
    private static final int PURCHASES_EACH = 3;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long PATIENCE_SECONDS = 120;

    private final ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> orders = new ConcurrentHashMap<>();
    private final Queue<String> changedMinds = new ConcurrentLinkedQueue<>();
    private final AtomicInteger soldOut = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger(BUYERS * PURCHASES_EACH);
    private final Customer customer;
    private final JsonNode variant;
    private final String token;

    private Crowd(Shop shop, JsonNode variant, String token) {
        customer = shop.customer();
        this.variant = variant;
        this.token = token;
    }

    /** @param variant read before: the node may be dead by now */
    static Crowd buying(Shop shop, JsonNode variant, String token) {
        var crowd = new Crowd(shop, variant, token);
        for (int i = 0; i < BUYERS; i++) {
            crowd.buyers.execute(crowd::shop);
        }
        return crowd;
    }

    private void shop() {
        for (int i = 0; i < PURCHASES_EACH; i++) {
            buy(KEY_PREFIX + UUID.randomUUID());
        }
    }

    private void buy(String key) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var heard = customer.buy(variant, PIECES, token, key);
                if (heard.status() == 201) {
                    told(key, heard.body().path("order").path("id").asString());
                    return;
                }
                if (heard.status() == 409) {
                    soldOut.incrementAndGet();
                    undecided.decrementAndGet();
                    return;
                }
            } catch (IOException e) {
                // No answer is no answer: the same key asks again.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void told(String key, String order) {
        String before = orders.put(key, order);
        if (before != null && !before.equals(order)) {
            changedMinds.add(key);
        }
        undecided.decrementAndGet();
    }

    /** Those who were told yes, by key. */
    Map<String, String> orders() {
        return Map.copyOf(orders);
    }

    int soldOut() {
        return soldOut.get();
    }

    int undecided() {
        return undecided.get();
    }

    boolean awaitDecided() throws InterruptedException {
        buyers.shutdown();
        return buyers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Asks all yeses again: the same key must be the same order. */
    int contradicted() throws IOException {
        for (var entry : orders().entrySet()) {
            var heard = again(entry.getKey());
            if (heard.status() != 201
                    || !heard.body().path("order").path("id").asString().equals(entry.getValue())) {
                changedMinds.add(entry.getKey());
            }
        }
        return changedMinds.size();
    }

    /** Twice where it must be: a kept connection may lead to the node that is gone. */
    private Customer.Heard again(String key) throws IOException {
        try {
            return customer.buy(variant, PIECES, token, key);
        } catch (IOException e) {
            return customer.buy(variant, PIECES, token, key);
        }
    }

    @Override
    public void close() {
        buyers.shutdownNow();
    }
}
