package stoa.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node in a JVM of its own, as in production: only its environment tells it what it is. */
final class NodeProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;
    private static final int SOON_SECONDS = 8;

    private final Process process;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<Void> serving = new CompletableFuture<>();

    private final Thread listener;

    private NodeProcess(Process process) {
        this.process = process;
        listener = Thread.ofVirtual().start(this::listen);
    }

    /** Begins to start a node; {@link #awaitServing} waits for it. */
    static NodeProcess begin(Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.management/sun.management=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "-Dlogback.configurationFile=logback.xml",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run");
        builder.environment().keySet().removeIf(key -> key.startsWith("STOA_"));
        builder.environment().putAll(environment);
        return new NodeProcess(builder.redirectErrorStream(true).start());
    }

    static NodeProcess start(Map<String, String> environment) throws Exception {
        return begin(environment).awaitServing();
    }

    NodeProcess awaitServing() throws InterruptedException {
        try {
            serving.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("The node does not serve; it said:\n" + String.join("\n", said), e);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains("\"message\":\"Serving ")) {
                    serving.complete(null);
                }
            }
        } catch (IOException e) {
            said.add(e.toString());
        }
        serving.completeExceptionally(new IllegalStateException("the process has ended"));
    }

    /** All lines it has printed so far. */
    List<String> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }

    /** As kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As kill: it may finish what it does. */
    int stop() throws InterruptedException {
        process.toHandle().destroy(); // the process itself would stop listening to its last words
        return awaitEnd();
    }

    /** @return how it ended; 137 after a failpoint */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The node does not end; it said:\n" + String.join("\n", said()));
        }
        listener.join(); // or its last words would be missing
        return process.exitValue();
    }

    /** As {@link #awaitEnd}, by its own death if that comes soon, else by kill -9. */
    int awaitEndOrKill() throws InterruptedException {
        if (!process.waitFor(SOON_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
        return awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
