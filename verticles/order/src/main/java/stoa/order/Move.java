package stoa.order;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step that was decided: where it leads, with what money.
 *
 * @param parts that the effect on the stock is about; null for all that were neither shipped nor cancelled
 * @param settles nothing follows from it by itself: the saga has ended
 */
record Move(
        OrderStep step,
        OrderState to,
        Funds funds,
        @Nullable String hold,
        @Nullable String actionUrl,
        @Nullable List<Pieces.Part> parts,
        String reason,
        boolean settles) {

    Move held(@Nullable String hold) {
        return new Move(step, to, funds, hold, actionUrl, parts, reason, settles);
    }

    Move approvedAt(@Nullable String actionUrl) {
        return new Move(step, to, funds, hold, actionUrl, parts, reason, settles);
    }

    Move of(List<Pieces.Part> parts) {
        return new Move(step, to, funds, hold, actionUrl, parts, reason, settles);
    }

    Move settling(boolean settles) {
        return new Move(step, to, funds, hold, actionUrl, parts, reason, settles);
    }
}
