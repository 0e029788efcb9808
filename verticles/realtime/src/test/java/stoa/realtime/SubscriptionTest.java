package stoa.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import stoa.messages.order.Changes;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderList;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;

class SubscriptionTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID ORDER = UUID.randomUUID();

    private final List<Integer> seen = new ArrayList<>();

    @Test
    void whatIsToldWhileTheMissedIsReadComesAfterItAndOnce() {
        Promise<Changes> reading = Promise.promise();
        var subscription = order(-1, reading.future());
        subscription.catchUp();
        subscription.moved(at(2));
        subscription.moved(at(3));
        reading.complete(changes(0, 2));
        assertEquals(List.of(0, 1, 2, 3), seen);
    }

    @Test
    void aGapIsReadAgain() {
        var subscription = order(0, Future.succeededFuture(changes(1, 3)));
        subscription.moved(at(3));
        assertEquals(List.of(1, 2, 3), seen);
    }

    @Test
    void aReadThatFailsIsMadeUpForByTheNextOne() {
        var answers = new ArrayList<>(
                List.of(Future.<Changes>failedFuture("the database is away"), Future.succeededFuture(changes(0, 4))));
        var subscription =
                new OrderSubscription("a", ORDER, -1, (o, v) -> answers.removeFirst(), o -> seen.add(o.version()));
        subscription.catchUp();
        subscription.moved(at(4));
        assertEquals(List.of(0, 1, 2, 3, 4), seen);
    }

    @Test
    void anyLossAndDisorderEndsInEveryVersionOnceInOrder() {
        var random = new Random(42);
        for (int round = 0; round < 200; round++) {
            seen.clear();
            var log = new ArrayList<LiveOrder>();
            var subscription = new OrderSubscription(
                    "a",
                    ORDER,
                    -1,
                    (o, after) -> random.nextInt(5) == 0
                            ? Future.failedFuture("away")
                            : Future.succeededFuture(new Changes(List.copyOf(log.subList(after + 1, log.size())))),
                    o -> seen.add(o.version()));
            for (int version = 0; version < 50; version++) {
                log.add(at(version));
                if (random.nextInt(3) > 0) {
                    subscription.moved(at(Math.max(0, version - random.nextInt(3))));
                }
            }
            while (seen.size() < 50) { // the recheck
                subscription.catchUp();
            }
            assertEquals(IntStream.range(0, 50).boxed().toList(), seen);
        }
    }

    @Test
    void aListThatMayNotBeSeenShowsNothingThatWasHeardMeanwhile() {
        Promise<Changes> reading = Promise.promise();
        var list = new ListSubscription(
                "a", OrderList.SHOP, List.of(), (of, known) -> reading.future(), o -> seen.add(o.version()));
        list.catchUp();
        list.moved(at(1));
        reading.fail("not found");
        list.moved(at(2));
        assertEquals(List.of(), seen);
    }

    @Test
    void aListShowsEachOrderAtItsNewestVersionOnly() {
        var list = new ListSubscription(
                "a",
                OrderList.OWN,
                List.of(),
                (of, known) -> Future.succeededFuture(changes(5, 5)),
                o -> seen.add(o.version()));
        list.catchUp();
        list.moved(at(4));
        list.moved(at(6));
        list.moved(at(6));
        assertEquals(List.of(5, 6), seen);
    }

    private OrderSubscription order(int last, Future<Changes> changes) {
        return new OrderSubscription("a", ORDER, last, (o, v) -> changes, o -> seen.add(o.version()));
    }

    private static Changes changes(int from, int to) {
        return new Changes(
                IntStream.rangeClosed(from, to).mapToObj(SubscriptionTest::at).toList());
    }

    static LiveOrder at(int version) {
        return new LiveOrder(
                TENANT,
                ORDER,
                null,
                "N-1",
                version,
                OrderStatus.PLACED,
                PaymentStatus.PENDING,
                FulfilmentStatus.UNFULFILLED,
                100,
                "EUR",
                1,
                "Mara",
                Instant.EPOCH);
    }
}
