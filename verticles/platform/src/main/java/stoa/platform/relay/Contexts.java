package stoa.platform.relay;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Work that belongs to another verticle's context. */
final class Contexts {
    private Contexts() {}

    /** Runs {@code work} there and completes here; what it throws fails the future. */
    static <T> Future<T> on(Vertx vertx, Context there, Supplier<Future<T>> work) {
        var here = vertx.getOrCreateContext();
        return Future.future(promise -> there.runOnContext(v ->
                guarded(work).onComplete((value, fault) -> here.runOnContext(w -> promise.complete(value, fault)))));
    }

    private static <T> Future<T> guarded(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
