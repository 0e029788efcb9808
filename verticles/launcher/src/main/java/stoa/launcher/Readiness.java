package stoa.launcher;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether this node wants traffic, and if not, why. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Supplier<Future<String>>> checks = new ConcurrentHashMap<>();
    private volatile String closed = "starting";

    /** @param ready without reasons is ready */
    record Report(boolean ready, Map<String, String> reasons) {}

    /** @param check succeeds with a word about the part, or fails with the reason why it is not ready; asked at each report, for two seconds at most */
    void check(String part, Supplier<Future<String>> check) {
        checks.put(part, check);
    }

    void open() {
        closed = "";
    }

    /** From now on not ready, for this reason. */
    void close(String reason) {
        closed = reason;
    }

    Future<Report> report() {
        var reasons = new LinkedHashMap<String, String>();
        if (!closed.isEmpty()) {
            reasons.put("node", closed);
            return Future.succeededFuture(new Report(false, reasons));
        }
        return Future.join(checks.entrySet().stream()
                        .map(e -> ask(e.getValue()).onFailure(x -> {
                            synchronized (reasons) {
                                reasons.put(e.getKey(), String.valueOf(x.getMessage()));
                            }
                        }))
                        .toList())
                .transform(all -> Future.succeededFuture(new Report(reasons.isEmpty(), reasons)));
    }

    private Future<String> ask(Supplier<Future<String>> check) {
        try {
            return check.get().timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
