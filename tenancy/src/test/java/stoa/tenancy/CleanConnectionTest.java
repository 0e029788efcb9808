package stoa.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import stoa.testkit.Outcome;

/** A connection that returns to the pool carries nothing of its last tenant, however the transaction ended. There is one connection only. */
@Tag("real-services")
class CleanConnectionTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static MigratedDatabase database;

    private final TestTenant ours = TestTenant.unborn();
    private final TestTenant theirs = TestTenant.unborn();
    private Connections only;
    private Tenancy tenancy;
    private int backend;

    @BeforeAll
    static void migrate() {
        database = NoteTable.database();
    }

    @AfterAll
    static void close() {
        Outcome.of(VERTX.close());
        database.close();
    }

    @BeforeEach
    void open() {
        var settings =
                database.settings().withTimeouts(Duration.ofSeconds(3), Duration.ofMillis(400), Duration.ofMillis(400));
        only = Connections.open(VERTX, settings, "app", settings.app(), 1, Map.of());
        var batch = Connections.open(VERTX, settings, "batch", settings.batch(), 1, Map.of());
        long deadlineMs = settings.transactionDeadline().toMillis();
        tenancy = new PgTenancy(VERTX, deadlineMs, TenancyListener.NONE, only, batch, batch);
        backend = backend();
    }

    /** Looked at from inside, past every door; by the simple protocol, where one statement is one transaction to the clock too. */
    @AfterEach
    void nothingIsLeft() {
        String left = Outcome.of(only.lease()
                .compose(connection -> connection
                        .query(
                                "select concat('[', current_setting('stoa.tenant', true), '][', current_setting('stoa.user', true), '][',"
                                        + " current_setting('stoa.tenants', true), '] ', case when now() = statement_timestamp() then 'idle' else 'in transaction' end)")
                        .execute()
                        .map(rows -> rows.iterator().next().getString(0))
                        .eventually(connection::close)));
        assertEquals("[][][] idle", left);
        Outcome.of(NoteTable.add(tenancy, theirs.guest(), "next"));
        int seen = Outcome.of(NoteTable.count(tenancy, theirs.guest()));
        assertEquals(1, seen);
        Outcome.of(tenancy.close());
    }

    private int backend() {
        return Outcome.of(tenancy.read(
                theirs.guest(), sql -> sql.query("select pg_backend_pid()").map(NoteTable::firstInteger)));
    }

    @Test
    void afterASuccess() {
        Outcome.of(NoteTable.add(tenancy, ours.guest(), "kept"));
        assertEquals(1, Outcome.of(NoteTable.count(tenancy, ours.guest())));
        assertEquals(backend, backend());
    }

    @Test
    void afterAnError() {
        Outcome.failure(
                PgException.class,
                tenancy.write(
                        ours.guest(), sql -> NoteTable.add(sql, "lost").compose(id -> sql.query("select 1 / 0"))));
        Outcome.failure(PgException.class, tenancy.read(ours.guest(), sql -> sql.query("select 1 / 0")));
        Outcome.failure(PgException.class, tenancy.call(ours.guest(), "select 1 / 0", Tuple.tuple(), rows -> rows));
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, ours.guest())));
        assertEquals(backend, backend());
    }

    @Test
    void afterTheWorkItselfFailed() {
        Outcome.failure(
                IllegalArgumentException.class,
                tenancy.write(
                        ours.guest(),
                        sql -> NoteTable.add(sql, "lost")
                                .compose(id -> Future.failedFuture(new IllegalArgumentException("no")))));
        Outcome.failure(IllegalArgumentException.class, tenancy.write(ours.guest(), sql -> {
            throw new IllegalArgumentException("no");
        }));
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, ours.guest())));
        assertEquals(backend, backend());
    }

    @Test
    void afterAStatementRanOutOfTime() {
        Outcome.failure(
                TimedOut.class,
                tenancy.write(
                        ours.guest(),
                        sql -> NoteTable.add(sql, "lost").compose(id -> sql.query("select pg_sleep(5)"))));
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, ours.guest())));
        assertEquals(backend, backend());
    }

    @Test
    void afterTheTransactionRanOutOfTimeItsConnectionIsNotUsedAgain() {
        Outcome.failure(
                TimedOut.class,
                tenancy.write(
                        ours.guest(),
                        sql -> NoteTable.add(sql, "lost")
                                .compose(id -> Promise.promise().future())));
        assertNotEquals(backend, backend());
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, ours.guest())));
    }

    @Test
    void afterAParameterOfAWrongTypeInAPipelinedWrite() {
        var wrong = Tuple.of(UUID.randomUUID(), 17);
        String insert = "insert into note (id, text) values ($1, $2)";
        Outcome.failure(Exception.class, tenancy.write(ours.guest(), sql -> {
            // Both leave together: the first is good, the second never reaches the server.
            var good = NoteTable.add(sql, "lost");
            return Future.join(good, sql.query(insert, wrong));
        }));
        Outcome.failure(Exception.class, tenancy.call(ours.guest(), insert, wrong, rows -> rows));
        Outcome.failure(
                Exception.class, tenancy.read(ours.guest(), sql -> sql.query("select $1::uuid", Tuple.of("x"))));
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, ours.guest())));
    }

    @Test
    void afterTheServerClosedIt() {
        Outcome.failure(
                Unavailable.class,
                tenancy.write(
                        ours.guest(),
                        sql -> NoteTable.add(sql, "lost")
                                .compose(id -> sql.query("select pg_terminate_backend(pg_backend_pid())"))));
        assertNotEquals(backend, backend());
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, ours.guest())));
    }
}
