package stoa.tenancy;

import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import stoa.testkit.TestDatabase;

/** A database as a server has it: roles, migrations of the named domains, nothing else. Tests see it as the application role does. */
public final class MigratedDatabase implements AutoCloseable {
    /** Only for loopback: test servers trust their own machine. */
    private static final String PASSWORD = "test";

    private static final Map<List<String>, MigratedDatabase> SHARED = new HashMap<>();

    private final TestDatabase database;
    private final DatabaseSettings settings;

    private MigratedDatabase(TestDatabase database) {
        this.database = database;
        this.settings = DatabaseSettings.of(database.url(), PASSWORD);
    }

    /**
     * One of its own, for tests of what spans tenants (relay, sweeper, leases). The caller closes it.
     *
     * @param domains after tenancy
     */
    public static MigratedDatabase fresh(String... domains) {
        var fresh = new MigratedDatabase(TestDatabase.create());
        Roles.bootstrap(fresh.database.url(), fresh.settings);
        fresh.migrate(domains);
        return fresh;
    }

    /**
     * The one that all tests of this JVM share, each in its own tenant. Goes with the JVM.
     *
     * @param domains after tenancy
     */
    public static synchronized MigratedDatabase shared(String... domains) {
        return SHARED.computeIfAbsent(List.of(domains), d -> fresh(domains));
    }

    public void migrate(String... domains) {
        var all = new ArrayList<>(List.of("tenancy"));
        all.addAll(Arrays.asList(domains));
        Migrations.run(settings, all);
    }

    public DatabaseSettings settings() {
        return settings;
    }

    public Tenancy open(Vertx vertx) {
        return Tenancy.open(vertx, settings, TenancyListener.NONE);
    }

    /** As administrator, whom no policy binds: to look behind what a test has done. */
    public Connection connect() throws SQLException {
        return database.connect();
    }

    /** As a migration does it: by the owner, for tables that only a test needs. */
    public void asOwner(String statements) {
        try (var connection = connect();
                var sql = connection.createStatement()) {
            sql.execute("set search_path = stoa; set role stoa_owner; set row_security = off; " + statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
