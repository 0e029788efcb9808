package stoa.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.Container;
import org.apache.qpid.server.model.SystemConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real AMQP 0-9-1 broker inside this JVM (Qpid Broker-J), guest/guest on loopback. It keeps messages in memory only: what must
 * survive is in the outbox. It knows no dead-letter exchange, no TTL and no quorum queues; arguments it does not know are ignored.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final SystemLauncher launcher;
    private final int port;

    private EmbeddedBroker(SystemLauncher launcher, int port) {
        this.launcher = launcher;
        this.port = port;
    }

    /** @param port 0 for any free one */
    public static EmbeddedBroker start(int port) {
        try {
            int free = port == 0 ? freePort() : port;
            var system = new AtomicReference<SystemConfig<?>>();
            var launcher = new SystemLauncher(new SystemLauncherListener.DefaultSystemLauncherListener() {
                @Override
                public void onContainerResolve(SystemConfig<?> resolved) {
                    system.set(resolved);
                }
            });
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("type", "Memory");
            attributes.put("startupLoggedToSystemOut", false);
            attributes.put(
                    "initialConfigurationLocation",
                    Objects.requireNonNull(EmbeddedBroker.class.getResource("broker.json"), "broker.json")
                            .toExternalForm());
            attributes.put(
                    "context",
                    Map.of(
                            "qpid.amqp_port", Integer.toString(free),
                            "queue.behaviourOnUnknownDeclareArgument", "IGNORE",
                            "exchange.behaviourOnUnknownDeclareArgument", "IGNORE"));
            launcher.startup(attributes);
            leaveEndingToItsOwner(system.get().getContainer());
            return new EmbeddedBroker(launcher, free);
        } catch (Exception e) { // the launcher declares no narrower one
            throw new IllegalStateException("The AMQP broker did not start", e);
        }
    }

    /**
     * Qpid ends itself the moment the JVM begins to end, beside all that still talks to it, and has no setting for that. Whoever has
     * started it ends it, when nobody needs it any more.
     */
    private static void leaveEndingToItsOwner(Container<?> broker) throws ReflectiveOperationException {
        var hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
        hook.setAccessible(true);
        Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
    }

    /** Runs the broker as a process of its own, until a signal ends it. The port is the one argument; 0 takes a free one. */
    public static void main(String[] args) {
        var broker = start(Integer.parseInt(args[0]));
        System.out.println("The broker listens on 127.0.0.1:" + broker.port());
    }

    public String url() {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            launcher.shutdown();
        } catch (IllegalStateException e) {
            LOG.debug("The broker was stopping already", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
