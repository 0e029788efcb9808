package stoa.tenancy;

import org.jspecify.annotations.Nullable;

/** The connection was lost after COMMIT was sent: it may have happened or not. Look the key up, then act. */
public final class CommitUnknown extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    CommitUnknown(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
