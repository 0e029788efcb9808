package stoa.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Asks PostgreSQL's catalogue whether every table, whoever made it, keeps the rules of the house. A new table is covered by being there;
 * what is outside a rule must be declared by name.
 */
public final class CatalogueAudit {
    /**
     * What stands outside a rule, by name.
     *
     * @param directory tables without tenant_id that every tenant may read
     * @param plumbing tables without history and soft delete, whose rows are purged
     * @param definers functions that run as their owner, beside those of history
     * @param crossTenantIndexes indexes of the scheduler's roles, which find due work of all tenants by time
     * @param lastingKeys unique indexes that hold beyond a soft delete, because what they name is never given away again
     */
    public record Declared(
            Set<String> directory,
            Set<String> plumbing,
            Set<String> definers,
            Set<String> crossTenantIndexes,
            Set<String> lastingKeys) {
        /** What tenancy's own migrations declare. */
        public static final Declared TENANCY = new Declared(
                Set.of("tenant", "tenant_host"),
                Set.of("outbox", "inbox", "job", "idempotency_key", "lease"),
                Set.of("tenant_written"),
                Set.of(
                        "outbox_due",
                        "outbox_parked",
                        "outbox_over",
                        "job_due",
                        "job_parked",
                        "job_over",
                        "idempotency_key_over"),
                Set.of());

        public Declared withPlumbing(String... more) {
            return new Declared(directory, with(plumbing, more), definers, crossTenantIndexes, lastingKeys);
        }

        public Declared withDefiners(String... more) {
            return new Declared(directory, plumbing, with(definers, more), crossTenantIndexes, lastingKeys);
        }

        public Declared withCrossTenantIndexes(String... more) {
            return new Declared(directory, plumbing, definers, with(crossTenantIndexes, more), lastingKeys);
        }

        public Declared withLastingKeys(String... more) {
            return new Declared(directory, plumbing, definers, crossTenantIndexes, with(lastingKeys, more));
        }

        private static Set<String> with(Set<String> some, String... more) {
            var all = new TreeSet<>(some);
            all.addAll(List.of(more));
            return Set.copyOf(all);
        }
    }

    /** Each answers the names of what breaks the rule. Flyway's own tables (schema_history_*) hold no tenant's data and are granted to nobody. */
    static final Map<String, String> RULES = new TreeMap<>(Map.ofEntries(
            Map.entry("row-level security is enabled and forced", """
                    select relname from tables where not (relrowsecurity and relforcerowsecurity)"""),
            Map.entry("the application's policy holds for all commands, with USING and WITH CHECK on the tenant", """
                    select relname from tenant_tables t where not exists (
                        select from pg_policy p where p.polrelid = t.oid and p.polname = 'tenant' and p.polcmd = '*' and p.polpermissive
                        and p.polroles = array['stoa_app'::regrole::oid]
                        and pg_get_expr(p.polqual, p.polrelid) ~ '^\\(tenant_id = (stoa\\.)?tenant_id\\(\\)\\)$'
                        and pg_get_expr(p.polwithcheck, p.polrelid) ~ '^\\(tenant_id = (stoa\\.)?tenant_id\\(\\)\\)$')"""),
            Map.entry("no other policy admits the application, and none admits everybody", """
                    select t.relname || ': ' || p.polname from tenant_tables t join pg_policy p on p.polrelid = t.oid
                    where (p.polname <> 'tenant' and 'stoa_app'::regrole::oid = any (p.polroles)) or 0 = any (p.polroles)"""),
            Map.entry("the batch policy admits exactly the listed tenants, with USING and WITH CHECK", """
                    select t.relname || ': ' || p.polname from tenant_tables t join pg_policy p on p.polrelid = t.oid
                    where 'stoa_batch'::regrole::oid = any (p.polroles) and not (p.polcmd = '*'
                        and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
                        and pg_get_expr(p.polqual, p.polrelid) ~ '^\\(array_position\\(\\( SELECT (stoa\\.)?listed_tenants\\(\\) AS listed_tenants\\), tenant_id\\) IS NOT NULL\\)$')"""),
            Map.entry("the scheduler may only read, and only columns", """
                    select t.relname from tables t where exists (
                        select from pg_policy p where p.polrelid = t.oid and 'stoa_scheduler'::regrole::oid = any (p.polroles) and p.polcmd <> 'r')
                    or has_table_privilege('stoa_scheduler', t.oid, 'select, insert, update, delete, truncate, references, trigger')
                    or has_any_column_privilege('stoa_scheduler', t.oid, 'insert, update, references')"""),
            Map.entry("every table has a tenant_id that cannot be null", """
                    select relname from tables t where relname not in (select name from directory) and not exists (
                        select from pg_attribute where attrelid = t.oid and attname = 'tenant_id' and attnotnull and atttypid = 'uuid'::regtype)"""),
            Map.entry("every table has a primary key", """
                    select relname from tables t where not exists (select from pg_index where indrelid = t.oid and indisprimary)"""),
            Map.entry("keys, unique constraints and indexes lead with tenant_id", """
                    select t.relname || ': ' || c.relname from tenant_tables t join pg_index i on i.indrelid = t.oid join pg_class c on c.oid = i.indexrelid
                    where c.relname not in (select name from cross_tenant_indexes where not i.indisunique)
                    and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0] and a.attname = 'tenant_id')"""),
            Map.entry("foreign keys pair tenant_id with tenant_id, or tenant_id with the tenant", """
                    select t.relname || ': ' || c.conname from tables t join pg_constraint c on c.conrelid = t.oid and c.contype = 'f'
                    join pg_class target on target.oid = c.confrelid
                    join pg_attribute here on here.attrelid = c.conrelid and here.attnum = c.conkey[1]
                    join pg_attribute there on there.attrelid = c.confrelid and there.attnum = c.confkey[1]
                    where here.attname <> 'tenant_id' or there.attname <> case when target.relname = 'tenant' then 'id' else 'tenant_id' end"""),
            Map.entry("the audit columns are there and stamped", """
                    select relname from tables t where relname not like '%\\_history' and relname <> 'tenant_host' and (not exists (
                        select from pg_trigger g join pg_proc f on f.oid = g.tgfoid
                        where g.tgrelid = t.oid and g.tgname = 'stamp' and g.tgenabled = 'O' and f.proname in ('stamp', 'stamp_plumbing', 'stamp_tenant')
                        and g.tgtype & 23 = 23)
                    or (select count(*) from pg_attribute where attrelid = t.oid and attnotnull
                        and attname in ('created_by', 'created_date', 'modified_by', 'modified_date')) < 4)"""),
            Map.entry("every table but plumbing has version, soft delete and a history", """
                    select relname from tables t where relname not like '%\\_history'
                    and relname not in (select name from plumbing) and relname <> 'tenant_host' and (
                    (select count(*) from pg_attribute where attrelid = t.oid and attname in ('version_id', 'deleted_at')) < 2
                    or not exists (select from tables h where h.relname = t.relname || '_history')
                    or not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgname in ('history_update', 'written') and g.tgenabled = 'O'))"""),
            Map.entry("what is declared as plumbing has no history to fool anybody with", """
                    select name from plumbing p where not exists (select from tables where relname = p.name)
                    or exists (select from tables where relname = p.name || '_history')"""),
            Map.entry("unique constraints of what is deleted softly are partial", """
                    select t.relname || ': ' || c.relname from tables t join pg_index i on i.indrelid = t.oid join pg_class c on c.oid = i.indexrelid
                    where i.indisunique and not i.indisprimary and c.relname not in (select name from lasting_keys) and coalesce(pg_get_expr(i.indpred, t.oid), '') !~ 'deleted_at IS NULL'
                    and exists (select from pg_attribute where attrelid = t.oid and attname = 'deleted_at')"""),
            Map.entry(
                    "nothing but plain tables: no view, materialised view, sequence, foreign or partitioned table",
                    """
                    select relname from pg_class where relnamespace = 'stoa'::regnamespace and relkind not in ('r', 'i', 't', 'c')"""),
            Map.entry("nothing outside the schema stoa", """
                    select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname not in ('stoa', 'information_schema') and n.nspname !~ '^pg_'
                    union all select nspname from pg_namespace where nspname not in ('stoa', 'public', 'information_schema') and nspname !~ '^pg_'"""),
            Map.entry("no rule rewrites a statement", """
                    select rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relnamespace = 'stoa'::regnamespace"""),
            Map.entry("functions that run as their owner are declared, and pin their search_path", """
                    select proname from pg_proc where pronamespace = 'stoa'::regnamespace and prosecdef and not (
                    (proname in (select name from definers) or proname ~ '_history_(update|delete)$')
                    and coalesce(proconfig, '{}') @> array['search_path=pg_catalog, pg_temp'])"""),
            Map.entry("nobody runs a function that was not granted to them", """
                    select proname from pg_proc p where pronamespace = 'stoa'::regnamespace
                    and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)"""),
            Map.entry("no role of the application runs the functions of history", """
                    select proname from pg_proc p where pronamespace = 'stoa'::regnamespace and prosecdef and exists (
                    select from working_roles r where has_function_privilege(r.oid, p.oid, 'execute'))"""),
            Map.entry("the working roles own nothing", """
                    select r.rolname || ' owns ' || s.classid::regclass || ' ' || s.objid from working_roles r
                    join pg_shdepend s on s.refobjid = r.oid and s.deptype = 'o'"""),
            Map.entry("no role bypasses policies, nor may make roles or databases", """
                    select rolname from pg_roles where rolname in ('stoa_owner', 'stoa_app', 'stoa_batch', 'stoa_scheduler')
                    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"""),
            Map.entry("the working roles belong to no other role", """
                    select r.rolname from working_roles r join pg_auth_members m on m.member = r.oid"""),
            Map.entry("the working roles create nothing", """
                    select r.rolname || ' in ' || n.nspname from working_roles r, pg_namespace n
                    where n.nspname in ('stoa', 'public') and has_schema_privilege(r.oid, n.oid, 'create')
                    union all select r.rolname from working_roles r where has_database_privilege(r.oid, current_database(), 'create, temporary')"""),
            Map.entry("the working roles have no TRUNCATE, REFERENCES, TRIGGER", """
                    select r.rolname || ' on ' || t.relname from working_roles r, pg_class t where t.relnamespace = 'stoa'::regnamespace and t.relkind = 'r'
                    and (has_table_privilege(r.oid, t.oid, 'truncate, references, trigger') or has_any_column_privilege(r.oid, t.oid, 'references'))"""),
            Map.entry("nobody but history's own functions writes history", """
                    select r.rolname || ' on ' || t.relname from working_roles r, tables t where t.relname like '%\\_history'
                    and has_table_privilege(r.oid, t.oid, 'insert, update, delete')"""),
            Map.entry("the migrations' own tables are granted to nobody", """
                    select c.relname from pg_class c, working_roles r where c.relnamespace = 'stoa'::regnamespace and c.relname like 'schema\\_history\\_%'
                    and c.relkind = 'r' and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')""")));

    private static final String CATALOGUE = """
            with directory as (select unnest(?::text[]) as name),
            plumbing as (select unnest(?::text[]) as name),
            definers as (select unnest(?::text[]) as name),
            cross_tenant_indexes as (select unnest(?::text[]) as name),
            lasting_keys as (select unnest(?::text[]) as name),
            working_roles as (select oid, rolname from pg_roles where rolname in ('stoa_app', 'stoa_batch', 'stoa_scheduler')),
            tables as (select oid, relname, relrowsecurity, relforcerowsecurity from pg_class
                where relnamespace = 'stoa'::regnamespace and relkind in ('r', 'p') and relname not like 'schema\\_history\\_%'),
            tenant_tables as (select * from tables where relname not in (select name from directory))
            """;

    private CatalogueAudit() {}

    /** What breaks which rule; empty where all is well. The connection is an administrator's, whom no policy binds. */
    public static List<String> findings(Connection administrator, Declared declared) throws SQLException {
        var findings = new ArrayList<String>();
        for (var rule : RULES.entrySet()) {
            try (var query = administrator.prepareStatement(CATALOGUE + rule.getValue())) {
                int n = 0;
                for (Set<String> names : List.of(
                        declared.directory(),
                        declared.plumbing(),
                        declared.definers(),
                        declared.crossTenantIndexes(),
                        declared.lastingKeys())) {
                    query.setArray(++n, administrator.createArrayOf("text", names.toArray()));
                }
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        findings.add(rule.getKey() + ": " + rows.getString(1));
                    }
                }
            }
        }
        return findings;
    }
}
