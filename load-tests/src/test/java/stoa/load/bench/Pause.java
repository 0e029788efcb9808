package stoa.load.bench;

import java.util.concurrent.locks.LockSupport;

/** A measurement waits where a test must not. */
final class Pause {
    private static final long NANOS_PER_MS = 1_000_000;

    private Pause() {}

    static void ms(long ms) {
        long end = System.nanoTime() + ms * NANOS_PER_MS;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
