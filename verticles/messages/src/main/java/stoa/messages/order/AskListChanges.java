package stoa.messages.order;

import java.util.List;

/**
 * What of a list of orders has changed? Answered with the newest orders of the list, each at its present version, newest first,
 * without those that are known at that version already. Known orders that are no longer among the newest are looked at too.
 *
 * @param known at most {@link #MOST}
 * @param limit of how many newest orders are looked at, at most {@link #MOST}
 */
public record AskListChanges(OrderList of, List<KnownOrder> known, int limit) {
    /** Most orders of one snapshot. */
    public static final int MOST = 200;
}
