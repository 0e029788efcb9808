package stoa.testkit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** An empty database of its own; gone when closed, or with this JVM. */
public final class TestDatabase implements AutoCloseable {
    private final String server;
    private final String name;
    private boolean dropped;

    private TestDatabase(String server, String name) {
        this.server = server;
        this.name = name;
    }

    /** On the server of {@link Servers#postgres()}. */
    public static TestDatabase create() {
        return createOn(Servers.postgres());
    }

    /** @param server URL of an administrator */
    public static TestDatabase createOn(String server) {
        byte[] random = new byte[8];
        ThreadLocalRandom.current().nextBytes(random);
        var database = new TestDatabase(server, "stoa_test_" + HexFormat.of().formatHex(random));
        database.asAdministrator("create database " + database.name);
        Runtime.getRuntime().addShutdownHook(new Thread(database::dropQuietly, "drop-" + database.name));
        return database;
    }

    public String name() {
        return name;
    }

    /** Of an administrator, whom no policy binds. */
    public String url() {
        return URI.create(server).resolve("/" + name).toString();
    }

    /** As administrator, whom no policy binds: to look behind what a test has done. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbc(url()));
    }

    @Override
    public synchronized void close() {
        if (!dropped) {
            dropped = true;
            asAdministrator("drop database if exists " + name + " with (force)");
        }
    }

    private void dropQuietly() {
        try {
            close();
        } catch (IllegalStateException e) {
            // An embedded server may have ended first, and its folder with it: then there is nothing left to drop.
            dropped = true;
        }
    }

    private void asAdministrator(String statement) {
        try (var connection = DriverManager.getConnection(jdbc(server));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement + ": " + e.getMessage(), e);
        }
    }

    /** JDBC takes user and password as parameters. */
    private static String jdbc(String url) {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo() == null
                ? new String[] {"postgres"}
                : uri.getUserInfo().split(":", 2);
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + user[0]
                + (user.length == 2 ? "&password=" + user[1] : "");
    }
}
