package stoa.tenancy;

import java.net.URI;
import java.time.Duration;

/**
 * Where the database is, who we are there, and how much of it one node takes.
 *
 * @param poolSize connections of the application role
 * @param batchPoolSize connections of the role that writes coalesced batches
 * @param maxWaiting most transactions of one pool that wait for a connection; beyond it they are refused with {@link Busy}
 * @param connectTimeout for a new connection, and longest wait for a free one
 * @param statementTimeout of one statement, enforced by the server
 * @param lockTimeout of one lock, enforced by the server
 * @param batchLockTimeout the same for the role that writes batches: shorter, because many wait with the one that waits
 */
public record DatabaseSettings(
        String host,
        int port,
        String database,
        Tls tls,
        Role owner,
        Role app,
        Role batch,
        Role scheduler,
        int poolSize,
        int batchPoolSize,
        int schedulerPoolSize,
        int maxWaiting,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        Duration batchLockTimeout) {

    private static final int DEFAULT_PORT = 5432;

    /** As libpq understands its {@code sslmode}. */
    public enum Tls {
        DISABLE("disable"),
        REQUIRE("require"),
        VERIFY_FULL("verify-full");

        private final String mode;

        Tls(String mode) {
            this.mode = mode;
        }

        public String mode() {
            return mode;
        }

        public static Tls of(String mode) {
            for (Tls tls : values()) {
                if (tls.mode.equals(mode)) {
                    return tls;
                }
            }
            throw new IllegalArgumentException("No such TLS mode: " + mode);
        }
    }

    /** A role of the database; prints itself without its password. */
    public record Role(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * The usual roles and limits.
     *
     * @param url {@code postgres://host:port/database}; user and password in it are not used
     */
    public static DatabaseSettings of(String url, String password) {
        URI uri = URI.create(url);
        return new DatabaseSettings(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                uri.getPath().substring(1),
                Tls.DISABLE,
                new Role("stoa_owner", password),
                new Role("stoa_app", password),
                new Role("stoa_batch", password),
                new Role("stoa_scheduler", password),
                16,
                2,
                2,
                1000,
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofMillis(500));
    }

    /** The longest that one transaction may take on the client's clock; then its connection is closed. */
    public Duration transactionDeadline() {
        return statementTimeout.multipliedBy(2);
    }

    public DatabaseSettings withPool(int connections, int waiting) {
        return new DatabaseSettings(
                host,
                port,
                database,
                tls,
                owner,
                app,
                batch,
                scheduler,
                connections,
                batchPoolSize,
                schedulerPoolSize,
                waiting,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                batchLockTimeout);
    }

    public DatabaseSettings withTimeouts(Duration connect, Duration statement, Duration lock) {
        return new DatabaseSettings(
                host,
                port,
                database,
                tls,
                owner,
                app,
                batch,
                scheduler,
                poolSize,
                batchPoolSize,
                schedulerPoolSize,
                maxWaiting,
                connect,
                statement,
                lock,
                batchLockTimeout);
    }

    /** For JDBC, which only migrations and bootstrap use. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?sslmode=" + tls.mode();
    }
}
