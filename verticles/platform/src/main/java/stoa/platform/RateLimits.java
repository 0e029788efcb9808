package stoa.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token buckets that the nodes share. Each request is decided here and at once, from what this node knows; what was spent is told to Redis ten
 * times a second, and what the others spent is learned by the same answer. So Redis adds no wait to any request, a limit can be overrun by at
 * most a tenth of a second's worth per node, and with Redis gone each node goes on by its own count: the shop still sells.
 */
public final class RateLimits {
    /**
     * @param remaining tokens left in the bucket as far as this node knows
     * @param retryAfterSeconds when it makes sense to come again; 0 where it was allowed
     */
    public record Grant(boolean allowed, int remaining, int retryAfterSeconds) {
        /** @throws Refusal 429 where it was not allowed */
        public void orRefuse() {
            if (!allowed) {
                throw Refusal.tooMany(retryAfterSeconds);
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);
    private static final Duration SYNC = Duration.ofMillis(100);
    private static final int MAX_BUCKETS = 100_000;
    private static final int MAX_TOLD_AT_ONCE = 5_000;

    /**
     * KEYS[1] the bucket; ARGV: tokens per second, burst, spent since the last time. Answers what is left, in thousandths. By the clock of Redis,
     * so that the clocks of the nodes do not matter; debts stop at one burst, or a bucket could stay shut for hours.
     */
    private static final String SCRIPT = """
            local now = redis.call('TIME')
            local at = now[1] * 1000 + math.floor(now[2] / 1000)
            local was = redis.call('HMGET', KEYS[1], 'tokens', 'at')
            local burst = tonumber(ARGV[2])
            local tokens = burst
            if was[1] then
              tokens = math.min(burst, tonumber(was[1]) + math.max(0, at - tonumber(was[2])) * tonumber(ARGV[1]) / 1000)
            end
            tokens = math.max(-burst, tokens - tonumber(ARGV[3]))
            redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', at)
            redis.call('PEXPIRE', KEYS[1], math.ceil(2000 * burst / tonumber(ARGV[1])) + 1000)
            return math.floor(tokens * 1000)""";

    private final Vertx vertx;
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final @Nullable Redis redis;
    private final Duration timeout;
    private final AtomicBoolean syncing = new AtomicBoolean();
    private final AtomicBoolean reachable = new AtomicBoolean(true);
    private final long timer;

    public RateLimits(Vertx vertx, Config.Redis config, MeterRegistry meters) {
        this.vertx = vertx;
        timeout = config.timeout();
        redis = config.url() == null ? null : Redis.createClient(vertx, options(config));
        timer = redis == null ? -1 : vertx.setPeriodic(SYNC.toMillis(), t -> sync(redis));
        Gauge.builder("stoa.rate.buckets", buckets, Map::size)
                .description("Addresses and tenants counted")
                .register(meters);
        Gauge.builder("stoa.rate.shared", reachable, r -> redis != null && r.get() ? 1 : 0)
                .description("1 while the counters are shared through Redis")
                .register(meters);
    }

    private static RedisOptions options(Config.Redis config) {
        var options = new RedisOptions()
                .setConnectionString(String.valueOf(config.url()))
                .setMaxPoolSize(2)
                .setMaxPoolWaiting(8)
                .setMaxWaitingHandlers(2 * MAX_TOLD_AT_ONCE);
        options.getNetClientOptions().setConnectTimeout((int) config.timeout().toMillis());
        if (config.password() != null) {
            options.setPassword(config.password().reveal());
        }
        return options;
    }

    /**
     * Takes one token.
     *
     * @param kind such as {@code address}; part of the bucket's name
     * @param key whom it counts
     */
    public Grant take(String kind, String key, Config.Rate rate) {
        String name = "stoa:rate:" + kind + ":" + key;
        TokenBucket bucket = buckets.get(name);
        if (bucket == null) {
            makeRoom();
            var fresh = new TokenBucket(rate, System.nanoTime());
            TokenBucket other = buckets.putIfAbsent(name, fresh);
            bucket = other == null ? fresh : other;
        }
        return bucket.take(System.nanoTime());
    }

    /** Whether the counters are shared at this moment. */
    public boolean shared() {
        return redis != null && reachable.get();
    }

    /** A full bucket is as good as none. With nothing but busy ones left, all start anew: generous, but bounded. */
    private void makeRoom() {
        if (buckets.size() >= MAX_BUCKETS) {
            long now = System.nanoTime();
            buckets.values().removeIf(b -> b.idle(now));
            if (buckets.size() >= MAX_BUCKETS) {
                buckets.clear();
            }
        }
    }

    private void sync(Redis redis) {
        if (!syncing.compareAndSet(false, true)) {
            return;
        }
        List<Request> requests = new ArrayList<>();
        List<TokenBucket> told = new ArrayList<>();
        List<Integer> amounts = new ArrayList<>();
        for (Map.Entry<String, TokenBucket> entry : buckets.entrySet()) {
            int spent = told.size() < MAX_TOLD_AT_ONCE ? entry.getValue().untold() : 0;
            if (spent > 0) {
                told.add(entry.getValue());
                amounts.add(spent);
                requests.add(request(entry.getKey(), entry.getValue().rate(), spent));
            }
        }
        Future<List<@Nullable Response>> answers =
                requests.isEmpty() ? Future.succeededFuture(List.of()) : redis.batch(requests);
        answers.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).onComplete(r -> {
            syncing.set(false);
            if (r.failed()) {
                note(false, r.cause());
                return;
            }
            for (int i = 0; i < told.size(); i++) {
                Response left = r.result().get(i);
                Long thousandths = left == null ? null : left.toLong();
                if (thousandths != null) {
                    told.get(i).learn(amounts.get(i), thousandths / 1000.0, System.nanoTime());
                }
            }
            if (!told.isEmpty()) {
                note(true, null);
            }
        });
    }

    private static Request request(String name, Config.Rate rate, int spent) {
        return Request.cmd(Command.EVAL)
                .arg(SCRIPT)
                .arg(1)
                .arg(name)
                .arg(Double.toString(rate.perMinute() / 60.0))
                .arg(rate.burst())
                .arg(spent);
    }

    private void note(boolean reached, @Nullable Throwable cause) {
        if (reachable.getAndSet(reached) != reached) {
            if (reached) {
                LOG.info("Redis is back: rates are counted together again");
            } else {
                LOG.atInfo()
                        .addKeyValue("reason", String.valueOf(cause))
                        .log("Redis is gone: each node counts rates for itself");
            }
        }
    }

    public void close() {
        if (redis != null) {
            vertx.cancelTimer(timer);
            redis.close();
        }
    }
}
