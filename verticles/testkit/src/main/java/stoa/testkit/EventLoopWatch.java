package stoa.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the event loops' threads again and again, from a thread of its own. */
final class EventLoopWatch {
    private static final String EVENT_LOOP = "vert.x-eventloop-thread";
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** Stacks of running threads cost more than states: they are looked at more rarely, and so are new threads. */
    private static final int STACK_EVERY = 3;

    private static final int THREADS_EVERY = 10;
    private static final int FRAMES_SHOWN = 25;
    private static final int MAX_FAULTS = 20;

    /**
     * Waits that belong to the machine and not to our code: classes being loaded or initialised, lines being logged (the logging library's
     * own short lock), random numbers being seeded, the selector's own short lock while another thread wakes it, Netty's quiet period
     * while a loop shuts down, its allocator's short lock while it takes a magazine back from another thread, Vert.x ending its other threads.
     */
    private static final List<String> REASONED = List.of(
            "java.lang.ClassLoader.",
            "java.lang.Class.forName",
            "jdk.internal.loader.",
            "java.lang.invoke.",
            ".<clinit>",
            "ch.qos.logback.",
            "sun.security.provider.",
            "sun.nio.ch.EPollSelectorImpl.clearInterrupt",
            "io.netty.util.concurrent.SingleThreadEventExecutor.confirmShutdown",
            "io.netty.buffer.AdaptivePoolingAllocator",
            "io.vertx.core.internal.WorkerPool.close");

    /**
     * Whose locks are held for a few instructions, so that only a thread that the scheduler has set aside makes another wait: the selector's,
     * and those inside Netty and Vert.x. A lock of ours shows our own frame on top.
     */
    private static final List<String> MOMENTARY = List.of("sun.nio.ch.EPollSelectorImpl.", "io.netty.", "io.vertx.");

    private static final List<String> BLOCKING_IO = List.of(
            "sun.nio.ch.NioSocketImpl.",
            "sun.nio.ch.UnixFileDispatcherImpl.",
            "sun.nio.fs.UnixNativeDispatcher.",
            "java.io.FileInputStream.read",
            "java.io.FileOutputStream.write",
            "java.io.RandomAccessFile.",
            "java.net.Inet4AddressImpl.",
            "java.net.Inet6AddressImpl.",
            "java.lang.ProcessImpl.");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Queue<String> FAULTS = new ConcurrentLinkedQueue<>();
    private static boolean started;

    private EventLoopWatch() {}

    static synchronized void start() {
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("event-loop-watch").start(EventLoopWatch::watch);
        }
    }

    /** What was seen since the last call. */
    static List<String> drain() {
        var faults = new ArrayList<String>();
        for (String fault = FAULTS.poll(); fault != null; fault = FAULTS.poll()) {
            faults.add(fault);
        }
        return faults;
    }

    private static void watch() {
        Map<Thread, String> lastSeen = new HashMap<>();
        List<Thread> loops = List.of();
        for (int round = 0; ; round++) {
            if (round % THREADS_EVERY == 0) {
                loops = eventLoops();
                lastSeen.keySet().retainAll(loops);
            }
            for (Thread loop : loops) {
                look(loop, round % STACK_EVERY == 0, lastSeen);
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }

    private static void look(Thread loop, boolean stackOfRunning, Map<Thread, String> lastSeen) {
        if (loop.getState() == Thread.State.RUNNABLE && !stackOfRunning) {
            return;
        }
        // State and stack of one moment: taken one after the other they may tell of two.
        ThreadInfo seen = THREADS.getThreadInfo(loop.threadId(), Integer.MAX_VALUE);
        if (seen == null) {
            return;
        }
        StackTraceElement[] stack = seen.getStackTrace();
        Fault fault = fault(seen.getThreadState(), stack);
        if (fault == null) {
            lastSeen.remove(loop);
            return;
        }
        // A lock or a file may be over in microseconds, and seeing it at all chance; seen twice at the same place it is
        // a wait.
        String place = stack[0] + "|" + stack.length;
        boolean again = place.equals(lastSeen.put(loop, place));
        if ((fault.certain() || again) && FAULTS.size() < MAX_FAULTS) {
            FAULTS.add(describe(loop, fault, stack));
        }
    }

    private static List<Thread> eventLoops() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() * 2 + 16];
        int count = root.enumerate(all, true);
        var loops = new ArrayList<Thread>();
        for (int i = 0; i < count; i++) {
            if (all[i].getName().startsWith(EVENT_LOOP)) {
                loops.add(all[i]);
            }
        }
        return loops;
    }

    /** @param certain seen once is enough */
    record Fault(String what, boolean certain) {}

    /** What is wrong with a thread that stands there, or null. The selector's own wait is a running thread in native code. */
    static @Nullable Fault fault(Thread.State state, StackTraceElement[] stack) {
        if (stack.length == 0 || stands(stack, REASONED)) {
            return null;
        }
        return switch (state) {
            case BLOCKED -> stands(List.of(stack[0]), MOMENTARY) ? null : new Fault("waits for a monitor", false);
            case WAITING, TIMED_WAITING ->
                stands(
                                stack,
                                List.of(
                                        "java.util.concurrent.locks.ReentrantLock.",
                                        "java.util.concurrent.locks.ReentrantReadWriteLock"))
                        ? new Fault("waits for a lock", false)
                        : new Fault("parks", true);
            case RUNNABLE ->
                stands(List.of(stack).subList(0, Math.min(4, stack.length)), BLOCKING_IO)
                        ? new Fault("does blocking I/O", false)
                        : null;
            case NEW, TERMINATED -> null;
        };
    }

    private static boolean stands(StackTraceElement[] stack, List<String> places) {
        return stands(List.of(stack), places);
    }

    private static boolean stands(List<StackTraceElement> stack, List<String> places) {
        for (StackTraceElement frame : stack) {
            String where = frame.getClassName() + "." + frame.getMethodName();
            for (String place : places) {
                if (place.startsWith(".") ? where.endsWith(place) : where.startsWith(place)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String describe(Thread loop, Fault fault, StackTraceElement[] stack) {
        var text = new StringBuilder(loop.getName()).append(' ').append(fault.what());
        for (int i = 0; i < Math.min(FRAMES_SHOWN, stack.length); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        return text.toString();
    }
}
