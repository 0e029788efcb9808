package stoa.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks again until something is so. What happens in another process tells no latch of ours. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MS = 50;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Eventually() {}

    /** @param look the value, or null while it is not so yet */
    static <T> T get(String what, Supplier<@Nullable T> look) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            T seen = look.get();
            if (seen != null) {
                return seen;
            }
            if (NEVER.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the latch that nobody counts down was counted down");
            }
        }
        throw new AssertionError("In " + PATIENCE + " it did not come to pass: " + what);
    }
}
