package stoa.load.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the acts on one article can be put into an order that respects time (who was answered before another one began comes
 * first) and in which every answer is true of a plain counter: bought only what was there, refused only where there was less. The search of
 * Wing and Gong with the memory of Lowe: a set of acts done leads to the same shelf whatever their order, so each set is tried once.
 */
public final class Linearizable {
    private final List<Act> acts;
    private final Set<Done> tried = new HashSet<>();

    private Linearizable(List<Act> acts) {
        this.acts = acts;
    }

    /** @param pieces on the shelf at the beginning */
    public static boolean check(int pieces, List<Act> acts) {
        var ordered = new ArrayList<>(acts);
        ordered.sort(Comparator.comparingLong(Act::began));
        return new Linearizable(ordered).search(pieces);
    }

    /**
     * Which acts are done. Only those that overlap can be out of order, so of a long history all but a few lie before {@code first}.
     *
     * @param first the first one that is not done
     * @param ahead those after it that are, counted from it
     */
    private record Done(int first, BitSet ahead) {
        int nextOpen(int from) {
            return from <= first ? first : first + ahead.nextClearBit(from - first);
        }

        Done and(int act) {
            if (act > first) {
                var more = (BitSet) ahead.clone();
                more.set(act - first);
                return new Done(first, more);
            }
            int open = ahead.nextClearBit(1);
            return new Done(first + open, ahead.get(open, Math.max(open, ahead.length())));
        }
    }

    /** One way through the acts: where it stands, and which act it tries next. */
    private static final class Step {
        final Done done;
        final int shelf;
        int next;

        Step(Done done, int shelf) {
            this.done = done;
            this.shelf = shelf;
            next = done.first();
        }
    }

    /** Depth first on a stack of its own: histories are longer than threads' stacks. */
    private boolean search(int pieces) {
        var way = new ArrayList<Step>();
        way.add(new Step(new Done(0, new BitSet()), pieces));
        while (!way.isEmpty()) {
            Step here = way.getLast();
            if (everybodyAnswered(here.done)) {
                return true;
            }
            Step further = further(here);
            if (further == null) {
                way.removeLast();
            } else {
                way.add(further);
            }
        }
        return false;
    }

    private boolean everybodyAnswered(Done done) {
        for (int i = done.first(); i < acts.size(); i = done.nextOpen(i + 1)) {
            if (acts.get(i).kind() != Act.Kind.UNANSWERED) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Step further(Step here) {
        long firstAnswer = firstAnswer(here.done);
        while (true) {
            int candidate = here.done.nextOpen(here.next);
            // Whoever began after somebody else was answered cannot come before that one.
            if (candidate >= acts.size() || acts.get(candidate).began() > firstAnswer) {
                return null;
            }
            here.next = candidate + 1;
            int shelf = after(acts.get(candidate), here.shelf);
            if (shelf >= 0) {
                var done = here.done.and(candidate);
                if (tried.add(done)) {
                    return new Step(done, shelf);
                }
            }
        }
    }

    private long firstAnswer(Done done) {
        long first = Act.NEVER;
        for (int i = done.first(); i < acts.size() && acts.get(i).began() <= first; i = done.nextOpen(i + 1)) {
            first = Math.min(first, acts.get(i).ended());
        }
        return first;
    }

    /** @return pieces on the shelf after the act, or -1 where its answer would be a lie */
    private static int after(Act act, int shelf) {
        return switch (act.kind()) {
            case BOUGHT, UNANSWERED -> shelf >= act.pieces() ? shelf - act.pieces() : -1;
            case REFUSED -> shelf < act.pieces() ? shelf : -1;
            case PUT -> shelf + act.pieces();
        };
    }
}
