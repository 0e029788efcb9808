package stoa.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.tenancy.CatalogueAudit.Declared;

/** Our own tables keep the rules, and each rule is seen red: broken in a transaction that never commits. */
class CatalogueAuditTest {
    private static final String TABLE =
            "create table stoa.thing (tenant_id uuid not null, id uuid not null, name text, primary key (tenant_id, id)); ";
    private static final String THING = TABLE + "call stoa.audited_table('thing'); ";

    private static final Map<String, String> BREACHES = new TreeMap<>(Map.ofEntries(
            Map.entry("row-level security is enabled and forced", "alter table stoa.job no force row level security"),
            Map.entry(
                    "the application's policy holds for all commands, with USING and WITH CHECK on the tenant",
                    "drop policy tenant on stoa.job; create policy tenant on stoa.job to stoa_app using (tenant_id = stoa.tenant_id()) with check (true)"),
            Map.entry(
                    "no other policy admits the application, and none admits everybody",
                    "create policy convenient on stoa.job for select using (true)"),
            Map.entry(
                    "the batch policy admits exactly the listed tenants, with USING and WITH CHECK",
                    "create policy more on stoa.job to stoa_batch using (true)"),
            Map.entry("the scheduler may only read, and only columns", "grant select on stoa.job to stoa_scheduler"),
            Map.entry(
                    "every table has a tenant_id that cannot be null", "create table stoa.thing (id uuid primary key)"),
            Map.entry("every table has a primary key", "create table stoa.thing (tenant_id uuid not null, id uuid)"),
            Map.entry(
                    "keys, unique constraints and indexes lead with tenant_id",
                    THING + "create index thing_name on stoa.thing (name)"),
            Map.entry(
                    "foreign keys pair tenant_id with tenant_id, or tenant_id with the tenant",
                    "create table stoa.thing (tenant_id uuid not null, id uuid, owner uuid references stoa.tenant, primary key (tenant_id, id))"),
            Map.entry("the audit columns are there and stamped", "alter table stoa.job disable trigger stamp"),
            Map.entry(
                    "every table but plumbing has version, soft delete and a history",
                    THING + "drop table stoa.thing_history"),
            Map.entry(
                    "what is declared as plumbing has no history to fool anybody with",
                    "create table stoa.job_history (tenant_id uuid not null)"),
            Map.entry(
                    "unique constraints of what is deleted softly are partial",
                    THING + "create unique index thing_name on stoa.thing (tenant_id, name)"),
            Map.entry(
                    "nothing but plain tables: no view, materialised view, sequence, foreign or partitioned table",
                    "create materialized view stoa.jobs as select * from stoa.job"),
            Map.entry("nothing outside the schema stoa", "create table public.thing (id int)"),
            Map.entry("no rule rewrites a statement", "create rule forget as on delete to stoa.job do instead nothing"),
            Map.entry(
                    "functions that run as their owner are declared, and pin their search_path",
                    "create function stoa.peek() returns bigint language sql security definer as 'select count(*) from stoa.job'"),
            Map.entry(
                    "nobody runs a function that was not granted to them",
                    "grant execute on function stoa.stamp() to public"),
            Map.entry(
                    "no role of the application runs the functions of history",
                    "grant execute on function stoa.tenant_written() to stoa_app"),
            Map.entry("the working roles own nothing", "alter table stoa.job owner to stoa_app"),
            Map.entry(
                    "no role bypasses policies, nor may make roles or databases",
                    "alter role stoa_scheduler bypassrls"),
            Map.entry("the working roles belong to no other role", "grant stoa_owner to stoa_app"),
            Map.entry("the working roles create nothing", "grant create on schema stoa to stoa_app"),
            Map.entry(
                    "the working roles have no TRUNCATE, REFERENCES, TRIGGER",
                    "grant truncate on stoa.job to stoa_app"),
            Map.entry(
                    "nobody but history's own functions writes history",
                    THING + "grant insert on stoa.thing_history to stoa_app"),
            Map.entry(
                    "the migrations' own tables are granted to nobody",
                    "grant select on stoa.schema_history_tenancy to stoa_app")));

    @Test
    void theTablesOfTenancyKeepEveryRule() throws SQLException {
        try (var connection = MigratedDatabase.shared().connect()) {
            assertEquals(List.of(), CatalogueAudit.findings(connection, Declared.TENANCY));
        }
    }

    @Test
    void aTableMadeByTheCallKeepsEveryRule() throws SQLException {
        try (var connection = MigratedDatabase.shared().connect()) {
            connection.setAutoCommit(false);
            execute(connection, "set local role stoa_owner; " + THING + "reset role");
            assertEquals(List.of(), CatalogueAudit.findings(connection, Declared.TENANCY));
            connection.rollback();
        }
    }

    @Test
    void everyRuleHasABreach() {
        assertEquals(CatalogueAudit.RULES.keySet(), BREACHES.keySet());
    }

    static Stream<String> rules() {
        return CatalogueAudit.RULES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aBreachIsFound(String rule) throws SQLException {
        try (var connection = MigratedDatabase.shared().connect()) {
            connection.setAutoCommit(false);
            execute(connection, BREACHES.getOrDefault(rule, ""));
            var findings = CatalogueAudit.findings(connection, Declared.TENANCY);
            connection.rollback();
            assertTrue(findings.stream().anyMatch(f -> f.startsWith(rule + ": ")), () -> rule + " not in " + findings);
        }
    }

    private static void execute(Connection connection, String statements) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute("set local search_path = stoa; " + statements);
        }
    }
}
