package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import stoa.platform.Refusal;

/** Takes in the body of a request that was paused until now, within bounds of size and time. */
final class Body {
    private final Vertx vertx;
    private final int maxBytes;
    private final Duration timeout;

    Body(Vertx vertx, int maxBytes, Duration timeout) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    /** Fails with 413 as soon as it is known to be too long, with 408 where it comes too slowly. */
    Future<Buffer> of(HttpServerRequest request) {
        if (announced(request) > maxBytes) {
            return Future.failedFuture(tooLarge());
        }
        Promise<Buffer> whole = Promise.promise();
        var taken = Buffer.buffer();
        long timer = vertx.setTimer(timeout.toMillis(), late -> whole.tryFail(tooSlow()));
        request.handler(chunk -> {
            if (taken.length() + chunk.length() > maxBytes) {
                whole.tryFail(tooLarge());
            } else if (!whole.future().isComplete()) {
                taken.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(gone -> whole.tryFail(cutOff()));
        request.endHandler(end -> whole.tryComplete(taken));
        request.resume();
        return whole.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static long announced(HttpServerRequest request) {
        var length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private Refusal tooLarge() {
        return new Refusal(413, "/problems/too-large", "Too large", "At most " + maxBytes + " bytes.", List.of());
    }

    /** Nobody is there to read it: it is for the log of requests, where a visitor who hung up is no fault of ours. */
    private static Refusal cutOff() {
        return Refusal.invalid("The connection ended before the body did.", List.of());
    }

    private Refusal tooSlow() {
        return new Refusal(
                408,
                "/problems/timeout",
                "Too slow",
                "The body must arrive within " + timeout.toMillis() + " ms.",
                List.of());
    }
}
