package stoa.tenancy;

import org.jspecify.annotations.Nullable;

/** What a caller of {@link Tenancy} can act on. Everything else, such as wrong SQL, arrives as the driver's own exception. */
public abstract sealed class DatabaseFailure extends RuntimeException
        permits Busy, Unavailable, TimedOut, Contended, CommitUnknown, ConstraintViolated {
    private static final long serialVersionUID = 1L;

    DatabaseFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
