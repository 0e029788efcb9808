package stoa.tenancy;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.tenancy.Transaction.Flight;
import stoa.tenancy.Transaction.Scope;

/** Three roles, three pools, one way to run a transaction. */
final class PgTenancy implements Tenancy {
    private static final int MAX_ATTEMPTS = 4;
    private static final int FIRST_BACKOFF_MS = 10;

    private final Vertx vertx;
    private final TenancyListener listener;
    private final long deadlineMs;
    private final Connections app;
    private final Connections batch;
    private final Connections scheduler;

    PgTenancy(
            Vertx vertx,
            long deadlineMs,
            TenancyListener listener,
            Connections app,
            Connections batch,
            Connections scheduler) {
        this.vertx = vertx;
        this.deadlineMs = deadlineMs;
        this.listener = listener;
        this.app = app;
        this.batch = batch;
        this.scheduler = scheduler;
    }

    static PgTenancy open(Vertx vertx, DatabaseSettings settings, TenancyListener listener) {
        // Plans made on a table when it was empty stay for ever where they are cached; a generic one is at least of the
        // right shape. Reading a table whole is cheapest while it is small, and stays planned when it no longer is. And
        // what is found by key is never worth compiling.
        var byKey = Map.of("plan_cache_mode", "force_generic_plan", "enable_seqscan", "off", "jit", "off");
        var batching = new HashMap<>(byKey);
        batching.put("lock_timeout", Long.toString(settings.batchLockTimeout().toMillis()));
        return new PgTenancy(
                vertx,
                settings.transactionDeadline().toMillis(),
                listener,
                Connections.open(vertx, settings, "app", settings.app(), settings.poolSize(), Map.of("jit", "off")),
                Connections.open(vertx, settings, "batch", settings.batch(), settings.batchPoolSize(), batching),
                Connections.open(
                        vertx, settings, "scheduler", settings.scheduler(), settings.schedulerPoolSize(), byKey));
    }

    @Override
    public <T> Future<T> read(Caller caller, Function<Sql, Future<T>> work) {
        return run(app, scope(caller), Flight.READ, work, 1);
    }

    @Override
    public <T> Future<T> write(Caller caller, Function<Sql, Future<T>> work) {
        return run(app, scope(caller), Flight.WRITE, work, 1);
    }

    @Override
    public <T> Future<T> call(Caller caller, String sql, Tuple args, Function<RowSet<Row>, T> rows) {
        return this.<RowSet<Row>>run(app, scope(caller), Flight.CALL, s -> s.query(sql, args), 1)
                .map(rows);
    }

    @Override
    public <T> Future<T> batch(Collection<UUID> tenants, String sql, Tuple args, Function<RowSet<Row>, T> rows) {
        String listed = tenants.stream().distinct().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
        var scope = new Scope("select set_config('stoa.tenants', $1, true)", Tuple.of(listed));
        return this.<RowSet<Row>>run(batch, scope, Flight.CALL, s -> s.query(sql, args), 1)
                .map(rows);
    }

    @Override
    public <T> Future<T> schedule(Function<Sql, Future<T>> work) {
        return run(scheduler, null, Flight.LOOK, work, 1);
    }

    @Override
    public Future<Void> close() {
        return Future.join(List.of(app.close(), batch.close(), scheduler.close()))
                .mapEmpty();
    }

    private static Scope scope(Caller caller) {
        return new Scope(
                "select set_config('stoa.tenant', $1, true), set_config('stoa.user', $2, true)",
                Tuple.of(caller.tenant().toString(), caller.actor().toString()));
    }

    private <T> Future<T> run(
            Connections from, @Nullable Scope scope, Flight flight, Function<Sql, Future<T>> work, int attempt) {
        return lease(from)
                .compose(connection -> on(from, connection, scope, flight, work))
                .recover(failure -> again(from, scope, flight, work, attempt, failure));
    }

    private Future<SqlConnection> lease(Connections from) {
        long asked = System.nanoTime();
        return from.lease()
                .onSuccess(c -> listener.leased(from.name(), System.nanoTime() - asked))
                .onFailure(t -> listener.refused(from.name()));
    }

    /** On the same connection twice where its cached statement was stale, because every other connection's may be too. */
    private <T> Future<T> on(
            Connections from,
            SqlConnection connection,
            @Nullable Scope scope,
            Flight flight,
            Function<Sql, Future<T>> work) {
        long leased = System.nanoTime();
        return once(from, connection, scope, flight, work)
                .recover(failure -> {
                    if (!Diagnosis.stalePlan(failure)) {
                        return Future.failedFuture(failure);
                    }
                    listener.retried(from.name(), "0A000");
                    return once(from, connection, scope, flight, work);
                })
                .onComplete(v -> listener.returned(from.name(), System.nanoTime() - leased))
                .transform(result -> released(connection, result));
    }

    /** Back to the pool only where it is known to be clean; a closed one leaves the pool by itself. */
    private static <T> Future<T> released(SqlConnection connection, AsyncResult<T> result) {
        Future<T> outcome =
                result.succeeded() ? Future.succeededFuture(result.result()) : Future.failedFuture(result.cause());
        if (result.failed() && isDoubtful(result.cause())) {
            Connections.cut(connection); // not waited for: closing what is closed already never ends
            return outcome;
        }
        return connection.close().transform(v -> outcome);
    }

    private static boolean isDoubtful(Throwable failure) {
        return Diagnosis.lost(failure) || failure instanceof TimedOut || failure instanceof CommitUnknown;
    }

    private <T> Future<T> once(
            Connections from,
            SqlConnection connection,
            @Nullable Scope scope,
            Flight flight,
            Function<Sql, Future<T>> work) {
        var transaction = new Transaction<T>(vertx, connection, flight);
        return transaction.run(scope, work, deadlineMs).onComplete(v -> {
            if (transaction.wasCut()) {
                listener.cut(from.name());
            }
        });
    }

    private <T> Future<T> again(
            Connections from,
            @Nullable Scope scope,
            Flight flight,
            Function<Sql, Future<T>> work,
            int attempt,
            Throwable failure) {
        if (Diagnosis.collided(failure)) {
            if (attempt == MAX_ATTEMPTS) {
                return Future.failedFuture(new Contended("Gave way " + attempt + " times", failure));
            }
            listener.retried(from.name(), Diagnosis.state((PgException) failure));
            return pause(attempt).compose(v -> run(from, scope, flight, work, attempt + 1));
        }
        boolean harmless = flight == Flight.READ || flight == Flight.LOOK || Diagnosis.unsent(failure);
        if (harmless && attempt == 1 && Diagnosis.lost(failure)) {
            listener.retried(from.name(), "08006");
            return run(from, scope, flight, work, attempt + 1);
        }
        if (failure instanceof CommitUnknown) {
            listener.commitUnknown(from.name());
        }
        return Future.failedFuture(Diagnosis.of(failure));
    }

    /** Twice as long each time, and never the same for two that were in each other's way. */
    private Future<Void> pause(int attempt) {
        Promise<Void> over = Promise.promise();
        int most = FIRST_BACKOFF_MS << attempt;
        vertx.setTimer(1 + ThreadLocalRandom.current().nextInt(most), id -> over.complete());
        return over.future();
    }
}
