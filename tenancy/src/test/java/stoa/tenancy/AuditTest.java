package stoa.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.testkit.Outcome;

/** Who did what and when, kept by the database itself; and what the roles beside the application's may do. */
class AuditTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static MigratedDatabase database;
    private static Tenancy tenancy;

    private final TestTenant shop = TestTenant.unborn();
    private final UUID ada = Ids.next();
    private final UUID bob = Ids.next();

    @BeforeAll
    static void open() {
        database = NoteTable.database();
        tenancy = database.open(VERTX);
    }

    @AfterAll
    static void close() {
        Outcome.of(tenancy.close().compose(v -> VERTX.close()));
        database.close();
    }

    private static Row one(Caller caller, String sql, Object... args) {
        return Outcome.of(tenancy.call(
                caller, sql, Tuple.from(args), rows -> rows.iterator().next()));
    }

    @Test
    void whatTheStatementClaimsIsOverridden() {
        var id = Ids.next();
        var row = one(
                shop.user(ada),
                "insert into note (id, text, created_by, created_date, version_id) values ($1, 'a', $2, '1999-01-01', 99)"
                        + " returning created_by, created_date = now() as now, version_id",
                id,
                bob);
        assertEquals(ada, row.getUUID("created_by"));
        assertTrue(row.getBoolean("now"));
        assertEquals(1, row.getInteger("version_id"));
        var updated = one(
                shop.user(bob),
                "update note set text = 'b', created_by = $2, modified_by = $2, version_id = 1 where id = $1 and version_id = 1"
                        + " returning created_by, modified_by, version_id",
                id,
                Caller.SYSTEM);
        assertEquals(ada, updated.getUUID("created_by"));
        assertEquals(bob, updated.getUUID("modified_by"));
        assertEquals(2, updated.getInteger("version_id"));
    }

    @Test
    void guestsAndTheSystemAreNamedToo() {
        assertEquals(
                Caller.GUEST,
                one(shop.guest(), "insert into note (id, text) values ($1, 'g') returning created_by", Ids.next())
                        .getUUID(0));
        assertEquals(
                Caller.SYSTEM,
                one(shop.system(), "insert into note (id, text) values ($1, 's') returning created_by", Ids.next())
                        .getUUID(0));
    }

    @Test
    void nobodyActsUnnamed() throws SQLException {
        try (var connection = database.connect();
                var sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("set local role stoa_app; select set_config('stoa.tenant', '" + shop.id() + "', true)");
            var failure = assertThrows(
                    SQLException.class,
                    () -> sql.execute("insert into stoa.note (id, text) values ('" + Ids.next() + "', 'x')"));
            assertTrue(failure.toString().contains("stoa.user is not set"), failure.toString());
        }
    }

    @Test
    void historyKeepsEarlierVersionsWithoutWhatIsPersonal() {
        var id = Outcome.of(NoteTable.add(tenancy, shop.user(ada), "first"));
        one(shop.user(bob), "update note set text = 'second' where id = $1 returning 1", id);
        one(shop.user(ada), "update note set deleted_at = now() where id = $1 returning 1", id);
        var versions = Outcome.of(tenancy.read(
                shop.guest(),
                sql -> sql.query(
                                "select version_id, modified_by, row from note_history where id = $1 order by version_id",
                                Tuple.of(id))
                        .map(rows -> rows.stream().toList())));
        assertEquals(List.of(1, 2), versions.stream().map(r -> r.getInteger(0)).toList());
        assertEquals(List.of(ada, bob), versions.stream().map(r -> r.getUUID(1)).toList());
        var first = versions.getFirst().get(JsonObject.class, 2);
        assertEquals("first", first.getString("text"));
        assertFalse(first.containsKey("author"));
        assertFalse(first.containsKey("tenant_id"));
    }

    @Test
    void theApplicationCannotWriteHistoryNorDeleteForGood() {
        for (String forbidden : List.of(
                "delete from note",
                "delete from note_history",
                "update note_history set version_id = 5",
                "truncate note")) {
            var failure = Outcome.failure(PgException.class, tenancy.write(shop.guest(), sql -> sql.query(forbidden)));
            assertEquals("42501", failure.getSqlState(), forbidden);
        }
    }

    @Test
    void aBatchActsInTheListedTenantsAndNamesAnActorPerRow() {
        var other = TestTenant.unborn();
        var unlisted = TestTenant.unborn();
        String insert =
                "insert into note (tenant_id, id, text, created_by) select t, i, 'batch', a from unnest($1::uuid[], $2::uuid[], $3::uuid[]) u (t, i, a)"
                        + " returning tenant_id, created_by, modified_by";
        var tenants = List.of(shop.id(), other.id());
        var ids = new UUID[] {Ids.next(), Ids.next()};
        var actors = new UUID[] {ada, bob};
        var rows = Outcome.of(tenancy.batch(
                tenants,
                insert,
                Tuple.of(new UUID[] {shop.id(), other.id()}, ids, actors),
                r -> r.stream()
                        .map(row -> row.getUUID(0) + " " + row.getUUID(1) + " " + row.getUUID(2))
                        .toList()));
        assertEquals(List.of(shop.id() + " " + ada + " " + ada, other.id() + " " + bob + " " + bob), rows);
        var refused = Outcome.failure(
                PgException.class,
                tenancy.batch(tenants, insert, Tuple.of(new UUID[] {unlisted.id(), other.id()}, ids, actors), r -> r));
        assertEquals("42501", refused.getSqlState());
        var moved = Outcome.failure(
                PgException.class,
                tenancy.batch(
                        tenants,
                        "update note set tenant_id = $1, modified_by = $2 where tenant_id = $3",
                        Tuple.of(other.id(), ada, shop.id()),
                        r -> r));
        assertEquals("42501", moved.getSqlState());
        assertEquals(0, (int) Outcome.of(tenancy.batch(
                List.of(unlisted.id()), "select count(*)::int from note", Tuple.tuple(), NoteTable::firstInteger)));
    }

    @Test
    void theSchedulerSeesWhenButNotWhat() {
        one(
                shop.system(),
                "insert into job (kind, id, correlation_id, data, next_at) values ('k', $1, 'c', '{}', now()) returning 1",
                Ids.next());
        var tenants = Outcome.of(tenancy.schedule(sql -> sql.query("select tenant_id from job where next_at <= now()")
                .map(rows -> rows.stream().map(r -> r.getUUID(0)).toList())));
        assertTrue(tenants.contains(shop.id()));
        for (String forbidden : List.of("select data from job", "select * from note", "select * from job")) {
            var failure = Outcome.failure(PgException.class, tenancy.schedule(sql -> sql.query(forbidden)));
            assertEquals("42501", failure.getSqlState(), forbidden);
        }
        Outcome.failure(PgException.class, tenancy.schedule(sql -> sql.query("update job set attempts = 1")));
    }
}
