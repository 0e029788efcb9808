package stoa.messages.order;

import java.util.UUID;

/**
 * What has become of an order since? Answered with every missed version in order, at most {@link #MOST}; ask again from the last one.
 *
 * @param afterVersion the last one known; 0 for none
 */
public record AskChanges(UUID orderId, int afterVersion) {
    /** Most versions in one answer. */
    public static final int MOST = 1000;
}
