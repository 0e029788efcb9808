package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import stoa.testkit.Outcome;
import stoa.testkit.Servers;

@Tag("real-services")
class RateLimitsTest {
    /** So slow that nothing comes back during a test. */
    private static final Config.Rate TEN = new Config.Rate(1, 10);

    private final Vertx vertx = Vertx.vertx();
    private final String key = UUID.randomUUID().toString();

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    private RateLimits limits(String url) {
        return new RateLimits(
                vertx, new Config.Redis(URI.create(url), null, Duration.ofMillis(300)), new SimpleMeterRegistry());
    }

    private static int taken(RateLimits limits, String key) {
        int taken = 0;
        while (limits.take("test", key, TEN).allowed()) {
            taken++;
        }
        return taken;
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "it never came to that");
            Thread.onSpinWait();
        }
    }

    @Test
    void whatOneNodeSpendsAnotherHasNoMore() {
        var one = limits(Servers.redis());
        var other = limits(Servers.redis());
        other.take("test", key, TEN);

        assertEquals(10, taken(one, key));

        // The other learns of it with its next word to Redis; until then it may have spent a few of its own.
        eventually(() -> !other.take("test", key, TEN).allowed());
        one.close();
        other.close();
    }

    @Test
    void keysAndKindsAreCountedApart() {
        var limits = limits(Servers.redis());
        assertEquals(10, taken(limits, key));

        assertTrue(limits.take("test", "other" + key, TEN).allowed());
        assertTrue(limits.take("other", key, TEN).allowed());
        limits.close();
    }

    @Test
    void whoIsRefusedIsToldWhenToComeAgain() {
        var limits =
                new RateLimits(vertx, new Config.Redis(null, null, Duration.ofMillis(1)), new SimpleMeterRegistry());
        taken(limits, key);

        var refusal =
                assertThrows(Refusal.class, () -> limits.take("test", key, TEN).orRefuse());

        assertEquals(429, refusal.status());
        assertEquals(60, refusal.retryAfterSeconds());
        assertFalse(limits.shared());
    }

    @Test
    void withoutRedisEachNodeCountsForItself() {
        var limits = limits("redis://127.0.0.1:1");

        assertEquals(10, taken(limits, key));
        eventually(() -> !limits.shared());
        assertFalse(limits.take("test", key, TEN).allowed());
        assertTrue(limits.take("test", "other" + key, TEN).allowed());
        limits.close();
    }

    /** Between the node and Redis, to be cut. */
    private NetServer cable(URI redis, Set<NetSocket> ends) {
        return vertx.createNetServer().connectHandler(near -> {
            near.pause();
            vertx.createNetClient()
                    .connect(SocketAddress.inetSocketAddress(redis.getPort(), redis.getHost()))
                    .onSuccess(far -> {
                        ends.add(near);
                        near.handler(far::write).closeHandler(v -> far.close());
                        far.handler(near::write).closeHandler(v -> near.close());
                        near.resume();
                    });
        });
    }

    @Test
    void aRedisThatGoesAndComesBackIsCountedOnAgain() {
        URI redis = URI.create(Servers.redis());
        Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
        NetServer cable = cable(redis, ends);
        int port = Outcome.of(cable.listen(0, "127.0.0.1")).actualPort();
        var limits = limits("redis://127.0.0.1:" + port);
        limits.take("test", key, TEN);
        eventually(limits::shared);

        Outcome.of(cable.close());
        ends.forEach(NetSocket::close);
        eventually(() -> {
            limits.take("test", UUID.randomUUID().toString(), TEN);
            return !limits.shared();
        });
        assertTrue(limits.take("test", "more" + key, TEN).allowed());

        Outcome.of(cable(redis, ends).listen(port, "127.0.0.1"));
        eventually(() -> {
            limits.take("test", UUID.randomUUID().toString(), TEN);
            return limits.shared();
        });
        limits.close();
    }
}
