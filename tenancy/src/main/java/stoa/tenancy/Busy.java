package stoa.tenancy;

import org.jspecify.annotations.Nullable;

/** All connections are taken and too many wait already, or waiting took too long. Nothing was done; try again later. */
public final class Busy extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    Busy(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
