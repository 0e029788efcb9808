package stoa.platform;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Named places where the test profile can kill the process as if its power was cut, so that every step of a saga can be cut. */
public final class Failpoints {
    /** All of them; {@code docs/guides/failpoints.md} says what stands at each. */
    public static final List<String> NAMES = List.of(
            "checkout-before-commit",
            "checkout-after-commit",
            "payment-before-commit",
            "payment-after-commit",
            "psp-call-sent",
            "psp-answer",
            "payment-step-commit",
            "outbox-publish",
            "job-acknowledge");

    /** As a process that was killed by SIGKILL ends. */
    private static final int KILLED = 137;

    private static final Logger LOG = LoggerFactory.getLogger(Failpoints.class);

    private static volatile @Nullable Armed armed;

    /** @param left how many times the place is still come to; the last time is the end */
    private record Armed(String name, AtomicInteger left) {}

    private Failpoints() {}

    /** Called once by the launcher; without a failpoint in the configuration nothing is armed. */
    public static void arm(Config config) {
        String wanted = config.failpoint();
        if (wanted == null) {
            armed = null;
            return;
        }
        int colon = wanted.indexOf(':');
        armed = colon < 0
                ? new Armed(wanted, new AtomicInteger(1))
                : new Armed(
                        wanted.substring(0, colon), new AtomicInteger(Integer.parseInt(wanted.substring(colon + 1))));
    }

    /**
     * Dies here if this is the failpoint of the configuration, or the n-th time where that says {@code name:n}: without hooks, buffers or good-byes.
     *
     * @throws IllegalArgumentException where the name is not in {@link #NAMES}
     */
    public static void at(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("There is no failpoint " + name + ".");
        }
        Armed here = armed;
        if (here != null && here.name.equals(name) && here.left.decrementAndGet() == 0) {
            LOG.info("Failpoint {} reached", name);
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
