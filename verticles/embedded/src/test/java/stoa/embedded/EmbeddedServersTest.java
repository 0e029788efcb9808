package stoa.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTest {
    @Test
    void postgresKeepsItsDataAndSyncsEachCommit(@TempDir Path folder) throws Exception {
        try (var server = EmbeddedPostgres.start(folder, 0);
                var connection = connect(server)) {
            assertEquals("on", one(connection, "show fsync"));
            assertEquals("on", one(connection, "show synchronous_commit"));
            connection.createStatement().execute("create table kept (n int)");
        }
        try (var server = EmbeddedPostgres.start(folder, 0);
                var connection = connect(server)) {
            assertEquals("0", one(connection, "select count(*) from kept"));
        }
    }

    @Test
    void postgresThatOutlivedItsKilledMasterIsEndedByTheNextStart(@TempDir Path folder) throws Exception {
        var killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAndDies.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(137, killed.waitFor());
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
        var orphan = ProcessHandle.of(pid).orElseThrow();
        try (var server = EmbeddedPostgres.start(folder, 0);
                var connection = connect(server)) {
            orphan.onExit().get(20, TimeUnit.SECONDS);
            assertEquals("1", one(connection, "select count(*) from kept"));
        }
    }

    /** Starts PostgreSQL and is gone the next moment, as after kill -9. */
    static final class StartsAndDies {
        public static void main(String[] args) throws Exception {
            var server = EmbeddedPostgres.start(Path.of(args[0]), 0);
            try (var connection = connect(server)) {
                connection.createStatement().execute("create table kept (n int)");
                connection.createStatement().execute("insert into kept values (1)");
            }
            Runtime.getRuntime().halt(137);
        }
    }

    @Test
    void redisAnswers(@TempDir Path folder) throws Exception {
        try (var server = EmbeddedRedis.start(folder, 0);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("+PONG", new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void brokerSpeaksAmqp() throws Exception {
        try (var server = EmbeddedBroker.start(0);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
            assertTrue(socket.getInputStream().read() == 1, "a method frame, connection.start");
        }
    }

    private static Connection connect(EmbeddedPostgres server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres", "postgres", "");
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
