package stoa.tenancy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;

/** The schema, brought to what this version of the code needs, by the owner role and nobody else. */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs what is new, in the given order of domains, each with a history of its own; then gathers statistics of what holds rows by then. An empty
     * table is better left unknown: the planner takes it for some pages of rows, and for none where somebody has counted, and plans stay
     * cached. Nodes that do so at once wait for one another. Blocks.
     *
     * @param domains such as {@code tenancy}, which comes first, and {@code catalog}: their scripts are {@code stoa/<domain>/db}
     * @throws org.flywaydb.core.api.FlywayException where a script fails or was changed after it ran
     */
    public static void run(DatabaseSettings settings, List<String> domains) {
        for (String domain : domains) {
            migrate(settings, domain);
        }
        analyze(settings);
    }

    private static void migrate(DatabaseSettings settings, String domain) {
        Flyway.configure()
                .dataSource(
                        settings.jdbcUrl(),
                        settings.owner().name(),
                        settings.owner().password())
                .initSql("set search_path = stoa; set row_security = off")
                .locations("classpath:stoa/" + domain + "/db")
                .failOnMissingLocations(true)
                .defaultSchema("stoa")
                .createSchemas(false)
                .table("schema_history_" + domain)
                // The schema holds other domains' tables already when a new domain comes.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }

    private static void analyze(DatabaseSettings settings) {
        try (var connection = DriverManager.getConnection(
                        settings.jdbcUrl(),
                        settings.owner().name(),
                        settings.owner().password());
                var sql = connection.createStatement()) {
            var tables = new StringBuilder();
            try (var rows = sql.executeQuery(
                    "select quote_ident(relname) from pg_class where relnamespace = 'stoa'::regnamespace and relkind = 'r'"
                            + " and pg_relation_size(oid) > 0")) {
                while (rows.next()) {
                    tables.append(tables.isEmpty() ? "analyze stoa." : ", stoa.")
                            .append(rows.getString(1));
                }
            }
            if (!tables.isEmpty()) {
                sql.execute(tables.toString());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Statistics could not be gathered: " + e.getMessage(), e);
        }
    }
}
