package stoa.tenancy;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** The roles of the database and its one schema, made by an administrator before the first migration. Running it again changes nothing. */
public final class Roles {
    /** Roles belong to the whole server: two that bootstrap at once would stumble over each other's. */
    private static final long LOCK = 0x53746f61L;

    private Roles() {}

    /**
     * Makes the database (where it is missing), the four roles with their passwords, and the schema. Blocks.
     *
     * @param adminUrl {@code postgres://user:password@host:port/database} of somebody who may create roles and databases
     * @throws IllegalStateException where the server cannot be reached or refuses
     */
    public static void bootstrap(String adminUrl, DatabaseSettings settings) {
        // The lock holds within one database only, so everybody takes it in the one that every server has.
        try (Connection admin = connect(adminUrl, "postgres");
                Statement sql = admin.createStatement()) {
            sql.execute("select pg_advisory_lock(" + LOCK + ")");
            for (var role : List.of(settings.owner(), settings.app(), settings.batch(), settings.scheduler())) {
                role(sql, role);
            }
            database(sql, settings.database());
            try (Connection target = connect(adminUrl, settings.database());
                    Statement inside = target.createStatement()) {
                schema(inside, settings);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The roles of the database could not be made: " + e.getMessage(), e);
        }
    }

    private static void role(Statement sql, DatabaseSettings.Role role) throws SQLException {
        boolean known;
        try (var rows = sql.executeQuery("select from pg_roles where rolname = " + literal(role.name()))) {
            known = rows.next();
        }
        String attributes = " with login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password ";
        sql.execute(
                (known ? "alter" : "create") + " role " + name(role.name()) + attributes + literal(role.password()));
    }

    private static void database(Statement sql, String database) throws SQLException {
        try (var rows = sql.executeQuery("select from pg_database where datname = " + literal(database))) {
            if (rows.next()) {
                return;
            }
        }
        sql.execute("create database " + name(database));
    }

    private static void schema(Statement sql, DatabaseSettings settings) throws SQLException {
        String database = name(settings.database());
        String owner = name(settings.owner().name());
        sql.execute("revoke all on database " + database + " from public");
        sql.execute("revoke all on schema public from public");
        sql.execute("create schema if not exists stoa authorization " + owner);
        // A statement that a policy would narrow fails for the owner, instead of touching nothing and reporting
        // success.
        sql.execute("alter role " + owner + " in database " + database + " set row_security = off");
        for (var role : List.of(settings.owner(), settings.app(), settings.batch(), settings.scheduler())) {
            sql.execute("grant connect on database " + database + " to " + name(role.name()));
            sql.execute("alter role " + name(role.name()) + " in database " + database + " set search_path = stoa");
            if (!role.equals(settings.owner())) {
                sql.execute("grant usage on schema stoa to " + name(role.name()));
            }
        }
    }

    /** To this database of the URL's server. */
    private static Connection connect(String adminUrl, String database) throws SQLException {
        URI uri = URI.create(adminUrl);
        var properties = new Properties();
        if (uri.getUserInfo() != null) {
            String[] user = uri.getUserInfo().split(":", 2);
            properties.setProperty("user", user[0]);
            if (user.length == 2) {
                properties.setProperty("password", user[1]);
            }
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + port + "/" + database + query, properties);
    }

    private static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Roles and passwords cannot be parameters of a statement. */
    private static String literal(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
