package stoa.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import stoa.messages.user.TenantProfile;
import stoa.testkit.Outcome;

/** What callers of {@link Tenancy} can count on when things go wrong. */
@Tag("real-services")
class TenancyTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static MigratedDatabase database;

    private final TestTenant shop = TestTenant.unborn();
    private final Queue<String> counted = new ConcurrentLinkedQueue<>();
    private Tenancy tenancy;

    private final TenancyListener listener = new TenancyListener() {
        @Override
        public void refused(String pool) {
            counted.add("refused " + pool);
        }

        @Override
        public void retried(String pool, String sqlState) {
            counted.add("retried " + sqlState);
        }

        @Override
        public void commitUnknown(String pool) {
            counted.add("unknown " + pool);
        }
    };

    @BeforeAll
    static void migrate() {
        database = NoteTable.database();
    }

    @AfterAll
    static void end() {
        Outcome.of(VERTX.close());
        database.close();
    }

    @BeforeEach
    void open() {
        tenancy = Tenancy.open(VERTX, database.settings().withPool(1, 1), listener);
    }

    @AfterEach
    void close() {
        Outcome.of(tenancy.close());
    }

    @Test
    void aFoundedShopIsFoundByItsHost() {
        var founded = Outcome.of(TestTenant.create(tenancy));
        var host = founded.profile().hosts().getFirst();
        var found = Outcome.of(tenancy.read(
                founded.guest(),
                sql -> sql.query("select tenant_id from tenant_host where host = $1", Tuple.of(host))
                        .map(rows -> rows.iterator().next().getUUID(0))));
        assertEquals(founded.id(), found);
    }

    @Test
    void aHostBelongsToOneShopOnly() {
        var first = Outcome.of(TestTenant.create(tenancy)).profile();
        var other = TestTenant.unborn().profile();
        var squatter = new TenantProfile(
                other.id(),
                other.slug(),
                other.name(),
                first.hosts(),
                other.taglines(),
                other.currency(),
                other.locale(),
                other.locales(),
                other.country(),
                other.face(),
                other.seed());
        var refused = Outcome.failure(ConstraintViolated.class, new Tenants(tenancy).create(squatter, "test-squatter"));
        assertEquals("tenant_host_pkey", refused.constraint());
    }

    @Test
    void aReferenceThatIsAddedLaterSeesTheRowsOfAllTenants() {
        database.asOwner("""
                create table leaf (tenant_id uuid not null, id uuid not null, note_id uuid, primary key (tenant_id, id));
                call audited_table('leaf');""");
        var insert = "insert into leaf (id, note_id) values ($1, $2)";
        Outcome.of(tenancy.call(shop.guest(), insert, Tuple.of(Ids.next(), Ids.next()), rows -> rows));
        String add = "call add_reference('leaf', 'leaf_note', '{tenant_id, note_id}', 'note', '{tenant_id, id}')";
        var orphan = assertThrows(IllegalStateException.class, () -> database.asOwner(add));
        assertTrue(orphan.toString().contains("violates foreign key constraint"), orphan.toString());

        Outcome.of(tenancy.call(shop.guest(), "update leaf set note_id = null", Tuple.tuple(), rows -> rows));
        database.asOwner(add);
        var refused = Outcome.failure(
                ConstraintViolated.class,
                tenancy.call(shop.guest(), insert, Tuple.of(Ids.next(), Ids.next()), rows -> rows));
        assertEquals("leaf_note", refused.constraint());
        assertEquals(ConstraintViolated.Kind.FOREIGN_KEY, refused.kind());
    }

    @Test
    void aShopCannotFoundAnother() {
        Outcome.failure(
                PgException.class,
                tenancy.call(
                        shop.system(),
                        "insert into tenant (id, slug, name, currency, locale, locales, country, theme)"
                                + " values ($1, 'mine-too', 'x', 'EUR', 'de', '{de}', 'DE', '{\"face\": \"x\", \"seed\": \"x\"}')",
                        Tuple.of(Ids.next()),
                        rows -> rows));
    }

    @Test
    void aStatementThatFailedRollsBackAlsoWhereTheWorkRecovers() {
        Outcome.failure(
                PgException.class,
                tenancy.write(
                        shop.guest(),
                        sql -> NoteTable.add(sql, "first")
                                .compose(id -> sql.query("select 1 / 0").mapEmpty())
                                .otherwiseEmpty()));
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, shop.guest())));
    }

    @Test
    void aStatementNobodyWaitsForIsLookedAtBeforeTheCommit() {
        var failure = Outcome.failure(ConstraintViolated.class, tenancy.write(shop.guest(), sql -> {
            NoteTable.add(sql, "far too long for a note");
            return Future.succeededFuture("done");
        }));
        assertEquals("note_short", failure.constraint());
    }

    @Test
    void aConstraintIsNamedButItsValuesAreNot() {
        Outcome.of(NoteTable.add(tenancy, shop.guest(), "secret"));
        var failure = Outcome.failure(ConstraintViolated.class, NoteTable.add(tenancy, shop.guest(), "secret"));
        assertEquals("note_text_taken", failure.constraint());
        assertEquals(ConstraintViolated.Kind.UNIQUE, failure.kind());
        assertTrue(!failure.toString().contains("secret"));
    }

    @Test
    void aReadWritesNothing() {
        var failure = Outcome.failure(PgException.class, tenancy.read(shop.guest(), sql -> NoteTable.add(sql, "no")));
        assertEquals("25006", failure.getSqlState());
    }

    @Test
    void inAReadNoStatementMayWaitForAnother() {
        Outcome.failure(
                IllegalStateException.class,
                tenancy.read(shop.guest(), sql -> sql.query("select 1").compose(rows -> sql.query("select 2"))));
    }

    @Test
    void statementsOfAReadTravelTogether() {
        int sum = Outcome.of(tenancy.read(shop.guest(), sql -> {
            var one = sql.query("select 1").map(NoteTable::firstInteger);
            var two = sql.query("select 2").map(NoteTable::firstInteger);
            return Future.join(one, two).map(v -> one.result() + two.result());
        }));
        assertEquals(3, sum);
    }

    @Test
    void whoWaitsBeyondTheBoundIsRefusedAtOnce() {
        Promise<Void> hold = Promise.promise();
        Promise<Void> holding = Promise.promise();
        var first = tenancy.write(
                shop.guest(),
                sql -> sql.query("select 1").compose(rows -> {
                    holding.tryComplete();
                    return hold.future();
                }));
        Outcome.of(holding.future());
        var second = NoteTable.count(tenancy, shop.guest());
        Outcome.failure(Busy.class, NoteTable.count(tenancy, shop.guest()));
        hold.complete();
        Outcome.of(first);
        assertEquals(0, Outcome.of(second));
        assertEquals("refused app", counted.poll());
    }

    @Test
    void aCollisionIsTriedAgain() {
        var attempts = new AtomicInteger();
        Outcome.of(tenancy.write(
                shop.guest(),
                sql -> NoteTable.add(sql, "twice")
                        .compose(id -> attempts.incrementAndGet() == 1 ? collision(sql) : Future.succeededFuture())));
        assertEquals(2, attempts.get());
        assertEquals(1, Outcome.of(NoteTable.count(tenancy, shop.guest())));
        assertEquals("retried 40001", counted.poll());
    }

    @Test
    void collisionsAreTriedAgainOnlySoOften() {
        Outcome.failure(Contended.class, tenancy.write(shop.guest(), TenancyTest::collision));
        assertEquals(3, counted.size());
    }

    private static Future<Void> collision(Sql sql) {
        return sql.query("do $$ begin raise exception 'collision' using errcode = '40001'; end $$")
                .mapEmpty();
    }

    @Test
    void aTableThatChangesUnderACachedStatementIsNotFelt() throws SQLException {
        database.asOwner(
                "create table changing (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); call plumbing_table('changing')");
        String all = "select * from changing";
        Outcome.of(tenancy.read(shop.guest(), sql -> sql.query(all)));
        database.asOwner("alter table changing add column more text");
        Outcome.of(tenancy.read(shop.guest(), sql -> sql.query(all)));
        assertEquals("retried 0A000", counted.poll());
    }

    @Test
    void aReadWhoseConnectionIsLostIsRepeatedOnce() {
        var attempts = new AtomicInteger();
        String end = "select pg_terminate_backend(pg_backend_pid())";
        Outcome.of(tenancy.read(shop.guest(), sql -> sql.query(attempts.incrementAndGet() == 1 ? end : "select 1")));
        assertEquals("retried 08006", counted.poll());
        Outcome.failure(Unavailable.class, tenancy.read(shop.guest(), sql -> sql.query(end)));
    }

    @Test
    void aConnectionLostDuringTheCommitLeavesTheOutcomeUnknown() throws SQLException {
        // A deferred trigger keeps the COMMIT busy until it is shot, by an advisory lock that the test holds.
        database.asOwner("""
                create function wait_at_commit() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock(4711); return null; end';
                create table slow (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
                call plumbing_table('slow');
                create constraint trigger wait_at_commit after insert on slow deferrable initially deferred
                    for each row execute function wait_at_commit()""");
        try (var admin = database.connect();
                var sql = admin.createStatement()) {
            sql.execute("select pg_advisory_lock(4711)");
            var write = tenancy.write(
                    shop.guest(), s -> s.query("insert into slow (id) values ($1)", Tuple.of(Ids.next())));
            int shot = 0;
            while (shot == 0) {
                try (var rows = sql.executeQuery(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'")) {
                    shot = rows.next() ? 1 : 0;
                }
            }
            Outcome.failure(CommitUnknown.class, write);
        }
        assertEquals("unknown app", counted.poll());
    }

    @Test
    void aDatabaseThatIsNotThereIsUnavailable() {
        var nowhere = DatabaseSettings.of("postgres://127.0.0.1:1/stoa", "test");
        var lost = Tenancy.open(VERTX, nowhere, listener);
        Outcome.failure(Unavailable.class, lost.read(shop.guest(), sql -> sql.query("select 1")));
        Outcome.of(lost.close());
    }

    @Test
    void timeLimitsHoldFromTheFirstStatementOn() {
        String limits = Outcome.of(tenancy.read(
                shop.guest(),
                sql -> sql.query(
                                "select concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'),"
                                        + " current_setting('idle_in_transaction_session_timeout'), current_setting('search_path'))")
                        .map(rows -> rows.iterator().next().getString(0))));
        assertEquals("5s 3s 10s stoa", limits);
    }

    @Test
    void migratingAndBootstrappingAgainChangesNothing() {
        try (var connection = database.connect()) {
            Roles.bootstrap(
                    "postgres://" + connection.getMetaData().getUserName() + "@"
                            + database.settings().host() + ":"
                            + database.settings().port() + "/"
                            + database.settings().database(),
                    database.settings());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        database.migrate();
        assertEquals(0, Outcome.of(NoteTable.count(tenancy, shop.guest())));
    }
}
