package stoa.launcher;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;
import stoa.tenancy.Migrations;
import stoa.tenancy.Roles;

/** {@code run} starts a node, {@code migrate} brings the database up to date. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int EXIT_CONFIGURATION = 2;
    private static final int EXIT_FAILURE = 1;

    private Main() {}

    public static void main(String[] args) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try {
            String command = args.length == 0 ? "run" : args[0];
            switch (command) {
                case "run" -> run(Config.read(System.getenv()));
                case "migrate" -> migrate(Config.read(System.getenv()));
                default -> throw new BadConfiguration("There is no command " + command + "; try run or migrate.");
            }
        } catch (BadConfiguration e) {
            refuse(e);
        } catch (CompletionException | IllegalStateException e) {
            refuse(e.getCause() == null ? e : e.getCause());
        }
    }

    /** In one sentence where the configuration is to blame; everything else is worth its whole story. */
    private static void refuse(Throwable cause) {
        boolean configured = cause instanceof BadConfiguration;
        if (!configured) {
            LOG.error("Stoa does not start", cause);
        }
        System.err.println("Stoa does not start. " + cause.getMessage());
        System.exit(configured ? EXIT_CONFIGURATION : EXIT_FAILURE);
    }

    private static void run(Config config) {
        Node node = await(config);
        stopWithTheProcess(node, () -> {});
    }

    /** Starts a node and waits until it serves. */
    public static Node await(Config config) {
        return Node.start(config).toCompletionStage().toCompletableFuture().join();
    }

    /**
     * A signal stops the node in order; then what it stood on may go.
     *
     * @param afterwards ends what this process started beside the node
     */
    public static void stopWithTheProcess(Node node, Runnable afterwards) {
        long patience = node.platform().config().http().drain().toSeconds() + 15;
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            var stopped = new CountDownLatch(1);
                            node.stop().onComplete(v -> stopped.countDown());
                            try {
                                if (!stopped.await(patience, TimeUnit.SECONDS)) {
                                    LOG.warn("Not everything stopped within {} s", patience);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            afterwards.run();
                        },
                        "stoa-stop"));
    }

    private static void migrate(Config config) {
        migrateAll(config);
        LOG.info("The database is up to date");
    }

    /** All tables, of all domains: a node that runs some of them must not find others missing. */
    public static void migrateAll(Config config) {
        var settings = config.database().settings();
        var admin = config.database().adminUrl();
        if (admin != null) {
            Roles.bootstrap(admin.reveal(), settings);
        }
        try {
            Migrations.run(settings, Verticles.WITH_TABLES);
        } catch (FlywayValidateException e) {
            throw new IllegalStateException(
                    "The tables were made by another version of Stoa: " + e.getMessage()
                            + " Where nothing in them is needed any more, start with an empty database (./stoa demo --fresh).",
                    e);
        } catch (FlywayException e) {
            throw new IllegalStateException("The tables cannot be brought up to date: " + e.getMessage(), e);
        }
    }
}
