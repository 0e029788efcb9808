package stoa.order;

import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** What may happen in a shop, in no order at all: buyers, staff, the provider, the clock, and two of them at once. */
final class Stories {
    private Stories() {}

    /** @param shop where a story begins */
    static Arbitrary<ActionChain<Story>> of(int steps, Supplier<Story> shop) {
        var commands = commands();
        Action.Independent<Story> something =
                () -> commands.map(command -> Transformer.mutate(command.toString(), story -> story.then(command)));
        return ActionChain.<Story>startWith(shop).withAction(something).withMaxTransformations(steps);
    }

    private static Arbitrary<Integer> number(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    /** Mostly the newest. */
    private static Arbitrary<Integer> order() {
        return Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(3, 1), Tuple.of(2, 2), Tuple.of(1, 3), Tuple.of(1, 7));
    }

    private static Arbitrary<Command> commands() {
        return Arbitraries.frequencyOf(
                Tuple.of(24, alone()),
                Tuple.of(2, driving()),
                Tuple.of(2, Combinators.combine(meeting(), meeting()).as(Command.Both::new)),
                Tuple.of(1, Combinators.combine(order(), number(1, 2)).as(Command.Webhook::new)),
                Tuple.of(1, order().map(Command.TimeOver::new)),
                Tuple.of(1, Arbitraries.just(new Command.Again())));
    }

    /** What may happen at the same moment. */
    private static Arbitrary<Command> meeting() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, asked()),
                Tuple.of(4, order().map(order -> new Command.Drive(order, Integer.MAX_VALUE, true))),
                Tuple.of(1, order().map(Command.TimeOver::new)));
    }

    private static Arbitrary<Command> alone() {
        return Arbitraries.frequencyOf(
                Tuple.of(14, asked()),
                Tuple.of(4, order().map(order -> new Command.Drive(order, Integer.MAX_VALUE, true))),
                Tuple.of(1, number(0, 1).map(at -> new Command.TakeMoney(at == 1))),
                Tuple.of(
                        1,
                        Combinators.combine(order(), Arbitraries.of("AUTHORISED", "DECLINED", "VOIDED"))
                                .as(Command.Decide::new)),
                Tuple.of(1, Combinators.combine(order(), number(1, 3_000)).as(Command.GiveBack::new)));
    }

    /** The provider falls silent. */
    private static Arbitrary<Command> driving() {
        return Combinators.combine(order(), number(0, 2), Arbitraries.of(true, false))
                .as(Command.Drive::new);
    }

    private static Arbitrary<Command> asked() {
        return Arbitraries.frequencyOf(
                Tuple.of(12, buy()),
                Tuple.of(
                        5,
                        Combinators.combine(order(), number(0, 2), number(0, 3)).as(Command.Ship::new)),
                Tuple.of(
                        4,
                        Combinators.combine(order(), number(0, 2), number(1, 3)).as(Command.CancelPieces::new)),
                Tuple.of(4, Combinators.combine(order(), number(0, 2)).as(Command.Deliver::new)),
                Tuple.of(3, order().map(Command.Cancel::new)),
                Tuple.of(
                        3,
                        Combinators.combine(order(), Arbitraries.longs().between(1, 4_000))
                                .as(Command.Refund::new)),
                Tuple.of(1, order().map(Command.Hold::new)),
                Tuple.of(1, order().map(Command.Release::new)),
                Tuple.of(
                        3,
                        Combinators.combine(
                                        number(0, 2),
                                        number(0, 1),
                                        number(-4, 6).filter(n -> n != 0))
                                .as(Command.Receive::new)),
                Tuple.of(
                        1,
                        Combinators.combine(number(0, 2), number(0, 1), number(0, 8))
                                .as(Command.Count::new)));
    }

    private static Arbitrary<Command> buy() {
        var lines = Combinators.combine(number(0, 2), number(1, 4))
                .as(Command.Want::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        var quick = Arbitraries.frequency(
                Tuple.of(6, FakePayments.GOOD), Tuple.of(1, FakePayments.DECLINED), Tuple.of(1, FakePayments.ACTION));
        var any = Arbitraries.frequencyOf(Tuple.of(3, quick), Tuple.of(1, Arbitraries.just(FakePayments.UNKNOWN)));
        return Arbitraries.frequencyOf(
                Tuple.of(
                        1,
                        Combinators.combine(lines, quick).as((wanted, token) -> new Command.Buy(wanted, token, true))),
                Tuple.of(
                        2,
                        Combinators.combine(lines, any).as((wanted, token) -> new Command.Buy(wanted, token, false))));
    }
}
