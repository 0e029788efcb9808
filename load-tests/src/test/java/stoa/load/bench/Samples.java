package stoa.load.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was answered in one stretch of load. Belongs to one thread. */
final class Samples {
    private static final double NANOS_PER_MS = 1e6;

    /** @param status 0 where the connection broke before an answer */
    record Answer(int status, long beganNanos, long endedNanos) {}

    private final List<Answer> answers = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private long[] nanos = new long[1 << 16];
    private int count;
    private boolean sorted;

    void add(int status, long beganNanos) {
        long ended = System.nanoTime();
        long tookNanos = ended - beganNanos;
        answers.add(new Answer(status, beganNanos, ended));
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = tookNanos;
        sorted = false;
        statuses.merge(status, 1, Integer::sum);
    }

    /** In the order in which they came. */
    List<Answer> answers() {
        return answers;
    }

    int count() {
        return count;
    }

    int of(int status) {
        return statuses.getOrDefault(status, 0);
    }

    Map<Integer, Integer> statuses() {
        return statuses;
    }

    /** The time in ms that this share of the answers did not exceed; 0 where there were none. */
    double percentileMs(double share) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        return nanos[Math.min(count - 1, (int) (count * share))] / NANOS_PER_MS;
    }
}
