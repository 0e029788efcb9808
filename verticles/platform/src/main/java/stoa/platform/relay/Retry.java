package stoa.platform.relay;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before trying again: twice as long each time, with jitter, so that what failed together does not come back together.
 *
 * @param first delay after the first failure
 * @param longest no delay grows beyond it
 * @param attempts after which the work is parked
 */
public record Retry(Duration first, Duration longest, int attempts) {
    private static final int MOST_DOUBLINGS = 30;

    public Retry {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0 || attempts < 1) {
            throw new IllegalArgumentException("A retry needs 0 < first <= longest and at least one attempt");
        }
    }

    /**
     * Between half of the delay and all of it.
     *
     * @param failures so far, from 1
     * @return milliseconds
     */
    long delayMs(int failures) {
        long whole = first.toMillis() << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS);
        long bounded = whole <= 0 ? longest.toMillis() : Math.min(whole, longest.toMillis());
        return bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1);
    }
}
