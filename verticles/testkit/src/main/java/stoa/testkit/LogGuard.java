package stoa.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.LoggerFactory;

/** Fails a test during which something was logged at WARN or above that nobody expected, see {@link ExpectedLog}. */
public final class LogGuard implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** @param reason why it says nothing about our code */
    private record Allowed(String pattern, String reason) {}

    private static final List<Allowed> ALLOWED = List.of(
            new Allowed(
                    "HttpClientConnectionInternal: Connection evicted",
                    "a test's own client, whose upgrade was refused"),
            new Allowed("BlockedThreadChecker: ", "slowness alone fails nothing: the cores are shared"),
            new Allowed("^org\\.testcontainers|^tc\\.", "a machine without Docker is a fine machine"),
            new Allowed("HotSpot Virtual Machine.*CDS|Sharing is only supported", "the JVM about its own start"));

    private static final Predicate<String> HARMLESS = ALLOWED.stream()
            .map(a -> Pattern.compile(a.pattern()).asPredicate())
            .reduce(line -> false, Predicate::or);

    private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();
    private static boolean listening;

    @Override
    public void beforeAll(ExtensionContext context) {
        listen();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context);
    }

    private static synchronized void listen() {
        if (listening || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext logback)) {
            return;
        }
        listening = true;
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                    LINES.add(line(event));
                }
            }
        };
        appender.setContext(logback);
        appender.start();
        logback.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    private static String line(ILoggingEvent event) {
        var line = new StringBuilder(event.getLoggerName()).append(": ").append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> line.append(' ').append(pair));
        }
        for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
            line.append(" | ").append(t.getClassName()).append(": ").append(t.getMessage());
        }
        return line.toString();
    }

    private static void check(ExtensionContext context) {
        var expected = expected(context);
        var unexpected = new ArrayList<String>();
        for (String line = LINES.poll(); line != null; line = LINES.poll()) {
            if (!HARMLESS.test(line) && !expected.test(line)) {
                unexpected.add(line);
            }
        }
        if (!unexpected.isEmpty()) {
            throw new AssertionError("Nobody expected these lines at WARN or above:\n" + String.join("\n", unexpected));
        }
    }

    private static Predicate<String> expected(ExtensionContext context) {
        var onMethod = AnnotationSupport.findRepeatableAnnotations(context.getElement(), ExpectedLog.class);
        var onClass = AnnotationSupport.findRepeatableAnnotations(context.getTestClass(), ExpectedLog.class);
        return Stream.concat(onMethod.stream(), onClass.stream())
                .map(e -> Pattern.compile(e.value()).asPredicate())
                .reduce(line -> false, Predicate::or);
    }
}
