package stoa.platform;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;

/**
 * Which shop a host name or an id means, asked of the user domain and remembered for moments. One per verticle: only its event loop comes here.
 */
public final class TenantDirectory {
    public static final Question<FindTenant, TenantProfile> FIND =
            new Question<>(UserAddresses.TENANT, FindTenant.class, TenantProfile.class);

    private static final int MOST = 10_000;
    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long UNKNOWN_FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    /** A known shop is still served so long after the directory went away. */
    private static final long STALE_NANOS = Duration.ofMinutes(10).toNanos();

    private record Known(Optional<TenantProfile> shop, long atNanos) {
        boolean youngerThan(long nanos) {
            return System.nanoTime() - atNanos < nanos;
        }

        boolean fresh() {
            return youngerThan(shop.isPresent() ? FRESH_NANOS : UNKNOWN_FRESH_NANOS);
        }
    }

    private final Bus bus;
    private final Map<FindTenant, Future<Optional<TenantProfile>>> asked = new LinkedHashMap<>();
    private final Map<FindTenant, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FindTenant, Known> eldest) {
            return size() > MOST;
        }
    };

    public TenantDirectory(Bus bus) {
        this.bus = bus;
    }

    /** @return empty where there is no such shop; fails with 503 where nobody can tell */
    public Future<Optional<TenantProfile>> find(FindTenant question, String correlationId) {
        var have = known.get(question);
        if (have != null && have.fresh()) {
            return Future.succeededFuture(have.shop);
        }
        var running = asked.get(question);
        return running == null ? ask(question, correlationId, have) : running;
    }

    private Future<Optional<TenantProfile>> ask(FindTenant question, String correlationId, @Nullable Known have) {
        var answer = bus.ask(Caller.system(TenantProfile.PLATFORM, correlationId), FIND, question)
                .map(Optional::of)
                .recover(failure -> failure instanceof Refusal refusal && refusal.status() == 404
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .onSuccess(shop -> known.put(question, new Known(shop, System.nanoTime())))
                .recover(failure -> have != null && have.shop.isPresent() && have.youngerThan(STALE_NANOS)
                        ? Future.succeededFuture(have.shop)
                        : Future.failedFuture(failure))
                .onComplete(done -> asked.remove(question));
        if (!answer.isComplete()) {
            asked.put(question, answer);
        }
        return answer;
    }
}
