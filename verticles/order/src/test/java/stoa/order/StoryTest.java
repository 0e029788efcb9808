package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.state.ActionChain;
import org.jspecify.annotations.Nullable;
import stoa.order.ModelShop.Mistake;
import stoa.testkit.Outcome;

/**
 * Stories of buyers, staff, provider and clock, told to the order domain on a real database and to a model in memory: after every step both
 * stand alike. A story that sets them apart is shortened until nothing can be left out.
 */
class StoryTest {
    private static final int STEPS = 40;

    /** More than are ever needed to shorten one. */
    private static final int MOST_RETOLD = 2_000;

    private static final Command BUY = new Command.Buy(List.of(new Command.Want(0, 2)), FakePayments.GOOD, true);
    private static final Command PLACE = new Command.Buy(List.of(new Command.Want(0, 2)), FakePayments.GOOD, false);

    /** By what the model does wrong, a story in which it matters. */
    private static final Map<Mistake, List<Command>> CAUGHT = Map.of(
            Mistake.KEEPS_WHAT_WAS_CANCELLED, List.of(BUY, new Command.Cancel(0)),
            Mistake.SELLS_ONE_TOO_MANY,
                    List.of(BUY, new Command.Buy(List.of(new Command.Want(0, 5)), FakePayments.GOOD, true)),
            Mistake.SHIPS_WHAT_IS_HELD, List.of(BUY, new Command.Hold(0), new Command.Ship(0, 0, 0)),
            Mistake.FORGETS_THE_MONEY_OF_CANCELLED_PIECES, List.of(BUY, new Command.CancelPieces(0, 0, 1)),
            Mistake.EXPIRES_NOTHING, List.of(PLACE, new Command.TimeOver(0)));

    private static @Nullable StoryGround opened;

    @BeforeContainer
    static void open() throws SQLException {
        opened = new StoryGround();
    }

    @AfterContainer
    static void close() throws SQLException {
        if (opened != null) {
            opened.close();
        }
    }

    private static StoryGround ground() {
        return Optional.ofNullable(opened).orElseThrow();
    }

    @Provide
    Arbitrary<ActionChain<Story>> stories() {
        return stories(Mistake.NONE);
    }

    private static Arbitrary<ActionChain<Story>> stories(Mistake mistake) {
        return Stories.of(STEPS, () -> new Story(ground(), mistake));
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE, generation = GenerationMode.RANDOMIZED)
    void theShopDoesWhatTheModelDoes(@ForAll("stories") ActionChain<Story> story) {
        story.run();
    }

    /** A million steps; {@code mvn -Pmodel}. */
    @Property(tries = 25_000, edgeCases = EdgeCasesMode.NONE, generation = GenerationMode.RANDOMIZED)
    @Tag("model")
    void theShopDoesWhatTheModelDoesHoweverLongItIsTold(@ForAll("stories") ActionChain<Story> story) {
        story.run();
    }

    @Example
    void aMistakeOfTheModelIsSeenAtTheStepThatItIsAbout() {
        var caught = Map.copyOf(CAUGHT);
        assertEquals(Mistake.values().length - 1, caught.size());
        caught.forEach((mistake, commands) -> {
            var right = new Story(ground(), Mistake.NONE);
            commands.forEach(right::then);

            var wrong = new Story(ground(), mistake);
            commands.subList(0, commands.size() - 1).forEach(wrong::then);
            assertThrows(AssertionError.class, () -> wrong.then(commands.getLast()), mistake::toString);
        });
    }

    @Example
    void whatHappensBehindTheBackOfTheModelIsSeenAtTheNextStep() {
        var story = new Story(ground(), Mistake.NONE);
        story.then(BUY);
        Outcome.of(ground().move(0, 0, 1, false));

        assertThrows(AssertionError.class, () -> story.then(new Command.Hold(0)));
    }

    @Example
    void aLongStoryThatEndsBadlyIsShortenedToWhatMatters() {
        var stories = stories(Mistake.KEEPS_WHAT_WAS_CANCELLED).generator(1_000);
        var chance = new Random(7);
        var bad = stories.next(chance);
        while (!endsBadly(bad)) {
            bad = stories.next(chance);
        }

        var shortest = shortened(bad);

        // Somebody buys, and what they bought is cancelled.
        int steps = shortest.value().transformations().size();
        assertTrue(steps <= 3, () -> shortest.value().transformations().toString());
    }

    private static boolean endsBadly(Shrinkable<ActionChain<Story>> story) {
        try {
            story.value().run();
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    private static Shrinkable<ActionChain<Story>> shortened(Shrinkable<ActionChain<Story>> bad) {
        var shortest = bad;
        for (int told = 0; told < MOST_RETOLD; told++) {
            var shorter = shortest.shrink().filter(StoryTest::endsBadly).findFirst();
            if (shorter.isEmpty()) {
                return shortest;
            }
            shortest = shorter.get();
        }
        return shortest;
    }
}
