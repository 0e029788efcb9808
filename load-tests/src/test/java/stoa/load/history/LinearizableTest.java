package stoa.load.history;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.load.history.Act.Kind.BOUGHT;
import static stoa.load.history.Act.Kind.PUT;
import static stoa.load.history.Act.Kind.REFUSED;
import static stoa.load.history.Act.Kind.UNANSWERED;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizableTest {
    @Test
    void whatWasThereWasBoughtAndTheNextOneRefused() {
        assertTrue(Linearizable.check(1, List.of(act(BOUGHT, 0, 1), act(REFUSED, 2, 3))));
    }

    @Test
    void noPieceIsBoughtTwice() {
        assertFalse(Linearizable.check(1, List.of(act(BOUGHT, 0, 5), act(BOUGHT, 1, 6))));
    }

    @Test
    void nobodyIsRefusedWhileThereIsAPiece() {
        assertFalse(Linearizable.check(1, List.of(act(REFUSED, 0, 1), act(BOUGHT, 2, 3))));
    }

    @Test
    void ofTwoAtOnceEitherMayHaveBeenFirst() {
        assertTrue(Linearizable.check(1, List.of(act(REFUSED, 0, 5), act(BOUGHT, 1, 3))));
    }

    @Test
    void nobodyBuysWhatWasPutBackOnlyLater() {
        assertFalse(Linearizable.check(0, List.of(act(BOUGHT, 0, 1), act(PUT, 2, 3))));
        assertTrue(Linearizable.check(0, List.of(act(BOUGHT, 0, 3), act(PUT, 1, 2))));
    }

    @Test
    void whatWasNeverAnsweredMayHaveHappenedOrNot() {
        var lost = new Act(UNANSWERED, 0, Act.NEVER, 1);
        assertTrue(Linearizable.check(1, List.of(lost, act(BOUGHT, 2, 3))));
        assertTrue(Linearizable.check(1, List.of(lost, act(REFUSED, 2, 3))));
        assertFalse(Linearizable.check(1, List.of(lost, act(REFUSED, 2, 3), act(BOUGHT, 4, 5))));
    }

    @Test
    void aLongTrueHistoryIsRecognisedAndSeenThroughWhenOneAnswerIsChanged() {
        var history = record(100_000, 600, new Random(3));
        assertTrue(Linearizable.check(600, history));
        int refused = firstRefusal(history);
        var changed = new ArrayList<>(history);
        changed.set(
                refused,
                new Act(
                        BOUGHT,
                        history.get(refused).began(),
                        history.get(refused).ended(),
                        1));
        assertFalse(Linearizable.check(600, changed));
    }

    /** As a true counter would have answered, at a moment between request and answer. */
    private static List<Act> record(int buyers, int pieces, Random chance) {
        var acts = new ArrayList<Act>();
        int shelf = pieces;
        for (int moment = 0; moment < buyers; moment++) {
            long began = 10L * moment - chance.nextInt(30);
            long ended = 10L * moment + 1 + chance.nextInt(30);
            acts.add(new Act(shelf > 0 ? BOUGHT : REFUSED, began, ended, 1));
            shelf = Math.max(0, shelf - 1);
        }
        return acts;
    }

    private static int firstRefusal(List<Act> history) {
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).kind() == REFUSED) {
                return i;
            }
        }
        throw new AssertionError("nobody was refused");
    }

    private static Act act(Act.Kind kind, long began, long ended) {
        return new Act(kind, began, ended, 1);
    }
}
