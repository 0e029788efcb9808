package stoa.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Values made once per key, asked for by event loops. Nobody ever waits, as in {@link ConcurrentHashMap#computeIfAbsent} one may: two who
 * ask at the same time may both make the value, and one of the two is kept. So making it must change nothing outside.
 */
public final class Memo<K, V> {
    private final Map<K, V> kept = new ConcurrentHashMap<>();
    private final Function<K, V> make;

    public Memo(Function<K, V> make) {
        this.make = make;
    }

    public V of(K key) {
        V known = kept.get(key);
        if (known != null) {
            return known;
        }
        V made = make.apply(key);
        V other = kept.putIfAbsent(key, made);
        return other == null ? made : other;
    }

    public Iterable<V> made() {
        return kept.values();
    }
}
