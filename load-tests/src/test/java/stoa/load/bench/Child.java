package stoa.load.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process beside this one, with its words in a file. */
final class Child implements AutoCloseable {
    private static final int END_SECONDS = 30;

    private final String name;
    private final Process process;
    private final Path log;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** A JVM as {@code ./stoa} starts it; nothing of this process's own STOA_ configuration reaches it. */
    static Child java(
            Path work, String name, List<String> options, Map<String, String> environment, String... command) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.management/sun.management=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        line.addAll(options);
        line.addAll(List.of(command));
        return start(work, name, environment, line);
    }

    static Child start(Path work, String name, Map<String, String> environment, List<String> command) {
        Path log = work.resolve(name + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("STOA_"));
        builder.environment().putAll(environment);
        try {
            var child = new Child(name, builder.start(), log);
            Runtime.getRuntime().addShutdownHook(new Thread(child.process::destroyForcibly, "end-" + name));
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    /** Until its words contain these. */
    Child await(String words, int seconds) {
        for (int tenth = 0; tenth < 10 * seconds && process.isAlive(); tenth++) {
            if (said().contains(words)) {
                return this;
            }
            Pause.ms(100);
        }
        throw new IllegalStateException(name + " does not say \"" + words + "\". It said:\n" + said());
    }

    /** Until it has ended well. */
    void awaitEnd(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(name + " did not end well. It said:\n" + said());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** As kill -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
