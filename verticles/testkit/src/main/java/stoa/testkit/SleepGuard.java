package stoa.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails every class of a module whose tests sleep: too short on a slow machine, too long on every other. Wait for the thing itself. */
public final class SleepGuard implements BeforeAllCallback {
    private static final Pattern SLEEP = Pattern.compile(
            "Thread\\s*\\.\\s*sleep|TimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep|import static java\\.lang\\.Thread\\.(sleep|\\*)");

    private static @Nullable List<Path> sleepers;

    @Override
    public void beforeAll(ExtensionContext context) {
        List<Path> found = ofThisModule();
        if (!found.isEmpty()) {
            throw new AssertionError("Tests must not sleep: " + found);
        }
    }

    private static synchronized List<Path> ofThisModule() {
        if (sleepers == null) {
            sleepers = sleepers(Path.of("src", "test", "java")); // Maven runs tests in the module's own folder
        }
        return sleepers;
    }

    /** The sources below this folder that sleep. */
    static List<Path> sleepers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(SleepGuard::sleeps)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean sleeps(Path source) {
        try {
            return SLEEP.matcher(Files.readString(source)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
