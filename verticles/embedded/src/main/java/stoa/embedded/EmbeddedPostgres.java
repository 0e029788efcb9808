package stoa.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL on loopback, with durability on. Works without root, and as root (inside a user namespace). */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * @param folder holds the data and the unpacked server; kept between runs
     * @param port 0 for any free one
     */
    public static EmbeddedPostgres start(Path folder, int port) {
        try {
            Path data = Files.createDirectories(folder).resolve("data");
            endLeftover(folder);
            return new EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                    .setRegisterShutdownHook(false) // the one who starts it also ends it, after the last query
                    .setPort(port)
                    .setPGStartupWait(START_TIMEOUT)
                    .setLocaleConfig("encoding", "UTF8")
                    .setLocaleConfig("locale", "C")
                    // The library switches durability off for tests; here an answered checkout must survive.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("random_page_cost", "1.1")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start in " + folder, e);
        }
    }

    /** Ends a server of this folder that outlived a killed JVM. */
    public static void endLeftover(Path folder) throws IOException {
        Leftover.end(folder.resolve("data/postmaster.pid"), "postgres");
    }

    /** The administrator's URL: {@code postgres://postgres@127.0.0.1:port/postgres}. */
    public String url() {
        return "postgres://postgres@127.0.0.1:" + port() + "/postgres";
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }
}
