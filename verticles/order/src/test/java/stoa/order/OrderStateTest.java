package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;

/** The table of what may happen to an order, looked at as a whole. */
class OrderStateTest {
    static Stream<OrderState> states() {
        return Transition.TABLE.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateIsFoundAgainFromTheColumnsThatKeepIt(OrderState state) {
        assertEquals(state, OrderState.of(state.status(), state.payment(), state.fulfilment()));
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatIsNotDecidedCanBeDecidedInOneStep(OrderState state) {
        boolean canDecide =
                Transition.from(state).stream().anyMatch(move -> move.to().decided());
        assertTrue(state.decided() || canDecide, state::toString);
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateComesToAnEnd(OrderState state) {
        var seen = new HashSet<OrderState>();
        var next = new LinkedHashSet<>(Set.of(state));
        while (!next.isEmpty()) {
            var here = next.removeFirst();
            if (seen.add(here)) {
                Transition.from(here).forEach(move -> next.add(move.to()));
            }
        }
        assertTrue(
                seen.stream()
                        .anyMatch(end -> end.status() == OrderStatus.DELIVERED
                                || (end.status() == OrderStatus.CANCELLED && end.decided())),
                state::toString);
    }

    @ParameterizedTest
    @MethodSource("states")
    void piecesAreSoldOrReleasedOnceAndReturnOnlyIfSold(OrderState from) {
        for (var move : Transition.from(from)) {
            var expected = switch (from) {
                case OrderState.Reserved _ ->
                    switch (move.to()) {
                        case OrderState.Reserved _ -> StockEffect.KEEP;
                        case OrderState.Cancelled _ -> StockEffect.RELEASE;
                        case OrderState.Confirmed _, OrderState.Open _ -> StockEffect.SELL;
                    };
                case OrderState.Confirmed _ ->
                    move.to() instanceof OrderState.Cancelled ? StockEffect.RETURN : StockEffect.KEEP;
                case OrderState.Open open -> returned(open, move);
                case OrderState.Cancelled _ -> StockEffect.KEEP;
            };
            assertEquals(expected, move.stock(), move::toString);
        }
    }

    private static StockEffect returned(OrderState.Open from, Transition move) {
        boolean piecesStay = move.step() == OrderStep.CANCEL_LINES
                || move.to() instanceof OrderState.Cancelled
                || (move.to().payment() == PaymentStatus.REFUNDED
                        && from.fulfilment() == FulfilmentStatus.PARTIALLY_SHIPPED);
        return piecesStay ? StockEffect.RETURN : StockEffect.KEEP;
    }

    @Test
    void aStepLeadsToEachStateInOneWayOnly() {
        var moves = Transition.all();
        assertEquals(moves.size(), new HashSet<>(moves).size());
        for (var move : moves) {
            assertEquals(move, Transition.of(move.from(), move.step(), move.to()));
        }
    }

    @Test
    void theTableIsTheSameHoweverOftenItIsWrittenDown() {
        assertEquals(Transition.TABLE, Transition.table());
        assertEquals(
                List.copyOf(Transition.TABLE.keySet()),
                List.copyOf(Transition.table().keySet()));
    }

    @Test
    void whatIsNotInTheTableIsNotAllowed() {
        var paid = new OrderState.Open(PaymentStatus.CAPTURED, FulfilmentStatus.UNFULFILLED);
        assertNull(Transition.of(paid, OrderStep.SHIP, new OrderState.Cancelled(PaymentStatus.CAPTURED)));
        assertEquals(List.of(), Transition.from(new OrderState.Reserved(PaymentStatus.CAPTURED)));
        assertFalse(paid.may(OrderStep.EXPIRE));
    }

    @Test
    void whoWaitsForACheckoutHasItsOutcomeWhenGoodsMoneyOrBuyerDecide() {
        assertTrue(new OrderState.Reserved(PaymentStatus.REQUIRES_ACTION).decided());
        assertFalse(new OrderState.Reserved(PaymentStatus.PENDING).decided());
        assertFalse(new OrderState.Confirmed().decided());
        assertTrue(new OrderState.Open(PaymentStatus.CAPTURED, FulfilmentStatus.UNFULFILLED).decided());
        for (var payment : PaymentStatus.values()) {
            boolean over = Set.of(PaymentStatus.DECLINED, PaymentStatus.VOIDED, PaymentStatus.REFUNDED)
                    .contains(payment);
            assertEquals(over, new OrderState.Cancelled(payment).decided(), payment::name);
        }
    }

    @Test
    void whatHasLeftCannotBeCancelled() {
        for (var state : Transition.TABLE.keySet()) {
            if (state.fulfilment() != FulfilmentStatus.UNFULFILLED) {
                assertFalse(state.may(OrderStep.CANCEL), state::toString);
            }
            if (Standing.closed(state)) {
                assertFalse(state.may(OrderStep.CANCEL_LINES), state::toString);
                assertFalse(state.may(OrderStep.SHIP), state::toString);
            }
        }
    }

    @Test
    void nothingLeavesWithoutMoney() {
        for (var state : Transition.TABLE.keySet()) {
            boolean covered = state instanceof OrderState.Open && state.payment() != PaymentStatus.REFUNDED;
            assertTrue(covered || !state.may(OrderStep.SHIP), state::toString);
        }
    }

    @Test
    void goodsNeverGoBackwards() {
        for (var move : Transition.all()) {
            if (move.to() instanceof OrderState.Open) {
                assertTrue(move.from().fulfilment().compareTo(move.to().fulfilment()) <= 0, move::toString);
            }
        }
    }

    @Test
    void aRefundOfAllThatWasPaidEndsAnOrderThatHasNotLeft() {
        var paid = new OrderState.Open(PaymentStatus.CAPTURED, FulfilmentStatus.UNFULFILLED);
        var refunded = Transition.of(paid, OrderStep.REFUNDED, new OrderState.Cancelled(PaymentStatus.REFUNDED));
        assertNotEquals(null, refunded);
        assertFalse(new OrderState.Cancelled(PaymentStatus.REFUNDED).may(OrderStep.SHIP));
    }

    @Test
    void everyStepAndEveryWordIsUsed() {
        assertEquals(Set.of(OrderStep.values()), all(Transition::step));
        assertEquals(Set.of(OrderStatus.values()), of(OrderState::status));
        assertEquals(Set.of(PaymentStatus.values()), of(OrderState::payment));
        assertEquals(Set.of(FulfilmentStatus.values()), of(OrderState::fulfilment));
    }

    @Test
    void theContractSaysTheSameWords() {
        assertEquals(names(OrderStatus.values()), names(stoa.openapi.model.OrderStatus.values()));
        assertEquals(names(PaymentStatus.values()), names(stoa.openapi.model.PaymentStatus.values()));
        assertEquals(names(FulfilmentStatus.values()), names(stoa.openapi.model.FulfilmentStatus.values()));
    }

    private static Set<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).collect(Collectors.toSet());
    }

    /** {@code mvn test -Dstoa.draw=true} draws it anew. */
    @Test
    void thePictureInTheDocumentationIsTheTable() throws IOException {
        var file = Path.of("../../docs/order-states.md");
        if (Boolean.getBoolean("stoa.draw")) {
            Files.writeString(file, Picture.draw());
        }
        assertEquals(Files.readString(file), Picture.draw());
    }

    private static <T> Set<T> all(Function<Transition, T> part) {
        return Transition.all().stream().map(part).collect(Collectors.toSet());
    }

    private static <T> Set<T> of(Function<OrderState, T> part) {
        return states().map(part).collect(Collectors.toSet());
    }

    /** The table as people look at it: what each of the three words does, and every move in full. */
    private static final class Picture {
        static String draw() {
            return """
                    # The states of an order

                    Drawn from the table in `Transition`, by which every order moves; a test compares them. An order has a state for its goods,
                    one for its money, and one word for both. A step that is not drawn is refused with 409.

                    ## The order in one word

                    %s
                    ## Its money

                    %s
                    ## Its goods

                    %s
                    ## Every move

                    | from | step | to | stock |
                    |---|---|---|---|
                    %s
                    """.formatted(
                            diagram(OrderState::status),
                            diagram(OrderState::payment),
                            diagram(OrderState::fulfilment),
                            rows())
                    .replaceAll("\\n+$", "\n");
        }

        private static String diagram(Function<OrderState, Enum<?>> part) {
            var lines = new LinkedHashSet<String>();
            lines.add("[*] --> " + part.apply(Transition.FIRST));
            for (var move : Transition.all()) {
                var from = part.apply(move.from());
                var to = part.apply(move.to());
                if (from != to) {
                    var steps = Transition.all().stream()
                            .filter(other -> part.apply(other.from()) == from && part.apply(other.to()) == to)
                            .map(other -> other.step().name())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "));
                    lines.add(from + " --> " + to + ": " + steps);
                }
            }
            return "```mermaid\nstateDiagram-v2\n"
                    + lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining()) + "```\n";
        }

        /** One row for all states that a step leads to from one state with one effect. */
        private static String rows() {
            return Transition.TABLE.entrySet().stream()
                    .flatMap(entry ->
                            Stream.of(OrderStep.values()).flatMap(step -> rows(entry.getKey(), step).stream()))
                    .collect(Collectors.joining("\n"));
        }

        private static List<String> rows(OrderState from, OrderStep step) {
            var moves = from.after(step);
            return moves.stream()
                    .map(Transition::stock)
                    .distinct()
                    .map(stock -> "| %s | %s | %s | %s |"
                            .formatted(
                                    name(from),
                                    step,
                                    moves.stream()
                                            .filter(move -> move.stock() == stock)
                                            .map(move -> name(move.to()))
                                            .collect(Collectors.joining("<br>")),
                                    stock))
                    .toList();
        }

        private static String name(OrderState state) {
            return state.status() + " / " + state.payment() + " / " + state.fulfilment();
        }
    }
}
