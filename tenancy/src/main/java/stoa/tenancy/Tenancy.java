package stoa.tenancy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import stoa.messages.Caller;

/**
 * Transactions in the name of a caller: PostgreSQL sees the caller's tenant and user, and no other tenant's rows.
 *
 * <p>All of them fail with {@link Busy}, {@link Unavailable}, {@link TimedOut} or {@link Contended} (nothing was done, later may work),
 * {@link ConstraintViolated} (the data says no), {@link CommitUnknown} (writes only), or the driver's exception where the SQL is wrong.
 *
 * <p>{@code work} runs again, in a new transaction, after a deadlock or a serialization failure (bounded, with jitter), after a table
 * changed under a cached statement, and, in reads, once after the connection was lost. So it must have no effect but its statements.
 */
public interface Tenancy {
    /** Connects when it is first used: a database that is not there yet is no error here. */
    static Tenancy open(Vertx vertx, DatabaseSettings settings, TenancyListener listener) {
        return PgTenancy.open(vertx, settings, listener);
    }

    /** BEGIN, tenant, the statements and COMMIT in one flight. The statements must be issued at once, none waiting for another's rows. */
    <T> Future<T> read(Caller caller, Function<Sql, Future<T>> work);

    /**
     * A transaction that commits after the result of {@code work} was looked at, and rolls back where it failed. A statement that failed
     * rolls back even where {@code work} recovers from it. An update of no row is no failure: look at {@code rowCount()}.
     */
    <T> Future<T> write(Caller caller, Function<Sql, Future<T>> work);

    /** One statement or function that raises on failure: sent with BEGIN and COMMIT in one flight. {@code rows} runs after the commit. */
    <T> Future<T> call(Caller caller, String sql, Tuple args, Function<RowSet<Row>, T> rows);

    /** One statement under the role {@code stoa_batch}, which sees exactly these tenants. The only door for work on several tenants at once. */
    <T> Future<T> batch(Collection<UUID> tenants, String sql, Tuple args, Function<RowSet<Row>, T> rows);

    /** A look at the scheduling columns of outbox, job and sagas of all tenants, under a role that can read nothing else. */
    <T> Future<T> schedule(Function<Sql, Future<T>> work);

    Future<Void> close();
}
