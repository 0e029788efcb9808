package stoa.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A real Redis on loopback. It keeps nothing on disk: Redis holds only what may be lost. */
public final class EmbeddedRedis implements AutoCloseable {
    private static final String PID_FILE = "redis.pid";

    private final RedisServer server;
    private final int port;

    private EmbeddedRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * @param folder for its pid file
     * @param port 0 for any free one
     */
    public static EmbeddedRedis start(Path folder, int port) {
        try {
            Path pidFile = Files.createDirectories(folder).toAbsolutePath().resolve(PID_FILE);
            endLeftover(folder);
            int free = port == 0 ? freePort() : port;
            RedisServer server = RedisServer.newRedisServer()
                    .bind("127.0.0.1")
                    .port(free)
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .setting("maxmemory 64mb")
                    .setting("maxmemory-policy allkeys-lru")
                    .setting("pidfile \"" + pidFile + "\"")
                    .build();
            server.start();
            return new EmbeddedRedis(server, free);
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not start in " + folder, e);
        }
    }

    /** Ends a server of this folder that outlived a killed JVM. */
    public static void endLeftover(Path folder) throws IOException {
        Leftover.end(folder.resolve(PID_FILE), "redis");
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not stop", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
