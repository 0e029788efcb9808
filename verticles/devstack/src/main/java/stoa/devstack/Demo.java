package stoa.devstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stoa.embedded.EmbeddedPostgres;
import stoa.embedded.EmbeddedRedis;
import stoa.platform.BadConfiguration;

/** Everything on a bare machine, told in plain words: servers, tables, two shops, their pages. */
final class Demo {
    static final List<String> SHOPS = List.of("nordhang", "kaffa");
    private static final String FRESH = "--fresh";

    private Demo() {}

    static void main(List<String> arguments) throws Exception {
        for (String argument : arguments) {
            if (!argument.equals(FRESH)) {
                fail("There is no option " + argument + "; the only one is " + FRESH + ".", null);
            }
        }
        Path folder = Files.createDirectories(Path.of(".stoa"));
        System.setProperty("stoa.demo.folder", folder.toString());
        System.setProperty("logback.configurationFile", "stoa/devstack/logback.xml");
        try (FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (lock(lockFile) == null) {
                fail("Another demo is running on the data in " + folder + "; end it first.", null);
            }
            if (arguments.contains(FRESH)) {
                say("Emptying " + folder + " ...");
                EmbeddedPostgres.endLeftover(folder.resolve("postgres"));
                EmbeddedRedis.endLeftover(folder.resolve("redis"));
                empty(folder);
            }
            run(folder);
        } catch (BadConfiguration e) {
            fail("Stoa does not start. " + e.getMessage(), null);
        } catch (CompletionException | IllegalStateException | IOException e) {
            fail(
                    "Stoa does not start. "
                            + (e.getCause() == null
                                    ? e.getMessage()
                                    : e.getCause().getMessage()) + " The whole story is in "
                            + folder.resolve("stoa.log") + ".",
                    e);
        }
    }

    private static void run(Path folder) throws Exception {
        var stack = new Stack(folder, System.getenv(), Demo::say);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stoa-stop"));
        stack.start();
        for (String slug : SHOPS) {
            stack.open(DemoShop.read(slug));
        }
        say(Greeting.of(stack.port(), stack.managementPort()));
        Thread.currentThread().join(); // until a signal comes
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (file.equals(folder.resolve("stoa.log"))) {
                    Files.write(file, new byte[0]); // open already: a deleted one would be written to unseen
                } else if (!file.equals(folder) && !file.equals(folder.resolve("lock"))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void say(String text) {
        System.out.println(text);
    }

    private static void fail(String text, @Nullable Exception cause) {
        if (cause != null) {
            org.slf4j.LoggerFactory.getLogger(Demo.class).error(text, cause);
        }
        System.err.println(text);
        System.exit(1);
    }
}
