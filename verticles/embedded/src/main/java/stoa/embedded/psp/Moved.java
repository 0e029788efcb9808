package stoa.embedded.psp;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has become of the money of an intent, in minor units: totals that only grow.
 *
 * @param keys what was done under which Idempotency-Key, such as {@code capture 500}
 */
record Moved(long captured, long refunded, long voided, Map<String, String> keys) {
    static final Moved NOTHING = new Moved(0, 0, 0, Map.of());

    /** In thousandths of what is captured, rounded half up; never given back. */
    private static final long FEE_PER_MILLE = 15;

    long fee() {
        return (captured * FEE_PER_MILLE + 500) / 1_000;
    }

    Moved capture(long amount) {
        return new Moved(captured + amount, refunded, voided, keys);
    }

    Moved refund(long amount) {
        return new Moved(captured, refunded + amount, voided, keys);
    }

    Moved release(long amount) {
        return new Moved(captured, refunded, voided + amount, keys);
    }

    Moved under(String key, String what) {
        var more = new TreeMap<>(keys);
        more.put(key, what);
        return new Moved(captured, refunded, voided, Map.copyOf(more));
    }

    void show(JsonObject json) {
        json.put("captured", captured)
                .put("refunded", refunded)
                .put("voided", voided)
                .put("fee", fee());
    }

    void write(JsonObject json) {
        json.put("keys", new JsonObject(new TreeMap<>(keys)));
    }

    static Moved read(JsonObject json) {
        var keys = new TreeMap<String, String>();
        json.getJsonObject("keys", new JsonObject())
                .forEach(entry -> keys.put(entry.getKey(), entry.getValue().toString()));
        return new Moved(
                json.getLong("captured", 0L),
                json.getLong("refunded", 0L),
                json.getLong("voided", 0L),
                Map.copyOf(keys));
    }
}
