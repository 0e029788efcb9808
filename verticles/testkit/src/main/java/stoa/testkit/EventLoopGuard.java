package stoa.testkit;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test during which an event loop waited for something. Slowness alone does not: the cores are shared. */
public final class EventLoopGuard implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        EventLoopWatch.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    private static void check() {
        List<String> faults = EventLoopWatch.drain();
        if (!faults.isEmpty()) {
            throw new AssertionError("An event loop must never wait:\n" + String.join("\n", faults));
        }
    }
}
