package stoa.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import stoa.embedded.EmbeddedBroker;
import stoa.embedded.EmbeddedPostgres;
import stoa.embedded.EmbeddedRedis;

/**
 * The servers that tests use: those whose URL is given (STOA_TEST_PG_URL, STOA_TEST_REDIS_URL, STOA_TEST_AMQP_URL), else containers where
 * Docker answers, else the embedded ones. Each is started when it is first asked for, and ended with this JVM.
 */
public final class Servers {
    private static final int POSTGRES_PORT = 5432;
    private static final int REDIS_PORT = 6379;
    private static final int AMQP_PORT = 5672;

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
    private static @Nullable String postgres;
    private static @Nullable String redis;
    private static @Nullable String amqp;

    private Servers() {}

    /** URL of an administrator of a PostgreSQL, {@code postgres://user@host:port/database}. */
    public static synchronized String postgres() {
        if (postgres == null) {
            postgres = find("STOA_TEST_PG_URL", Servers::postgresContainer, folder -> {
                var server = EmbeddedPostgres.start(folder, 0);
                STARTED.push(server);
                return server.url();
            });
        }
        return postgres;
    }

    /** URL of a Redis. */
    public static synchronized String redis() {
        if (redis == null) {
            redis = find("STOA_TEST_REDIS_URL", Servers::redisContainer, folder -> {
                var server = EmbeddedRedis.start(folder, 0);
                STARTED.push(server);
                return server.url();
            });
        }
        return redis;
    }

    /** URL of an AMQP 0-9-1 broker. */
    public static synchronized String amqp() {
        if (amqp == null) {
            amqp = find("STOA_TEST_AMQP_URL", Servers::amqpContainer, folder -> {
                var server = EmbeddedBroker.start(0);
                STARTED.push(server);
                return server.url();
            });
        }
        return amqp;
    }

    private static String find(String variable, Supplier<String> container, Function<Path, String> embedded) {
        String given = System.getenv(variable);
        if (given != null && !given.isBlank()) {
            return given;
        }
        if (STARTED.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(Servers::end, "end-of-test-servers"));
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return container.get();
        }
        return embedded.apply(folder());
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("stoa-test");
            STARTED.push(() -> delete(folder));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // ended with the JVM
    private static String postgresContainer() {
        var server = container("postgres:18-alpine", POSTGRES_PORT).withEnv("POSTGRES_HOST_AUTH_METHOD", "trust");
        server.start();
        return "postgres://postgres@" + address(server, POSTGRES_PORT) + "/postgres";
    }

    private static String redisContainer() {
        var server = container("redis:7-alpine", REDIS_PORT);
        server.start();
        return "redis://" + address(server, REDIS_PORT);
    }

    private static String amqpContainer() {
        var server = container("rabbitmq:4-alpine", AMQP_PORT);
        server.start();
        return "amqp://guest:guest@" + address(server, AMQP_PORT);
    }

    private static GenericContainer<?> container(String image, int port) {
        var container = new GenericContainer<>(DockerImageName.parse(image)).withExposedPorts(port);
        STARTED.push(container);
        return container;
    }

    private static String address(GenericContainer<?> server, int port) {
        return server.getHost() + ":" + server.getMappedPort(port);
    }

    private static synchronized void end() {
        while (!STARTED.isEmpty()) {
            try {
                STARTED.pop().close();
            } catch (Exception e) {
                // One that does not end must not keep the others running; the JVM is going anyway.
                System.err.println("A test server did not end: " + e);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
