package stoa.load.history;

/**
 * Something that somebody did to one article, from its request to its answer.
 *
 * @param began when the request went out
 * @param ended when the answer was there; {@link #NEVER} where none came: then it may have happened at any time after, or not at all
 * @param pieces that were wanted, or put on the shelf
 */
public record Act(Kind kind, long began, long ended, int pieces) {
    public static final long NEVER = Long.MAX_VALUE;

    public enum Kind {
        /** A checkout that was answered: the pieces are yours. */
        BOUGHT,
        /** A checkout that was answered: there are not so many. */
        REFUSED,
        /** A checkout whose answer never came. */
        UNANSWERED,
        /** Pieces came back, or were delivered. */
        PUT
    }

    /** Whether it certainly was over before the other one began. */
    boolean before(Act other) {
        return ended < other.began;
    }
}
