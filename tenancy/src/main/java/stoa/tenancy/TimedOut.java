package stoa.tenancy;

import org.jspecify.annotations.Nullable;

/** A statement, a lock or the whole transaction took too long. Nothing was committed. */
public final class TimedOut extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    TimedOut(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
