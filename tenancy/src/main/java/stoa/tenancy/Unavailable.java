package stoa.tenancy;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached, or went away before anything was committed. Nothing was done; try again later. */
public final class Unavailable extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    Unavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
