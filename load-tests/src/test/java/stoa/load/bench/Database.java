package stoa.load.bench;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A database of its own for one run, seen as its administrator, whom no policy binds; dropped when closed. */
final class Database implements AutoCloseable {
    private final URI admin;
    private final String name;
    private final Connection connection;

    private Database(URI admin, String name, Connection connection) {
        this.admin = admin;
        this.name = name;
        this.connection = connection;
    }

    static Database create(URI admin, String name) {
        asAdministrator(admin, "create database " + name);
        return new Database(admin, name, connect(admin, name));
    }

    /** With user and password. */
    String adminUrl() {
        return admin.resolve("/" + name).toString();
    }

    /** Without. */
    String url() {
        return "postgres://" + admin.getHost() + ":" + port(admin) + "/" + name;
    }

    String name() {
        return name;
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    long number(String sql) {
        return Long.parseLong(rows(sql).getFirst().getFirst());
    }

    /** All rows, each as its texts. */
    List<List<String>> rows(String sql) {
        try (Statement statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<List<String>>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>(columns);
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private static Connection connect(URI admin, String database) {
        var properties = new Properties();
        if (admin.getUserInfo() != null) {
            String[] user = admin.getUserInfo().split(":", 2);
            properties.setProperty("user", user[0]);
            if (user.length == 2) {
                properties.setProperty("password", user[1]);
            }
        }
        String url = "jdbc:postgresql://" + admin.getHost() + ":" + port(admin) + "/" + database;
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL cannot be reached at " + url + ": " + e.getMessage(), e);
        }
    }

    private static int port(URI admin) {
        return admin.getPort() < 0 ? 5432 : admin.getPort();
    }

    private static void asAdministrator(URI admin, String sql) {
        try (Connection connection = connect(admin, admin.getPath().substring(1));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is dropped with force.
        }
        asAdministrator(admin, "drop database if exists " + name + " with (force)");
    }
}
