package stoa.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.slf4j.LoggerFactory;

/** Each guard, seen red. The fixtures are found by this class only: the build runs no nested classes by itself. */
class GuardsTest {
    private static EngineExecutionResults run(Class<?> fixture) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(fixture))
                .execute();
    }

    private static List<String> failures(Class<?> fixture) {
        return run(fixture).testEvents().failed().map(GuardsTest::message).toList();
    }

    private static String message(Event failed) {
        return failed.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .map(Throwable::getMessage)
                .orElse("");
    }

    private static void assertSeen(Class<?> fixture, String what) {
        List<String> failures = failures(fixture);
        assertEquals(1, failures.size(), failures.toString());
        assertTrue(failures.getFirst().contains(what), failures.getFirst());
    }

    /** Runs it on an event loop, and ends when it has ended there. */
    private static void onEventLoop(Runnable work) {
        var vertx = Vertx.vertx();
        var done = new CompletableFuture<Void>();
        vertx.runOnContext(v -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
        Outcome.of(vertx.close());
    }

    @Test
    void anEventLoopThatParksIsSeen() {
        assertSeen(ParkingFixture.class, "parks");
    }

    static class ParkingFixture {
        @Test
        void waitsForWhatNeverComes() {
            onEventLoop(() -> {
                try {
                    assertTrue(!new Semaphore(0).tryAcquire(100, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @Test
    void anEventLoopThatWaitsForALockIsSeen() {
        assertSeen(LockFixture.class, "waits for a lock");
    }

    static class LockFixture {
        @Test
        void waitsForTheLockOfAnother() {
            var lock = new ReentrantLock();
            CompletableFuture<Void> loop;
            lock.lock();
            try {
                loop = CompletableFuture.runAsync(() -> onEventLoop(() -> takeAndRelease(lock)));
                while (!lock.hasQueuedThreads()) {
                    Thread.onSpinWait();
                }
                holdOn();
            } finally {
                lock.unlock();
            }
            loop.join();
        }

        private static void takeAndRelease(ReentrantLock lock) {
            lock.lock();
            try {
                assertTrue(lock.isHeldByCurrentThread());
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void anEventLoopThatWaitsForAMonitorIsSeen() {
        assertSeen(MonitorFixture.class, "waits for a monitor");
    }

    static class MonitorFixture {
        @Test
        void waitsForTheMonitorOfAnother() {
            var monitor = new Object();
            var waiting = new CompletableFuture<Thread>();
            CompletableFuture<Void> loop;
            synchronized (monitor) {
                loop = CompletableFuture.runAsync(() -> onEventLoop(() -> {
                    waiting.complete(Thread.currentThread());
                    synchronized (monitor) {
                        assertTrue(Thread.holdsLock(monitor));
                    }
                }));
                while (waiting.join().getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
                holdOn();
            }
            loop.join();
        }
    }

    @Test
    void anEventLoopThatReadsFromABlockingSocketIsSeen() {
        assertSeen(SocketFixture.class, "event loop must never wait");
    }

    static class SocketFixture {
        @Test
        void readsWhatNobodySends() throws IOException {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                client.setSoTimeout(200);
                onEventLoop(() -> {
                    try {
                        assertEquals(-1, client.getInputStream().read());
                    } catch (IOException e) {
                        assertTrue(e instanceof java.net.SocketTimeoutException);
                    }
                });
            }
        }
    }

    @Test
    void anEventLoopThatIsOnlyBusyIsLeftAlone() {
        assertEquals(List.of(), failures(BusyFixture.class));
    }

    static class BusyFixture {
        @Test
        void computes() {
            onEventLoop(GuardsTest::holdOn);
        }
    }

    @Test
    void anUnexpectedWarningIsSeen() {
        assertSeen(WarningFixture.class, "the roof leaks");
    }

    static class WarningFixture {
        @Test
        void warns() {
            LoggerFactory.getLogger(WarningFixture.class).warn("the roof leaks");
        }

        @Test
        @ExpectedLog("the cellar is wet")
        void warnsOnPurpose() {
            LoggerFactory.getLogger(WarningFixture.class).warn("the cellar is wet");
        }

        @Test
        void informs() {
            LoggerFactory.getLogger(WarningFixture.class).info("all is well");
        }
    }

    @Test
    void aTestThatSleepsIsSeen(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Sleeper.java"), "class Sleeper { void nap() { Thread" + ".sleep(5); } }");
        Files.writeString(
                folder.resolve("Napper.java"), "class Napper { void nap() { TimeUnit.SECONDS" + ".sleep(5); } }");
        Files.writeString(folder.resolve("Worker.java"), "class Worker { int asleep; }");
        assertEquals(
                List.of(folder.resolve("Napper.java"), folder.resolve("Sleeper.java")), SleepGuard.sleepers(folder));
    }

    /** Busy for long enough that the watch must have looked several times. */
    private static void holdOn() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(150);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
