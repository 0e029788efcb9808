package stoa.tenancy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on one connection. It trusts no result that it has not looked at: after a failed statement PostgreSQL answers COMMIT
 * with success and rolls back, and a parameter of a wrong type fails in the client, unsent, while a COMMIT behind it would be sent.
 */
final class Transaction<T> implements Sql {
    /** How the statements travel. */
    enum Flight {
        /** Statements and COMMIT leave together, and nothing is written. */
        READ(true, true),
        /** One statement and COMMIT leave together. */
        CALL(true, false),
        /** COMMIT leaves when every result was looked at. */
        WRITE(false, false),
        /** The same, and nothing is written. */
        LOOK(false, true);

        private final boolean together;
        private final boolean readOnly;

        Flight(boolean together, boolean readOnly) {
            this.together = together;
            this.readOnly = readOnly;
        }
    }

    /** In whose name: a statement that sets what the policies look at, for this transaction only. */
    record Scope(String sql, Tuple args) {}

    private final Vertx vertx;
    private final SqlConnection connection;
    private final Flight flight;
    private final Promise<T> outcome = Promise.promise();
    private final List<Future<?>> sent = new ArrayList<>();
    private @Nullable Throwable firstFailure;
    private boolean open = true;
    private boolean commitSent;
    private boolean cut;

    Transaction(Vertx vertx, SqlConnection connection, Flight flight) {
        this.vertx = vertx;
        this.connection = connection;
        this.flight = flight;
    }

    /** Past its deadline: the connection is closed, because nobody knows what the server still does on it. */
    boolean wasCut() {
        return cut;
    }

    @Override
    public Future<RowSet<Row>> query(String sql, Tuple args) {
        return send(() -> connection.preparedQuery(sql).execute(args));
    }

    @Override
    public Future<RowSet<Row>> batch(String sql, List<Tuple> rows) {
        return send(() -> connection.preparedQuery(sql).executeBatch(rows));
    }

    /** Ends when the connection is clean again, or closed. Fails with what the driver said, or a {@link DatabaseFailure}. */
    Future<T> run(@Nullable Scope scope, Function<Sql, Future<T>> work, long deadlineMs) {
        long timer = vertx.setTimer(deadlineMs, id -> cutOff());
        query(flight.readOnly ? "begin read only" : "begin", Tuple.tuple());
        if (scope != null) {
            query(scope.sql(), scope.args());
        }
        Future<T> result = begun(work);
        if (flight.together) {
            open = false;
            Future<?> committed = finish("commit");
            Future.join(List.of(settled(sent), settled(List.of(result))))
                    .onComplete(v -> committed.onComplete(c -> conclude(result, c.cause())));
        } else {
            result.onComplete(r -> settled(sent).onComplete(v -> decide(result)));
        }
        return outcome.future().onComplete(v -> vertx.cancelTimer(timer));
    }

    private Future<T> begun(Function<Sql, Future<T>> work) {
        try {
            return work.apply(this);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<RowSet<Row>> send(Supplier<Future<RowSet<Row>>> statement) {
        if (!open) {
            return Future.failedFuture(new IllegalStateException(
                    "The transaction has left: in read and call, no statement may wait for another's rows"));
        }
        Future<RowSet<Row>> answer;
        try {
            answer = statement.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        sent.add(answer.onFailure(this::note));
        return answer;
    }

    private void note(Throwable failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    private void decide(Future<T> result) {
        open = false;
        if (result.succeeded() && firstFailure == null) {
            finish("commit").onComplete(c -> conclude(result, c.cause()));
        } else {
            finish("rollback").onComplete(c -> conclude(result, null));
        }
    }

    private Future<?> finish(String command) {
        commitSent = command.equals("commit");
        return connection.preparedQuery(command).execute();
    }

    private void conclude(Future<T> result, @Nullable Throwable commitFailure) {
        Throwable failure = firstFailure != null ? firstFailure : commitFailure;
        if (failure == null) {
            if (result.succeeded()) {
                outcome.tryComplete(result.result());
            } else {
                outcome.tryFail(result.cause());
            }
        } else {
            outcome.tryFail(isUnknown(failure, commitFailure) ? unknown(failure) : failure);
        }
    }

    /** A failure that the server reported for a statement is certain; a lost connection is not, once COMMIT was on its way. */
    private boolean isUnknown(Throwable failure, @Nullable Throwable commitFailure) {
        return commitSent
                && !flight.readOnly
                && commitFailure != null
                && Diagnosis.lost(commitFailure)
                && !Diagnosis.unsent(commitFailure)
                && Diagnosis.lost(failure);
    }

    private static CommitUnknown unknown(@Nullable Throwable cause) {
        return new CommitUnknown("The connection was lost after COMMIT was sent", cause);
    }

    private void cutOff() {
        cut = true;
        open = false;
        Connections.cut(connection);
        outcome.tryFail(
                commitSent && !flight.readOnly
                        ? unknown(null)
                        : new TimedOut("The transaction took longer than its deadline", null));
    }

    /** Ends, always with success, when all of them have ended. */
    private static Future<?> settled(List<Future<?>> futures) {
        return Future.join(List.copyOf(futures)).otherwiseEmpty();
    }
}
