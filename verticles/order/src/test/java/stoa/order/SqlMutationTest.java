package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.testkit.ExpectedLog;

/**
 * The functions that allot, sell, release and return stock, and that step orders on, made wrong in one place at a time: the story that is
 * told of it must end badly, and must end well with the function as it is. {@code mvn -Pmutation}; PIT does the same for Java.
 */
@Tag("mutation")
@ExpectedLog(".") // what is wrong here is said by many
class SqlMutationTest {
    /** As often as two must meet, for a lock that is missing to be missed. */
    private static final int MEETINGS = 15;

    private static StoryGround ground;

    /** @param was stands in the function exactly once */
    record Mutant(
            String function, String was, String becomes, String alsoWas, String alsoBecomes, List<Command> story) {
        Mutant(String function, String was, String becomes, List<Command> story) {
            this(function, was, becomes, "", "", story);
        }

        String of(String right) {
            var wrong = right.replace(was, becomes);
            return alsoWas.isEmpty() ? wrong : wrong.replace(alsoWas, alsoBecomes);
        }

        @Override
        public String toString() {
            return function + ": " + was + " -> " + becomes;
        }
    }

    private static Command.Want some(int article, int pieces) {
        return new Command.Want(article, pieces);
    }

    private static Command buy(Command.Want... lines) {
        return new Command.Buy(List.of(lines), FakePayments.GOOD, true);
    }

    private static Command place(Command.Want... lines) {
        return new Command.Buy(List.of(lines), FakePayments.GOOD, false);
    }

    private static Command drive() {
        return new Command.Drive(0, Integer.MAX_VALUE, true);
    }

    private static List<Command> often(Command... commands) {
        var story = new ArrayList<Command>();
        for (int i = 0; i < MEETINGS; i++) {
            story.addAll(List.of(commands));
        }
        return story;
    }

    static Stream<Mutant> mutants() {
        return Stream.concat(stock(), orders());
    }

    private static Stream<Mutant> stock() {
        return Stream.of(
                new Mutant("checkout_take", "s.reserved + b.quantity", "s.reserved + 1", List.of(place(some(0, 2)))),
                new Mutant(
                        "checkout_take",
                        "sum(l.quantity)::int as quantity",
                        "max(l.quantity)::int as quantity",
                        List.of(place(some(0, 2), some(0, 1)))),
                new Mutant(
                        "checkout_allot",
                        "shelf[place] >= missing",
                        "shelf[place] > missing",
                        List.of(place(some(1, 4)))),
                new Mutant("checkout_allot", "least(missing, shelf[place])", "missing", List.of(place(some(1, 6)))),
                new Mutant(
                        "checkout_allot",
                        "shelf[place] := shelf[place] - missing;",
                        "",
                        List.of(place(some(1, 3), some(1, 3)))),
                new Mutant(
                        "checkout_allot",
                        "shelf[place] := shelf[place] - part;",
                        "",
                        List.of(place(some(1, 6), some(1, 1)))),
                new Mutant(
                        "checkout_allot",
                        "least(o.allowance, o.available + o.allowance)",
                        "least(o.allowance, o.available)",
                        List.of(place(some(2, 5), some(1, 4)))),
                new Mutant("checkout_allot", "f.owed, p.priority", "f.owed, -p.priority", List.of(place(some(1, 2)))),
                new Mutant(
                        "stock_move",
                        "target >= floor_of",
                        "target > floor_of",
                        List.of(place(some(0, 2)), new Command.Count(0, 0, 2))),
                new Mutant(
                        "stock_move",
                        "target >= floor_of",
                        "target >= floor_of - 1",
                        List.of(place(some(0, 2)), new Command.Count(0, 0, 1))),
                // Without its lock a count is true only of a moment that is over; the pause holds that moment open.
                new Mutant(
                        "stock_move",
                        "perform stock_lock(array[shop], array[p_variant]);",
                        "",
                        "target := coalesce(",
                        "perform pg_sleep(0.05); target := coalesce(",
                        often(new Command.Both(new Command.Receive(0, 0, 1), new Command.Receive(0, 0, 2)))));
    }

    private static Stream<Mutant> orders() {
        return Stream.of(
                new Mutant("order_stock", "when 'SELL' then -1", "when 'SELL' then 0", List.of(buy(some(0, 2)))),
                new Mutant(
                        "order_stock",
                        "when 'RETURN' then 1 else 0 end as shelf",
                        "else 0 end as shelf",
                        List.of(buy(some(0, 2)), new Command.Cancel(0))),
                new Mutant(
                        "order_stock",
                        "when 'RETURN' then 0 else -1 end as held",
                        "when 'RETURN' then -1 else -1 end as held",
                        List.of(buy(some(0, 2)), place(some(0, 2)), new Command.Cancel(1))),
                new Mutant(
                        "order_stock",
                        "l.quantity - l.shipped - l.cancelled",
                        "l.quantity - l.shipped",
                        List.of(buy(some(0, 3)), new Command.CancelPieces(0, 0, 1), new Command.Cancel(0))),
                new Mutant(
                        "order_stock",
                        "l.quantity - l.shipped - l.cancelled",
                        "l.quantity - l.cancelled",
                        List.of(
                                buy(some(0, 3)),
                                new Command.Ship(0, 0, 1),
                                new Command.GiveBack(0, 3_000),
                                new Command.Webhook(0, 1))),
                new Mutant(
                        "order_stock",
                        "l.cancelled + w.pieces",
                        "w.pieces",
                        List.of(buy(some(0, 4)), new Command.CancelPieces(0, 0, 1), new Command.CancelPieces(0, 0, 1))),
                new Mutant(
                        "order_stock",
                        "l.line_no = w.line",
                        "true",
                        List.of(buy(some(0, 2), some(1, 2)), new Command.CancelPieces(0, 0, 1))),
                new Mutant(
                        "order_sagas",
                        "u.again_ms is null and g.tenant_id",
                        "false and g.tenant_id",
                        List.of(buy(some(0, 2)))),
                new Mutant("expire_batch", "'RELEASE'", "'KEEP'", List.of(place(some(0, 2)), new Command.TimeOver(0))),
                new Mutant(
                        "order_steps",
                        "where o.version_id = u.version",
                        "where true",
                        often(
                                place(some(0, 1)),
                                new Command.Both(drive(), new Command.Cancel(0)),
                                new Command.Receive(0, 0, 1))));
    }

    @BeforeAll
    static void open() throws SQLException {
        ground = new StoryGround();
    }

    @AfterAll
    static void close() throws SQLException {
        ground.close();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aFunctionThatIsWrongInOnePlaceIsFoundOut(Mutant mutant) {
        var right = ground.function(mutant.function());
        assertEquals(2, (right + " ").split(Pattern.quote(mutant.was()), -1).length, "stands there once");
        tell(mutant.story());

        ground.replace(mutant.of(right));
        try {
            assertThrows(Throwable.class, () -> tell(mutant.story()));
        } finally {
            ground.replace(right);
        }
    }

    private static void tell(List<Command> commands) {
        var story = new Story(ground, ModelShop.Mistake.NONE);
        commands.forEach(story::then);
    }
}
