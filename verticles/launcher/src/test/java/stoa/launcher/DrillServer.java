package stoa.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import stoa.embedded.EmbeddedPostgres;

/** A PostgreSQL of the drill's own, which can be killed, started again, and left without room. */
final class DrillServer implements AutoCloseable {
    private static final String ROOM = "size=900m";
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path folder;
    private final boolean ownDisk;
    private EmbeddedPostgres server;
    private final int port;

    private DrillServer(Path folder, boolean ownDisk) {
        this.folder = folder;
        this.ownDisk = ownDisk;
        server = EmbeddedPostgres.start(folder, 0);
        port = server.port();
    }

    /** On a disk of its own, in memory, where this process may mount one; only that can be filled. */
    static DrillServer start() throws IOException {
        Path folder = Files.createTempDirectory("stoa-drill");
        return new DrillServer(folder, run("mount", "-t", "tmpfs", "-o", ROOM, "stoa-drill", folder.toString()) == 0);
    }

    String url() {
        return server.url();
    }

    boolean hasOwnDisk() {
        return ownDisk;
    }

    /** As kill -9 of each of its processes. */
    void kill() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                .getFirst()
                .strip());
        ProcessHandle.of(pid).ifPresent(postmaster -> {
            var children = postmaster.children().toList();
            postmaster.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            postmaster.onExit().join();
            children.forEach(child -> child.onExit().join());
        });
        server.close(); // there is nothing left to end, but it still holds the lock of the folder
    }

    /** Starts it again in the same place; it recovers what was committed. */
    void recover() {
        server = EmbeddedPostgres.start(folder, port);
    }

    /** Until not one block is free. */
    void fill() throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            for (int size = BLOCK_BYTES; size > 0; ) {
                try {
                    ballast.write(block, 0, size);
                } catch (IOException e) {
                    size /= 2; // no room for so much: try less
                }
            }
        }
    }

    /** Takes the ballast away; a server that could not live with it is started again. */
    void makeRoom() throws IOException {
        Files.deleteIfExists(ballast());
        if (!accepts()) {
            kill();
            recover();
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private boolean accepts() {
        try (var connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&loginTimeout=5")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private static int run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (ownDisk) {
            run("umount", folder.toString());
        }
    }
}
