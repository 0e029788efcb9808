package stoa.payment;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often one shop may try again at once: a tenth of its calls, and a few to begin with. Where a provider is ill, repeating everything
 * would double what makes it ill.
 */
final class RetryBudget {
    private static final int A_CALL_BRINGS = 1;
    private static final int A_RETRY_COSTS = 10;
    private static final int MOST = 10 * A_RETRY_COSTS;

    private final AtomicInteger left = new AtomicInteger(MOST);

    void called() {
        left.updateAndGet(now -> Math.min(MOST, now + A_CALL_BRINGS));
    }

    /** Whether to try again; who hears yes has spent it. */
    boolean spend() {
        return left.getAndUpdate(now -> now >= A_RETRY_COSTS ? now - A_RETRY_COSTS : now) >= A_RETRY_COSTS;
    }
}
