package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.order.StepBatch.Step;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Steps of many orders in one transaction: each has its own outcome, and no shop may touch another one's orders or goods. */
class StepBatchTest {
    private OrderGround ground;

    @BeforeEach
    void nobodyMovesOrdersButTheTest() {
        ground = new OrderGround(Map.of());
    }

    @AfterEach
    void stockAndOrdersAgree() {
        ground.auditStock();
        ground.close();
    }

    private static Step held(TestTenant shop, Standing order) {
        return new Step(shop.system(), order, Outcomes.held(order, false));
    }

    private static Step expired(TestTenant shop, Standing order) {
        return new Step(shop.system(), order, Outcomes.expired(order));
    }

    private Future<List<Optional<Standing>>> write(Set<UUID> listed, Step... batch) {
        var args = StepBatch.arguments(List.of(batch), Duration.ofSeconds(10));
        return ground.stoa
                .tenancy()
                .batch(listed, StepBatch.CALL, args, rows -> StepBatch.outcomes(List.of(batch), rows));
    }

    private List<Optional<Standing>> written(Step... batch) {
        return Outcome.of(
                write(Stream.of(batch).map(step -> step.caller().tenant()).collect(Collectors.toSet()), batch));
    }

    private List<String> states(Standing order) {
        return ground.rows("select status || ' ' || payment || ' ' || version_id from stoa.orders where id = '"
                + order.orderId() + "'");
    }

    private List<String> of(String column, String table, UUID variant) {
        return ground.rows("select (" + column + ")::text from stoa." + table + " where variant_id = '" + variant
                + "' order by created_date" + (table.equals("stock_movement") ? ", stock_version, place" : ""));
    }

    @Test
    void eachStepHasAnOutcomeAnActorAndACorrelationOfItsOwn() {
        var one = ground.shop();
        var other = ground.shop();
        var paid = ground.placed(one, ground.counted(one, 3), 2);
        var gone = ground.placed(other, ground.counted(other, 3), 1);
        var staff = ground.staff(other);

        var outcomes = written(held(one, paid), new Step(staff, gone, Outcomes.expired(gone)));

        assertEquals(
                List.of(new OrderState.Confirmed(), new OrderState.Cancelled(PaymentStatus.PENDING)),
                outcomes.stream().map(o -> o.orElseThrow().state()).toList());
        assertEquals(List.of("PLACED AUTHORISED 2"), states(paid));
        assertEquals(List.of("CANCELLED PENDING 2"), states(gone));
        assertEquals(
                List.of("system " + Caller.SYSTEM, "staff " + staff.user()),
                ground.rows("select actor || ' ' || created_by from stoa.order_event where version = 2 order by step"));
        assertEquals(
                List.of(staff.correlationId(), one.system().correlationId()).stream()
                        .sorted()
                        .toList(),
                ground.rows("select correlation_id from stoa.outbox where type = 'OrderChanged' order by 1"));
    }

    @Test
    void aStepFromAVersionThatIsNoMoreMovesNothing() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 5);
        var order = ground.placed(shop, boots, 2);
        var other = ground.placed(shop, boots, 1);
        written(held(shop, order));

        var outcomes = written(expired(shop, order), held(shop, other));

        assertTrue(outcomes.get(0).isEmpty());
        assertTrue(outcomes.get(1).isPresent());
        assertEquals(List.of("PLACED AUTHORISED 2"), states(order));
        assertEquals(List.of("2"), of("on_hand", "stock", boots));
    }

    @Test
    void ofTwoStepsOfOneOrderOnlyTheFirstHappens() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 5);
        var order = ground.placed(shop, boots, 2);

        var outcomes = written(held(shop, order), expired(shop, order), held(shop, order));

        assertEquals(
                List.of(true, false, false),
                outcomes.stream().map(Optional::isPresent).toList());
        assertEquals(List.of("PLACED AUTHORISED 2"), states(order));
        assertEquals(List.of("5", "-2"), of("delta", "stock_movement", boots));
        assertEquals(
                1,
                ground.count("select count(*) from stoa.order_event where version > 1 and order_id = '"
                        + order.orderId() + "'"));
    }

    @Test
    void anOrderOfAShopThatIsNotListedDoesNotMove() {
        var one = ground.shop();
        var other = ground.shop();
        var mine = ground.placed(one, ground.counted(one, 3), 1);
        var boots = ground.counted(other, 3);
        var theirs = ground.placed(other, boots, 1);

        var outcomes = Outcome.of(write(Set.of(one.id()), held(one, mine), expired(other, theirs)));

        assertTrue(outcomes.get(0).isPresent());
        assertTrue(outcomes.get(1).isEmpty());
        assertEquals(List.of("PLACED PENDING 1"), states(theirs));
        assertEquals(List.of("1"), of("reserved", "stock", boots));
    }

    @Test
    void anOrderCannotBeMovedByAnotherShopAlthoughBothAreListed() {
        var one = ground.shop();
        var other = ground.shop();
        var mine = ground.placed(one, ground.counted(one, 3), 1);
        var boots = ground.counted(other, 3);
        var theirs = ground.placed(other, boots, 1);

        var outcomes = written(held(one, theirs), expired(other, mine));

        assertEquals(List.of(Optional.empty(), Optional.empty()), outcomes);
        assertEquals(List.of("PLACED PENDING 1"), states(mine));
        assertEquals(List.of("PLACED PENDING 1"), states(theirs));
        assertEquals(List.of("3"), of("on_hand", "stock", boots));
        assertEquals(0, ground.count("select count(*) from stoa.outbox where type = 'OrderChanged'"));
    }

    @Test
    void ordersOfTheSameIdInTwoShopsAreTwoOrders() {
        var one = ground.shop();
        var other = ground.shop();
        var mine = ground.placed(one, ground.counted(one, 3), 1);
        var theirs = ground.placed(other, ground.counted(other, 3), 1);
        try (var connection = ground.stoa.database().connect();
                var sql = connection.createStatement()) {
            sql.execute("set session_replication_role = replica"); // no reference holds while the id changes
            for (var table : Map.of(
                            "orders",
                            "id",
                            "order_line",
                            "order_id",
                            "order_event",
                            "order_id",
                            "order_saga",
                            "order_id")
                    .entrySet()) {
                sql.execute("update stoa." + table.getKey() + " set " + table.getValue() + " = '" + mine.orderId()
                        + "' where tenant_id = '" + other.id() + "'");
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }

        var outcomes = written(
                held(one, mine), expired(other, theirs), new Step(other.system(), mine, Outcomes.expired(mine)));

        assertEquals(
                List.of(true, false, true),
                outcomes.stream().map(Optional::isPresent).toList());
        assertEquals(
                List.of(one.id() + " PLACED AUTHORISED", other.id() + " CANCELLED PENDING").stream()
                        .sorted()
                        .toList(),
                ground.rows("select tenant_id || ' ' || status || ' ' || payment from stoa.orders order by 1"));
    }

    @Test
    void theLedgerHasALineForEachOrderAlthoughTheShelfChangesOnce() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 20);
        var orders = IntStream.rangeClosed(1, 4)
                .mapToObj(pieces -> ground.placed(shop, boots, pieces))
                .toList();
        var before = ground.count("select version_id from stoa.stock where variant_id = '" + boots + "'");

        written(orders.stream().map(order -> held(shop, order)).toArray(Step[]::new));

        assertEquals(List.of("20", "-1", "-2", "-3", "-4"), of("delta", "stock_movement", boots));
        assertEquals(List.of("20", "19", "17", "14", "10"), of("on_hand", "stock_movement", boots));
        assertEquals(List.of("10"), of("on_hand", "stock", boots));
        assertEquals(before + 1, ground.count("select version_id from stoa.stock where variant_id = '" + boots + "'"));
    }

    @Test
    void whatIsSoldFreedAndBroughtBackInOneBatchAddsUp() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 20);
        var sold = ground.placed(shop, boots, 5);
        var freed = ground.placed(shop, boots, 3);
        var confirmed =
                written(held(shop, ground.placed(shop, boots, 2))).getFirst().orElseThrow();
        var declined = confirmed.move(
                OrderStep.DECLINED, new OrderState.Cancelled(PaymentStatus.DECLINED), Funds.NONE, "Declined after all");

        written(held(shop, sold), expired(shop, freed), new Step(shop.system(), confirmed, declined));

        assertEquals(List.of("20", "-2", "-5", "2"), of("delta", "stock_movement", boots));
        assertEquals(List.of("20", "18", "13", "15"), of("on_hand", "stock_movement", boots));
        assertEquals(List.of("15"), of("on_hand - reserved", "stock", boots));
        assertEquals(
                List.of("15 true"),
                ground.rows("select (e.data ->> 'available') || ' ' || ((e.data ->> 'version')::int = s.version_id)"
                        + " from stoa.outbox e join stoa.stock s on s.variant_id = e.aggregate where e.aggregate = '"
                        + boots
                        + "' order by e.aggregate_version desc limit 1"));
    }

    @Test
    void thePiecesThatOneOrderNamesAreTakenFromNoOther() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 20);
        var some = open(shop, boots, 5);
        var all = open(shop, boots, 4);
        var part = List.of(new Pieces.Part(1, Locations.MAIN, 2));
        var fewer = some.move(OrderStep.CANCEL_LINES, some.state(), some.funds(), "Two are enough")
                .of(part);
        var none = all.move(
                OrderStep.CANCEL, all.state().after(OrderStep.CANCEL).getFirst().to(), all.funds(), "None is enough");

        written(new Step(ground.staff(shop), all, none), new Step(ground.staff(shop), some, fewer));

        assertEquals(
                List.of("4 4", "5 2"),
                ground.rows("select quantity || ' ' || cancelled from stoa.order_line where variant_id = '" + boots
                        + "' order by 1"));
        assertEquals(List.of("17"), of("on_hand", "stock", boots));
    }

    /** Plans are made once, mostly while a table is small, and kept. */
    @Test
    void aBatchFindsRowsByKeyAlsoWhereItsPlanWasMadeOnAnEmptyTable() {
        var shop = ground.shop();
        for (var table : List.of("orders", "order_line", "order_saga", "order_event", "stock", "stock_policy")) {
            var key = table.equals("orders") ? "id" : table.startsWith("stock") ? "variant_id" : "order_id";
            var explain = "explain select from " + table
                    + " t join unnest($1::uuid[], $2::uuid[]) u (a, b) on t.tenant_id = u.a and t." + key + " = u.b";

            var plan = Outcome.of(ground.stoa
                    .tenancy()
                    .batch(
                            List.of(shop.id()),
                            explain,
                            Tuple.tuple().addArrayOfUUID(new UUID[0]).addArrayOfUUID(new UUID[0]),
                            rows -> Orders.list(rows, row -> row.getString(0))));

            assertTrue(
                    plan.stream()
                            .anyMatch(line -> line.contains("Index Cond: ((tenant_id = u.a) AND (" + key + " = u.b))")),
                    () -> table + ": " + String.join("\n", plan));
        }
    }

    private Standing open(TestTenant shop, UUID variant, int pieces) {
        var confirmed = written(held(shop, ground.placed(shop, variant, pieces)))
                .getFirst()
                .orElseThrow();
        return written(captured(shop, confirmed)).getFirst().orElseThrow();
    }

    private static Step captured(TestTenant shop, Standing confirmed) {
        var paid = confirmed.move(
                OrderStep.CAPTURED,
                new OrderState.Open(PaymentStatus.CAPTURED, FulfilmentStatus.UNFULFILLED),
                confirmed.funds().told(confirmed.live().total(), 0),
                "Paid");
        return new Step(shop.system(), confirmed, paid);
    }

    @Test
    void theSagaEndsWithTheStepThatSettlesAndForgetsThePaymentTokenWhenTheMoneyIsHeld() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 20);
        var held = ground.placed(shop, boots, 1);
        written(held(shop, held));

        assertEquals(
                List.of("true true"),
                ground.rows(
                        "select (payment_token is null) || ' ' || (expires_date = 'infinity') from stoa.order_saga"));

        var paid = open(shop, boots, 1);
        assertEquals(OrderStatus.PAID, paid.live().status());
        assertEquals(0, ground.count("select count(*) from stoa.order_saga where order_id = '" + paid.orderId() + "'"));
    }

    @Test
    void newsThatCameWhileTheLastStepWasOnItsWayAreLookedAtOnceMore() {
        var shop = ground.shop();
        var confirmed = written(held(shop, ground.placed(shop, ground.counted(shop, 5), 1)))
                .getFirst()
                .orElseThrow();
        Outcome.of(ground.stoa
                .tenancy()
                .call(
                        shop.system(),
                        "update order_saga set due_date = clock_timestamp() where order_id = $1",
                        Tuple.of(confirmed.orderId()),
                        rows -> rows));

        written(captured(shop, confirmed));

        assertEquals(
                List.of("true true"),
                ground.rows("select (due_date <= clock_timestamp()) || ' ' || (expires_date = 'infinity')"
                        + " from stoa.order_saga"));
    }

    @Test
    void batchesThatNameTheSameOrdersInOppositeOrderDoNotStandInEachOthersWay() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 100);
        var tents = ground.counted(shop, 100);
        var orders = IntStream.range(0, 40)
                .mapToObj(i -> ground.placed(shop, i % 2 == 0 ? boots : tents, 1))
                .toList();
        var forth = orders.stream().map(order -> held(shop, order)).toArray(Step[]::new);
        var back = orders.reversed().stream().map(order -> expired(shop, order)).toArray(Step[]::new);

        var first = write(Set.of(shop.id()), forth);
        var second = write(Set.of(shop.id()), back);
        Outcome.of(Future.all(first, second));

        long moved = Stream.concat(first.result().stream(), second.result().stream())
                .filter(Optional::isPresent)
                .count();
        assertEquals(orders.size(), moved);
        assertEquals(
                orders.size(),
                ground.count("select count(*) from stoa.order_event where version = 2 and step <> 'PLACE'"));
    }

    @Test
    void stepsThatComeAtOnceShareTransactionsAndOfTwoOfOneOrderOneIsLost() {
        var shop = ground.shop();
        var boots = ground.counted(shop, 100);
        var orders = IntStream.range(0, 30)
                .mapToObj(_ -> ground.placed(shop, boots, 1))
                .toList();

        var steps = orders.stream()
                .flatMap(order -> Stream.of(Outcomes.held(order, false), Outcomes.expired(order))
                        .map(move -> ground.steps().take(shop.system(), order, move)))
                .toList();
        Outcome.of(Future.all(steps));

        assertEquals(
                orders.size(),
                steps.stream().filter(step -> step.result().isPresent()).count());
        var writes = ground.stoa
                .platform()
                .meters()
                .get("stoa.coalescer.write")
                .tag("coalescer", "order-step")
                .timer();
        assertTrue(writes.count() < orders.size(), () -> writes.count() + " transactions");
    }
}
