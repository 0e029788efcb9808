package stoa.tenancy;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import stoa.tenancy.ConstraintViolated.Kind;

/** What a failure of the driver means. SQLSTATEs as in PostgreSQL's appendix A. */
final class Diagnosis {
    private Diagnosis() {}

    static RuntimeException of(Throwable failure) {
        if (failure instanceof PgException pg) {
            return ofState(pg);
        }
        if (lost(failure)) {
            return new Unavailable("The connection to the database was lost", failure);
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    private static RuntimeException ofState(PgException failure) {
        return switch (state(failure)) {
            case "23505" -> new ConstraintViolated(Kind.UNIQUE, failure);
            case "23503", "23001" -> new ConstraintViolated(Kind.FOREIGN_KEY, failure);
            case "23514" -> new ConstraintViolated(Kind.CHECK, failure);
            case "23502" -> new ConstraintViolated(Kind.NOT_NULL, failure);
            case "23P01" -> new ConstraintViolated(Kind.EXCLUSION, failure);
            case "57014" -> new TimedOut("A statement took too long", failure);
            case "55P03" -> new TimedOut("A lock was not to be had in time", failure);
            case "25P03", "25P04" -> new TimedOut("A transaction stood idle too long", failure);
            default -> lost(failure) ? new Unavailable("The database is going away or full", failure) : failure;
        };
    }

    /** The connection, or the server behind it, is gone: what was not confirmed may or may not have happened. */
    static boolean lost(Throwable failure) {
        if (failure instanceof PgException pg) {
            String state = state(pg);
            // 08 connection, 53 out of resources, 57P operator's intervention, 58 and XX trouble of the server itself
            return state.startsWith("08")
                    || state.startsWith("53")
                    || state.startsWith("57P")
                    || state.startsWith("58")
                    || state.startsWith("XX");
        }
        return failure instanceof ClosedConnectionException || failure instanceof IOException || unsent(failure);
    }

    /** The connection was gone already: nothing has left. The driver has no type of its own for it. */
    static boolean unsent(Throwable failure) {
        return failure instanceof VertxException
                && failure.getMessage() != null
                && failure.getMessage().startsWith("Connection is not active");
    }

    /** Two transactions were in each other's way; the same one once more may succeed. */
    static boolean collided(@Nullable Throwable failure) {
        return failure instanceof PgException pg
                && (state(pg).equals("40001") || state(pg).equals("40P01"));
    }

    /** A table changed under a cached statement; the same one once more is prepared anew. */
    static boolean stalePlan(@Nullable Throwable failure) {
        return failure instanceof PgException pg
                && state(pg).equals("0A000")
                && pg.getMessage() != null
                && pg.getMessage().contains("cached plan");
    }

    static String state(PgException failure) {
        return failure.getSqlState() == null ? "" : failure.getSqlState();
    }
}
