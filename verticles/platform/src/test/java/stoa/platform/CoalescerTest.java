package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.tenancy.TestFailures;
import stoa.tenancy.TimedOut;
import stoa.testkit.Outcome;

class CoalescerTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);

    record Wish(UUID tenant, String key, String what) {
        static Wish of(UUID tenant, String what) {
            return new Wish(tenant, what, what);
        }
    }

    /** A write that ends when the test says so. */
    record Write(List<Wish> batch, Promise<List<String>> end) {
        void succeed() {
            end.complete(batch.stream().map(w -> w.what + "!").toList());
        }

        void fail() {
            end.fail(new IllegalStateException("poisoned"));
        }

        List<String> wishes() {
            return batch.stream().map(Wish::what).toList();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    private Coalescer<Wish, String> coalescer(int maxBatch, int maxWaiting, int maxInFlight) {
        var options =
                new Coalescer.Options<>("test", maxBatch, maxWaiting, maxInFlight, Wish::tenant, w -> (Object) w.key());
        return new Coalescer<>(vertx, options, meters, batch -> {
            var write = new Write(batch, Promise.promise());
            writes.add(write);
            return write.end.future();
        });
    }

    private Write next() throws InterruptedException {
        Write write = writes.poll(10, TimeUnit.SECONDS);
        assertTrue(write != null, "no write came");
        return Objects.requireNonNull(write);
    }

    /** So that what was submitted before stands in the queue. */
    private void settled(int waiting) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (meters.get("stoa.coalescer.waiting").gauge().value() != waiting) {
            assertTrue(System.nanoTime() < deadline, () -> "never were " + waiting + " waiting");
            Thread.onSpinWait();
        }
    }

    @Test
    void idleItWritesAtOnce() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        var outcome = coalescer.submit(Wish.of(ONE, "a"));

        next().succeed();

        assertEquals("a!", Outcome.of(outcome));
    }

    @Test
    void whileOneBatchIsWrittenTheNextOneGathers() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        var later = IntStream.range(0, 5)
                .mapToObj(i -> coalescer.submit(Wish.of(ONE, "b" + i)))
                .toList();

        first.succeed();
        var second = next();

        assertEquals(List.of("b0", "b1", "b2", "b3", "b4"), second.wishes());
        second.succeed();
        assertEquals("b3!", Outcome.of(later.get(3)));
    }

    @Test
    void aBatchHasALimit() throws InterruptedException {
        var coalescer = coalescer(2, 100, 1);
        coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        List.of("b", "c", "d").forEach(w -> coalescer.submit(Wish.of(ONE, w)));
        settled(3);

        first.succeed();

        assertEquals(List.of("b", "c"), next().wishes());
    }

    @Test
    void aFurtherWriteBesideOneStartsOnlyWithAFullBatch() throws InterruptedException {
        var coalescer = coalescer(2, 100, 2);
        coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        coalescer.submit(Wish.of(ONE, "b"));
        settled(1);
        assertTrue(writes.isEmpty());

        coalescer.submit(Wish.of(ONE, "c"));

        assertEquals(List.of("b", "c"), next().wishes());
        first.succeed();
    }

    @Test
    void aFullQueueRefuses() throws InterruptedException {
        var coalescer = coalescer(10, 2, 1);
        coalescer.submit(Wish.of(ONE, "a"));
        next();
        coalescer.submit(Wish.of(ONE, "b"));
        coalescer.submit(Wish.of(OTHER, "c"));

        var refusal = assertThrows(Refusal.class, () -> Outcome.of(coalescer.submit(Wish.of(OTHER, "d"))));

        assertEquals(503, refusal.status());
        assertEquals(1, meters.get("stoa.coalescer.refused").counter().count());
    }

    @Test
    void noTenantTakesMoreThanItsShareOfABatchWhileOthersWait() throws InterruptedException {
        var coalescer = coalescer(4, 100, 1);
        coalescer.submit(Wish.of(ONE, "first"));
        var first = next();
        IntStream.range(0, 10).forEach(i -> coalescer.submit(Wish.of(ONE, "a" + i)));
        IntStream.range(0, 3).forEach(i -> coalescer.submit(Wish.of(OTHER, "b" + i)));
        settled(13);

        first.succeed();
        var second = next();

        assertEquals(2, second.batch.stream().filter(w -> w.tenant.equals(ONE)).count());
        assertEquals(
                2, second.batch.stream().filter(w -> w.tenant.equals(OTHER)).count());
        second.succeed();
        assertEquals(
                List.of("b2"),
                next().wishes().stream().filter(w -> w.startsWith("b")).toList());
    }

    @Test
    void tenantsThatDidNotFitIntoOneBatchComeFirstInTheNext() throws InterruptedException {
        var coalescer = coalescer(2, 100, 1);
        coalescer.submit(Wish.of(ONE, "first"));
        var first = next();
        for (int tenant = 10; tenant < 13; tenant++) {
            coalescer.submit(Wish.of(new UUID(0, tenant), "a" + tenant));
            coalescer.submit(Wish.of(new UUID(0, tenant), "b" + tenant));
        }
        settled(6);

        first.succeed();
        var second = next();
        assertEquals(List.of("a10", "a11"), second.wishes());
        second.succeed();

        assertEquals(List.of("a12", "b10"), next().wishes());
    }

    @Test
    void theSameWishTwiceIsWrittenOnceAndAnsweredTwice() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        var one = coalescer.submit(Wish.of(ONE, "b"));
        var same = coalescer.submit(Wish.of(ONE, "b"));
        settled(2);

        first.succeed();
        var second = next();

        assertEquals(List.of("b"), second.wishes());
        second.succeed();
        assertEquals("b!", Outcome.of(one));
        assertEquals("b!", Outcome.of(same));
        assertEquals(1, meters.get("stoa.coalescer.merged").counter().count());
    }

    @Test
    void anotherWishUnderTheSameKeyWaitsForTheNextBatch() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        coalescer.submit(new Wish(ONE, "key", "b"));
        coalescer.submit(new Wish(ONE, "key", "c"));
        coalescer.submit(Wish.of(ONE, "d"));
        settled(3);

        first.succeed();
        var second = next();

        assertEquals(List.of("b", "d"), second.wishes());
        second.succeed();
        assertEquals(List.of("c"), next().wishes());
    }

    @Test
    void aBatchThatFailsIsSplitUntilTheCulpritStandsAlone() throws InterruptedException {
        var options = new Coalescer.Options<>("test", 10, 100, 1, Wish::tenant, w -> (Object) w.key());
        var gate = Promise.<Void>promise();
        var coalescer = new Coalescer<Wish, String>(vertx, options, meters, batch -> {
            boolean poisoned = batch.stream().anyMatch(w -> w.what.equals("poison"));
            Future<List<String>> outcome = poisoned
                    ? Future.failedFuture(new IllegalStateException("poisoned"))
                    : Future.succeededFuture(batch.stream().map(Wish::what).toList());
            return gate.future().compose(v -> outcome);
        });
        coalescer.submit(Wish.of(ONE, "first"));
        settled(0);
        var good = IntStream.range(0, 6)
                .mapToObj(i -> coalescer.submit(Wish.of(ONE, "good" + i)))
                .toList();
        var bad = coalescer.submit(Wish.of(ONE, "poison"));
        settled(7);
        gate.complete();

        for (int i = 0; i < 6; i++) {
            assertEquals("good" + i, Outcome.of(good.get(i)));
        }
        assertEquals(
                "poisoned",
                assertThrows(IllegalStateException.class, () -> Outcome.of(bad)).getMessage());
    }

    @Test
    void aBatchThatWasHeldUpIsTakenApartByTenantWhileTheOthersGoOn() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        coalescer.submit(Wish.of(ONE, "first"));
        var first = next();
        var stuck = List.of(coalescer.submit(Wish.of(ONE, "a1")), coalescer.submit(Wish.of(ONE, "a2")));
        var healthy = coalescer.submit(Wish.of(OTHER, "b"));
        settled(3);
        first.succeed();

        next().end.fail(TestFailures.timedOut());
        var aside = next();
        assertEquals(List.of("a1", "a2"), aside.wishes());
        var third = coalescer.submit(Wish.of(THIRD, "c"));
        var beside = next();
        assertEquals(List.of("c"), beside.wishes());
        beside.succeed();
        assertEquals("c!", Outcome.of(third));

        aside.end.fail(TestFailures.contended());
        var other = next();
        assertEquals(List.of("b"), other.wishes());
        other.succeed();
        assertEquals("b!", Outcome.of(healthy));
        next().end.fail(TestFailures.timedOut());
        next().succeed();

        assertThrows(TimedOut.class, () -> Outcome.of(stuck.getFirst()));
        assertEquals("a2!", Outcome.of(stuck.getLast()));
        assertEquals(0, meters.get("stoa.coalescer.aside").gauge().value());
    }

    @Test
    void whoIsStillHeldUpNeverStandsInABatchWithOthers() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        var stuck = coalescer.submit(Wish.of(ONE, "a"));
        next().end.fail(TestFailures.timedOut());
        assertThrows(TimedOut.class, () -> Outcome.of(stuck));

        coalescer.submit(Wish.of(ONE, "again"));
        var aside = next();
        coalescer.submit(Wish.of(OTHER, "b"));
        var beside = next();

        assertEquals(List.of("again"), aside.wishes());
        assertEquals(List.of("b"), beside.wishes());
        aside.succeed();
        beside.succeed();
    }

    @Test
    void aDatabaseThatIsAwayIsNotAskedOncePerItem() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        var both = List.of(coalescer.submit(Wish.of(ONE, "b")), coalescer.submit(Wish.of(ONE, "c")));
        settled(2);
        first.succeed();

        next().end.fail(Refusal.unavailable("The database is away.", 1));

        both.forEach(f -> assertEquals(
                503, assertThrows(Refusal.class, () -> Outcome.of(f)).status()));
        assertTrue(writes.isEmpty());
    }

    @Test
    void aWriteThatAnswersTooFewOutcomesFailsItsItems() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        var outcome = coalescer.submit(Wish.of(ONE, "a"));

        next().end.complete(List.of());

        assertThrows(IllegalStateException.class, () -> Outcome.of(outcome));
    }

    @Test
    void closeDrainsAndThenNothingIsTaken() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        var running = coalescer.submit(Wish.of(ONE, "a"));
        var first = next();
        var waiting = coalescer.submit(Wish.of(ONE, "b"));
        settled(1);
        var closed = coalescer.close();
        var late = coalescer.submit(Wish.of(ONE, "c"));
        assertEquals(503, assertThrows(Refusal.class, () -> Outcome.of(late)).status());
        assertFalse(closed.isComplete());

        first.succeed();
        next().succeed();

        Outcome.of(closed);
        assertEquals("a!", Outcome.of(running));
        assertEquals("b!", Outcome.of(waiting));
        Outcome.of(coalescer.close());
    }

    @Test
    void theOutcomeComesBackToTheEventLoopThatAsked() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        Context asker = vertx.getOrCreateContext();
        Promise<Context> answeredOn = Promise.promise();
        asker.runOnContext(v -> coalescer
                .submit(Wish.of(ONE, "a"))
                .onSuccess(x -> answeredOn.complete(Objects.requireNonNull(Vertx.currentContext()))));

        next().succeed();

        assertSame(asker, Outcome.of(answeredOn.future()));
    }

    @Test
    void batchSizesAreMeasured() throws InterruptedException {
        var coalescer = coalescer(10, 100, 1);
        var outcome = coalescer.submit(Wish.of(ONE, "a"));
        next().succeed();
        Outcome.of(outcome);

        assertEquals(1, meters.get("stoa.coalescer.batch.size").summary().totalAmount());
    }
}
