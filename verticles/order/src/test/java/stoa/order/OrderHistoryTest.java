package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.platform.Refusal;
import stoa.tenancy.TestTenant;
import stoa.testkit.OrderHistory;
import stoa.testkit.OrderHistory.Deed;
import stoa.testkit.OrderHistory.Entry;
import stoa.testkit.OrderHistory.Look;
import stoa.testkit.Outcome;

/** Many at once at one order: whatever each of them was told, and when, can have happened one step after the other. */
class OrderHistoryTest {
    private static final int WAVES = 5;
    private static final int AT_ONCE = 8;

    /** More than are ever cancelled: cancelling the last ones is another step. */
    private static final int PIECES = 50;

    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    /** The one table of moves. */
    private static final OrderHistory.Rules TABLE = new OrderHistory.Rules() {
        @Override
        public boolean leads(String from, String step, String to) {
            return Transition.from(state(from)).stream()
                    .anyMatch(move ->
                            move.step().name().equals(step) && name(move.to()).equals(to));
        }

        @Override
        public boolean may(String from, String step) {
            return state(from).may(OrderStep.valueOf(step));
        }
    };

    private static String name(OrderState state) {
        return state.status() + " " + state.payment() + " " + state.fulfilment();
    }

    private static String name(OrderStatus status, PaymentStatus payment, FulfilmentStatus fulfilment) {
        return status + " " + payment + " " + fulfilment;
    }

    private static OrderState state(String name) {
        return Transition.TABLE.keySet().stream()
                .filter(state -> name(state).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such state: " + name));
    }

    /** What everybody was told of one order. */
    private static final class Told {
        final Queue<Look> looks = new ConcurrentLinkedQueue<>();
        final Queue<Deed> deeds = new ConcurrentLinkedQueue<>();

        Future<?> look(Caller caller, UUID order) {
            long began = System.nanoTime();
            return ground.ask(caller, "getOrder", Map.of("orderId", order.toString()), Map.of(), null)
                    .onSuccess(answer -> looks.add(seen(began, answer)));
        }

        private static Look seen(long began, ApiResponse answer) {
            var order = (Order) OrderGround.body(answer);
            return new Look(
                    began,
                    System.nanoTime(),
                    version(answer),
                    name(order.status(), order.payment(), order.fulfilment()));
        }

        private static int version(ApiResponse answer) {
            return Integer.parseInt(String.valueOf(answer.headers().get("ETag")).replace("\"", ""));
        }

        /** What was answered is the order as the step has made it. */
        Future<?> ask(Caller caller, UUID order, OrderStep step, String operation, Object body) {
            long began = System.nanoTime();
            return ground.ask(caller, operation, Map.of("orderId", order.toString()), OrderGround.key(), body)
                    .map(answer -> {
                        looks.add(seen(began, answer));
                        deeds.add(new Deed(began, System.nanoTime(), step.name(), version(answer)));
                        return true;
                    })
                    .recover(no -> {
                        // Whether it is held is not in its state, and a release of what is not held is refused alike.
                        if (step != OrderStep.RELEASE
                                && no instanceof Refusal refusal
                                && refusal.type().equals("/problems/order-state")) {
                            deeds.add(new Deed(began, System.nanoTime(), step.name(), 0));
                        }
                        return no instanceof Refusal ? Future.succeededFuture(false) : Future.failedFuture(no);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatManyAtOnceWereToldOfAnOrderCanHaveHappenedOneStepAfterTheOther(long seed) {
        var shop = ground.shop();
        var boots = ground.article(shop, PIECES);
        var caller = ground.staff(shop);
        var order = Outcome.of(ground.buy(caller, cart(FakePayments.GOOD, line(boots, PIECES))))
                .order()
                .id();
        var told = new Told();
        var chance = new Random(seed);
        for (int wave = 0; wave < WAVES; wave++) {
            var begun = new ArrayList<Future<?>>();
            for (int i = 0; i < AT_ONCE; i++) {
                begun.add(something(told, caller, order, chance.nextInt(10), wave == WAVES - 1));
            }
            Outcome.of(Future.join(begun));
        }
        var timeline = timeline(shop, order);

        assertTrue(told.looks.size() > WAVES, "somebody has looked");
        assertEquals(List.of(), OrderHistory.wrong(TABLE, timeline, told.looks, told.deeds));
    }

    private static Future<?> something(Told told, Caller caller, UUID order, int what, boolean last) {
        var reason = Map.of("reason", "So it is");
        var one = List.of(Map.of("lineNo", 1, "quantity", 1));
        return switch (what) {
            case 0 -> told.ask(caller, order, OrderStep.SHIP, "shipOrder", Map.of("lines", one));
            case 1 ->
                told.ask(
                        caller,
                        order,
                        OrderStep.CANCEL_LINES,
                        "cancelOrderLines",
                        Map.of("lines", one, "reason", "Gone"));
            case 2 -> told.ask(caller, order, OrderStep.HOLD, "holdOrder", reason);
            case 3 -> told.ask(caller, order, OrderStep.RELEASE, "releaseOrder", reason);
            case 4 ->
                told.ask(
                        caller,
                        order,
                        OrderStep.REFUND,
                        "refundOrder",
                        Map.of("amount", Map.of("amount", 100, "currency", "EUR"), "reason", "A scratch"));
            case 5 ->
                last ? told.ask(caller, order, OrderStep.CANCEL, "cancelOrder", reason) : told.look(caller, order);
            default -> told.look(caller, order);
        };
    }

    private static List<Entry> timeline(TestTenant shop, UUID order) {
        return ground
                .rows("select e.version || ' ' || e.step || ' ' || e.status || ' ' || e.payment || ' ' || e.fulfilment"
                        + " from stoa.order_event e where e.tenant_id = '" + shop.id() + "' and e.order_id = '" + order
                        + "' order by e.version")
                .stream()
                .map(line -> line.split(" ", 3))
                .map(cells -> new Entry(Integer.parseInt(cells[0]), cells[1], cells[2]))
                .toList();
    }

    private static final String PLACED = "PLACED PENDING UNFULFILLED";
    private static final String PAID = "PAID CAPTURED UNFULFILLED";
    private static final String SHIPPED = "SHIPPED CAPTURED SHIPPED";
    private static final List<Entry> LIFE =
            List.of(new Entry(1, "PLACE", PLACED), new Entry(2, "CAPTURED", PAID), new Entry(3, "SHIP", SHIPPED));

    private static List<String> wrong(List<Look> looks, List<Deed> deeds) {
        return OrderHistory.wrong(TABLE, LIFE, looks, deeds);
    }

    private static void sees(String what, List<String> wrong) {
        assertTrue(wrong.size() == 1 && wrong.getFirst().contains(what), wrong::toString);
    }

    @Test
    void aTrueHistoryIsBelieved() {
        assertEquals(
                List.of(),
                wrong(
                        List.of(new Look(0, 9, 1, PLACED), new Look(5, 6, 2, PAID), new Look(7, 8, 3, SHIPPED)),
                        List.of(new Deed(5, 8, "SHIP", 3), new Deed(7, 12, "CANCEL", 0))));
    }

    @Test
    void aStepThatIsNotInTheTableIsSeen() {
        var skipped = List.of(new Entry(1, "PLACE", PLACED), new Entry(2, "SHIP", SHIPPED));
        sees("SHIP does not lead from", OrderHistory.wrong(TABLE, skipped, List.of(), List.of()));
    }

    @Test
    void aVersionThatIsMissingIsSeen() {
        sees(
                "version 2 is missing",
                OrderHistory.wrong(TABLE, List.of(LIFE.get(0), LIFE.get(2)), List.of(), List.of()));
    }

    @Test
    void aVersionShownOtherwiseThanItIsIsSeen() {
        sees("was shown as " + PLACED, wrong(List.of(new Look(0, 1, 2, PLACED)), List.of()));
        sees("never was", wrong(List.of(new Look(0, 1, 4, SHIPPED)), List.of()));
    }

    @Test
    void aLookBackIntoThePastIsSeen() {
        sees("an older one after it", wrong(List.of(new Look(0, 1, 3, SHIPPED), new Look(2, 3, 2, PAID)), List.of()));
    }

    @Test
    void aVersionSeenBeforeItWasAskedForIsSeen() {
        sees(
                "before it can have been made",
                wrong(List.of(new Look(0, 1, 3, SHIPPED)), List.of(new Deed(2, 3, "SHIP", 3))));
    }

    @Test
    void anAnswerAboutAnotherStepIsSeen() {
        sees("which is CAPTURED", wrong(List.of(), List.of(new Deed(0, 1, "SHIP", 2))));
        sees("which never was", wrong(List.of(), List.of(new Deed(0, 1, "SHIP", 9))));
    }

    @Test
    void aRefusalOfWhatWasPossibleAllTheTimeIsSeen() {
        var looks = List.of(new Look(0, 1, 2, PAID), new Look(8, 9, 2, PAID));
        sees("was refused while it was possible", wrong(looks, List.of(new Deed(2, 3, "CANCEL", 0))));
    }
}
