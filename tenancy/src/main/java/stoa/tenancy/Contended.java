package stoa.tenancy;

import org.jspecify.annotations.Nullable;

/** Deadlocks or serialization failures again and again. Nothing was committed; try again later. */
public final class Contended extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    Contended(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
