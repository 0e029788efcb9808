package stoa.platform;

import java.util.List;
import stoa.tenancy.Busy;
import stoa.tenancy.CommitUnknown;
import stoa.tenancy.Contended;
import stoa.tenancy.TimedOut;
import stoa.tenancy.Unavailable;

/** What a failure looks like to those outside. */
public final class Failures {
    private static final int RETRY_AFTER_SECONDS = 2;

    private Failures() {}

    /**
     * A refusal as it is. Where the database cannot serve now, 503: trying again is right, also where nobody knows whether a commit happened,
     * because what creates is bound to a key. Everything else is a 500 that tells nothing, because its cause is for the log alone.
     */
    public static Refusal refusal(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> refusal;
            case Busy busy -> unavailable("Too many are waiting for the database.");
            case Contended contended -> unavailable("Others changed the same thing again and again.");
            case Unavailable away -> unavailable("The database cannot be reached.");
            case TimedOut late -> unavailable("The database took too long.");
            case CommitUnknown unknown ->
                unavailable("The connection was lost before the database confirmed. Repeat it with the same key.");
            default ->
                new Refusal(
                        500,
                        "/problems/internal",
                        "Something went wrong",
                        "It is our fault and has been noted. Quote the correlation id when you ask for help.",
                        List.of());
        };
    }

    private static Refusal unavailable(String detail) {
        return Refusal.unavailable(detail, RETRY_AFTER_SECONDS);
    }
}
