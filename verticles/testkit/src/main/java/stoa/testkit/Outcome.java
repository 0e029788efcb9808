package stoa.testkit;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a future ended, for a test's own thread. */
public final class Outcome {
    /** Far beyond what anything takes: who waits so long has hung. */
    private static final int PATIENCE_SECONDS = 30;

    private Outcome() {}

    /** The result; throws what the future failed with. */
    public static <T> T of(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("No outcome after " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** What the future failed with, which must be of this type. */
    public static <E extends Throwable> E failure(Class<E> type, Future<?> future) {
        of(future.otherwiseEmpty());
        if (future.succeeded()) {
            throw new AssertionError(
                    "Succeeded with " + future.result() + " instead of failing with " + type.getSimpleName());
        }
        if (!type.isInstance(future.cause())) {
            throw new AssertionError("Failed otherwise than with " + type.getSimpleName(), future.cause());
        }
        return type.cast(future.cause());
    }
}
