package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;

/**
 * How the queues are read, planned at the moment that tempts most: thousands of events and jobs that are done, and statistics gathered while
 * nothing waits, so that each small index of what waits seems to be the cheapest way to everything.
 */
class QueuePlanTest {
    private static RelayGround ground;

    @BeforeAll
    static void fill() throws SQLException {
        ground = new RelayGround();
        var shop = ground.shop();
        try (var connection = ground.database.connect();
                var sql = connection.createStatement()) {
            sql.execute("select set_config('stoa.user', '" + Caller.SYSTEM + "', false)");
            sql.execute(
                    "insert into stoa.outbox (tenant_id, type, aggregate, aggregate_version, correlation_id, data, state, done_at)"
                            + " select '" + shop.id() + "', 'Seen', gen_random_uuid(), n, 'c', '{}', 'done', now()"
                            + " from generate_series(1, 5000) n");
            sql.execute("insert into stoa.job (tenant_id, kind, id, correlation_id, data, state, next_at, done_at)"
                    + " select '" + shop.id() + "', 'see', gen_random_uuid(), 'c', '{}', 'done', now(), now()"
                    + " from generate_series(1, 5000) n");
            sql.execute("vacuum analyze stoa.outbox, stoa.job");
        }
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    @Test
    void whatIsDueIsFoundByTimeAndWhatHoldsItUpByItsAggregate() throws SQLException {
        String plan = plan("stoa_scheduler", OutboxRows.DUE);
        assertEquals(1, count("using outbox_due ", plan), plan);
        assertEquals(2, count("using outbox_waiting ", plan), plan);
        assertTrue(plan("stoa_scheduler", JobRows.DUE).contains("using job_due "));
    }

    @Test
    void whatIsSoughtByItsKeyIsFoundByItsKey() throws SQLException {
        for (String statement :
                new String[] {OutboxRows.READ, OutboxRows.NOTE, JobRows.CLAIM, JobRows.DONE, consumed()}) {
            String plan = plan("stoa_batch", statement);
            assertTrue(count("using (outbox|job)_pkey ", plan) > 0, plan);
            assertFalse(plan.contains("_due "), plan);
            // A consumer looks for earlier events of an aggregate, too.
            assertEquals(statement.equals(consumed()) ? 1 : 0, count("using outbox_waiting ", plan), plan);
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }

    @Test
    void theBacklogIsCountedWithoutReadingWhatIsDone() throws SQLException {
        for (String statement : new String[] {OutboxRows.BACKLOG, JobRows.BACKLOG}) {
            String plan = plan("stoa_scheduler", statement);
            assertEquals(1, count("(using|on) (outbox|job)_due ", plan), plan);
            assertEquals(1, count("(using|on) (outbox|job)_parked ", plan), plan);
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }

    private static String consumed() {
        return Inbox.statement(RelayGround.effect("test"));
    }

    /** The plan that is made once and serves for all arguments, on a connection as the role has it. */
    private static String plan(String role, String statement) throws SQLException {
        try (var connection = ground.database.connect();
                var sql = connection.createStatement()) {
            sql.execute("set role " + role);
            sql.execute("set search_path = stoa");
            sql.execute("set plan_cache_mode = force_generic_plan");
            sql.execute("set enable_seqscan = off");
            sql.execute("prepare asked as " + statement);
            int arguments = Pattern.compile("\\$(\\d+)")
                    .matcher(statement)
                    .results()
                    .mapToInt(found -> Integer.parseInt(found.group(1)))
                    .max()
                    .orElse(0);
            String nothing = arguments == 0 ? "" : "(null" + ", null".repeat(arguments - 1) + ")";
            var lines = new StringJoiner("\n");
            try (var rows = sql.executeQuery("explain execute asked" + nothing)) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines + "\n";
        }
    }

    private static long count(String pattern, String plan) {
        return Pattern.compile(pattern).matcher(plan).results().count();
    }
}
