package stoa.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Two tenants attack each other through every table there is: select, insert, update, delete, reference, unique oracle. Driven from
 * PostgreSQL's catalogue, so that a new table is covered by being there. Needs a database of its own, which it fills: every column gets
 * one fixed value of its type, equal in both tenants, so that all references hold and all keys would collide if they could.
 */
public final class TableIsolation {
    private static final String OURS = "aaaaaaaa-0000-7000-8000-000000000000";
    private static final String THEIRS = "bbbbbbbb-0000-7000-8000-000000000000";
    private static final String DENIED = "42501";
    private static final String NO_SUCH_KEY = "23503";

    private record Column(String name, String type, boolean nullable) {}

    /** @param tenantColumn what it pairs with the target's tenant_id */
    private record Reference(String name, String table, String target, Set<String> columns, String tenantColumn) {}

    private record Table(String name, List<Column> columns, Set<String> key, List<Reference> references) {}

    private final Connection connection;
    private final List<String> breaches = new ArrayList<>();

    private TableIsolation(Connection connection) {
        this.connection = connection;
    }

    /** What one tenant could do to another's rows; empty where all is well. Changes the schema: the database is of no other use after it. */
    public static List<String> breaches(Connection administrator) throws SQLException {
        administrator.setAutoCommit(false);
        var isolation = new TableIsolation(administrator);
        List<Table> tables = isolation.tables();
        isolation.fill(tables);
        for (Table table : tables) {
            isolation.attack(table);
        }
        administrator.rollback();
        return isolation.breaches;
    }

    /** How many tables were found: a test that attacks none proves nothing. */
    public static int tables(Connection administrator) throws SQLException {
        return new TableIsolation(administrator).tables().size();
    }

    private void fill(List<Table> tables) throws SQLException {
        // Values of ours need not make sense, so the rules about sense go; the rules about tenants stay.
        for (String check : names(
                "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint"
                        + " where contype = 'c' and connamespace = 'stoa'::regnamespace")) {
            run(check);
        }
        run("set local search_path = stoa");
        run("set local session_replication_role = replica");
        for (Table table : tables) {
            run(insert(table, OURS, Map.of()));
            if (!state(insert(table, THEIRS, Map.of())).equals("1")) {
                breaches.add(table.name() + ": a key of one tenant is refused because another tenant has it");
            }
        }
        run("set local session_replication_role = origin");
    }

    private void attack(Table table) throws SQLException {
        for (String role : List.of("stoa_app", "stoa_batch")) {
            if (names("select 'x' where has_any_column_privilege('" + role + "', 'stoa." + table.name()
                            + "', 'select')")
                    .isEmpty()) {
                continue;
            }
            Savepoint before = connection.setSavepoint();
            become(role, OURS);
            onlyOwnRows(table, role);
            connection.rollback(before);
            become(role, "");
            expect(
                    table,
                    role + " without a tenant sees rows",
                    "select count(*) from " + table.name(),
                    Set.of("rows 0"));
            connection.rollback(before);
        }
        uniqueOracle(table);
        for (Reference reference : table.references()) {
            reference(table, reference);
        }
    }

    private void onlyOwnRows(Table table, String role) throws SQLException {
        String name = table.name();
        expect(
                table,
                role + " does not see its own row, so the rest proves nothing",
                "select count(*) from " + name,
                Set.of("rows 1"));
        expect(
                table,
                role + " sees the other's row",
                "select count(*) from " + name + " where tenant_id = '" + THEIRS + "'",
                Set.of("rows 0"));
        expect(
                table,
                role + " inserts for the other",
                insert(table, THEIRS, others(table, column -> true)),
                Set.of(DENIED));
        expect(
                table,
                role + " gives its row away",
                "update " + name + " set tenant_id = '" + THEIRS + "'",
                Set.of(DENIED));
        expect(
                table,
                role + " updates the other's row",
                "update " + name + " set tenant_id = tenant_id where tenant_id = '" + THEIRS + "'",
                Set.of("0", DENIED));
        expect(
                table,
                role + " updates more than its row",
                "update " + name + " set tenant_id = tenant_id",
                Set.of("1", DENIED));
        expect(
                table,
                role + " deletes the other's row",
                "delete from " + name + " where tenant_id = '" + THEIRS + "'",
                Set.of("0", DENIED));
        expect(table, role + " deletes more than its row", "delete from " + name, Set.of("1", DENIED, NO_SUCH_KEY));
    }

    /** The other has the same keys: we must not learn that from a refusal. */
    private void uniqueOracle(Table table) throws SQLException {
        Savepoint before = connection.setSavepoint();
        forget(table.name());
        become("stoa_app", OURS);
        expect(table, "an equal key of the other is felt", insert(table, OURS, Map.of()), Set.of("1", DENIED));
        connection.rollback(before);
    }

    /** Only the other has what is referred to. */
    private void reference(Table table, Reference reference) throws SQLException {
        Savepoint before = connection.setSavepoint();
        boolean self = reference.table().equals(reference.target());
        for (Reference other : table.references()) {
            if (!other.equals(reference)) { // or its refusal would hide that this one lets us through
                run("alter table " + table.name() + " drop constraint " + other.name());
            }
        }
        forget(table.name());
        forget(reference.target());
        become("stoa_app", OURS);
        // A row may refer to itself: then its own key must be another one.
        Map<String, String> instead = self
                ? others(
                        table,
                        c -> table.key().contains(c) && !reference.columns().contains(c))
                : new HashMap<>();
        if (!reference.tenantColumn().equals("tenant_id")) {
            instead.put(reference.tenantColumn(), "'" + THEIRS + "'");
        }
        String insert = insert(table, OURS, instead);
        expect(table, reference.name() + " reaches into the other tenant", insert, Set.of(NO_SUCH_KEY, DENIED));
        connection.rollback(before);
    }

    private void forget(String table) throws SQLException {
        run("set local session_replication_role = replica");
        run("delete from " + table + " where tenant_id = '" + OURS + "'");
        run("set local session_replication_role = origin");
    }

    private void become(String role, String tenant) throws SQLException {
        run("set local role " + role);
        String setting = role.equals("stoa_batch") ? "stoa.tenants" : "stoa.tenant";
        String value = role.equals("stoa_batch") && !tenant.isEmpty() ? "{" + tenant + "}" : tenant;
        run("select set_config('" + setting + "', '" + value + "', true), set_config('stoa.user', '" + OURS
                + "', true)");
    }

    private void expect(Table table, String breach, String statement, Set<String> allowed) throws SQLException {
        String state = state(statement);
        if (!allowed.contains(state)) {
            breaches.add(table.name() + ": " + breach + " (" + state + ")");
        }
    }

    /** The count that the statement answers, or its SQLSTATE; its effect is undone. */
    private String state(String statement) throws SQLException {
        boolean keep = statement.startsWith("insert")
                && names("show session_replication_role").contains("replica");
        Savepoint before = connection.setSavepoint();
        try (var sql = connection.createStatement()) {
            if (sql.execute(statement)) {
                try (var rows = sql.getResultSet()) {
                    rows.next();
                    return "rows " + rows.getLong(1);
                }
            }
            return Integer.toString(sql.getUpdateCount());
        } catch (SQLException e) {
            keep = false;
            return e.getSQLState();
        } finally {
            if (!keep) {
                connection.rollback(before);
            }
        }
    }

    /** @param instead values of columns other than the usual ones */
    private static String insert(Table table, String tenant, Map<String, String> instead) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            boolean version = table.name().endsWith("_history") && column.name().equals("version_id");
            values.put(column.name(), version ? "7" : value(column)); // an update will write version 1 there
        }
        values.put("tenant_id", "'" + tenant + "'");
        values.putAll(instead);
        return "insert into " + table.name() + " ("
                + values.keySet().stream().map(c -> '"' + c + '"').collect(Collectors.joining(", ")) + ") values ("
                + String.join(", ", values.values()) + ")";
    }

    /** Other values for these columns, as far as there are others. */
    private static Map<String, String> others(Table table, Predicate<String> which) {
        Map<String, String> others = new HashMap<>();
        for (Column column : table.columns()) {
            if (which.test(column.name()) && !column.name().equals("tenant_id")) {
                String other = value(column).replace("cccccccc", "dddddddd").replace("'x'", "'y'");
                others.put(column.name(), other.equals("1") ? "2" : other);
            }
        }
        return others;
    }

    private static String value(Column column) {
        if (column.nullable() && column.name().endsWith("_at")) {
            return "null"; // not deleted, not done: where partial unique indexes look
        }
        String type = column.type();
        if (type.endsWith("[]")) {
            return "'{}'";
        }
        return switch (type) {
            case "uuid" -> "'cccccccc-0000-7000-8000-000000000000'";
            case "smallint", "integer", "bigint", "numeric", "double precision", "real" -> "1";
            case "boolean" -> "false";
            case "json", "jsonb" -> "'{}'";
            case "date" -> "'2026-01-01'";
            case "timestamp with time zone", "timestamp without time zone" -> "'2026-01-01 00:00:00'";
            default -> "'x'"; // texts, bytes
        };
    }

    private List<Table> tables() throws SQLException {
        var tables = new ArrayList<Table>();
        for (String name : names(
                "select relname from pg_class t where relnamespace = 'stoa'::regnamespace and relkind in ('r', 'p')"
                        + " and exists (select from pg_attribute where attrelid = t.oid and attname = 'tenant_id') and relname not in ('tenant_host', 'tenant_history') order by 1")) {
            tables.add(new Table(name, columns(name), key(name), references(name)));
        }
        return tables;
    }

    private List<Column> columns(String table) throws SQLException {
        var columns = new ArrayList<Column>();
        try (var sql = connection.prepareStatement(
                "select attname, format_type(atttypid, null), not attnotnull from pg_attribute"
                        + " where attrelid = ('stoa.' || ?)::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum")) {
            sql.setString(1, table);
            try (var rows = sql.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
                }
            }
        }
        return columns;
    }

    private Set<String> key(String table) throws SQLException {
        return Set.copyOf(names(
                "select attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)"
                        + " where i.indisprimary and i.indrelid = 'stoa." + table + "'::regclass"));
    }

    private List<Reference> references(String table) throws SQLException {
        var references = new ArrayList<Reference>();
        try (var sql = connection.prepareStatement("""
                select c.conname, t.relname,
                    (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey)),
                    (select here.attname from unnest(c.conkey, c.confkey) pair (here, there)
                        join pg_attribute here on here.attrelid = c.conrelid and here.attnum = pair.here
                        join pg_attribute there on there.attrelid = c.confrelid and there.attnum = pair.there
                        where there.attname = 'tenant_id')
                from pg_constraint c join pg_class t on t.oid = c.confrelid
                where c.contype = 'f' and c.conrelid = ('stoa.' || ?)::regclass and t.relname <> 'tenant'""")) {
            sql.setString(1, table);
            try (var rows = sql.executeQuery()) {
                while (rows.next()) {
                    String[] columns = (String[]) rows.getArray(3).getArray();
                    String tenantColumn = rows.getString(4) == null ? "tenant_id" : rows.getString(4);
                    references.add(
                            new Reference(rows.getString(1), table, rows.getString(2), Set.of(columns), tenantColumn));
                }
            }
        }
        return references;
    }

    private List<String> names(String query) throws SQLException {
        var names = new ArrayList<String>();
        try (var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private void run(String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
