package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

class LeasesTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration OVER = Duration.ofMillis(1);
    private static final String[] PARTS =
            IntStream.range(0, 16).mapToObj(n -> "part/" + n).toArray(String[]::new);

    private final RelayGround ground = new RelayGround();
    private final Leases one = new Leases(ground.tenancy, Ids.next());
    private final Leases two = new Leases(ground.tenancy, Ids.next());

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void whatOneHoldsAnotherDoesNotGet() {
        assertEquals(OptionalLong.of(1), Outcome.of(one.take("sweep/test", LONG)));
        assertTrue(Outcome.of(two.take("sweep/test", LONG)).isEmpty());
        assertEquals(OptionalLong.of(1), Outcome.of(one.take("sweep/test", LONG)), "to prolong is no new holding");
    }

    @Test
    void aLeaseThatRanOutGoesToTheNextUnderAHigherFence() {
        assertEquals(OptionalLong.of(1), Outcome.of(one.take("sweep/test", OVER)));
        ground.awaitCount(1, "select count(*) from stoa.lease where until < clock_timestamp()");
        assertEquals(OptionalLong.of(2), Outcome.of(two.take("sweep/test", LONG)));
        assertTrue(Outcome.of(one.take("sweep/test", LONG)).isEmpty());
    }

    @Test
    void ofManyWhoAskAtOnceOneGetsIt() {
        var all = IntStream.range(0, 20)
                .mapToObj(n -> new Leases(ground.tenancy, Ids.next()).take("sweep/test", LONG))
                .toList();
        all.forEach(Outcome::of);
        assertEquals(1, all.stream().filter(asked -> asked.result().isPresent()).count());
    }

    @Test
    void nodesComeToHoldEqualSharesAndWhatOneLeavesTheOtherTakes() {
        assertEquals(16, Outcome.of(one.share("part", PARTS, LONG)).size());
        assertEquals(0, Outcome.of(two.share("part", PARTS, LONG)).size());
        var first = Outcome.of(one.share("part", PARTS, LONG)).keySet();
        var second = Outcome.of(two.share("part", PARTS, LONG)).keySet();
        assertEquals(List.of(8, 8), List.of(first.size(), second.size()));
        var both = new HashSet<>(first);
        both.addAll(second);
        assertEquals(16, both.size());
        Outcome.of(one.releaseAll());
        assertEquals(16, Outcome.of(two.share("part", PARTS, LONG)).size());
    }

    @Test
    void aHolderThatLostItsLeaseTouchesNoEventThatTheNextOneHasTold() {
        var shop = ground.shop();
        var outbox = new RelayedOutbox(
                ground.vertx,
                ground.bus,
                ground.tenancy,
                new SimpleMeterRegistry(),
                RelayGround.settings(URI.create("amqp://127.0.0.1:1")),
                ground.types);
        ground.happen(outbox, shop, "Counted", UUID.randomUUID(), 1);
        var rows = new OutboxRows(ground.tenancy);
        var due = Outcome.of(
                rows.due(IntStream.range(0, 16).mapToObj(p -> (short) p).toArray(Short[]::new), 10, new String[0]));
        var early = Outcome.of(rows.read(due, p -> 6)).getFirst();
        var later = Outcome.of(rows.read(due, p -> 7)).getFirst();
        Outcome.of(rows.note(List.of(word(later, 60_000))));
        assertTrue(Outcome.of(rows.read(due, p -> 6)).isEmpty(), "fenced off");
        Outcome.of(rows.note(List.of(word(early, 0))));
        assertEquals(
                1,
                ground.count("select attempts from stoa.outbox where fence = 7 and next_at > now() + interval '30 s'"));
        assertEquals(1, Outcome.of(rows.read(due, p -> 7)).getFirst().attempts());
    }

    private static OutboxRows.Word word(OutboxRows.Waiting event, long delayMs) {
        return new OutboxRows.Word(event, List.of("first"), delayMs, null, false);
    }
}
