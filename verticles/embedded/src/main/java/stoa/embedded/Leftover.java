package stoa.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that outlived a killed JVM: it is found by the pid file in our own data folder, never by its name alone. */
final class Leftover {
    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
    private static final long PATIENCE_SECONDS = 20;

    private Leftover() {}

    /** Ends the process of the pid file, if it still is the program we started. */
    static void end(Path pidFile, String program) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        String first =
                Files.readAllLines(pidFile).stream().findFirst().orElse("").strip();
        if (first.matches("[0-9]{1,9}")) {
            var process = ProcessHandle.of(Long.parseLong(first))
                    .filter(p -> p.info().command().orElse("").contains(program));
            if (process.isPresent()) {
                LOG.info("Ending {} (pid {}), left over by an earlier run", program, first);
                end(process.get());
            }
        }
        Files.deleteIfExists(pidFile);
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("Cannot end the process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
