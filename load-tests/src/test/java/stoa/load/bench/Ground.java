package stoa.load.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a measurement needs, each as a process of its own: a database, the payment provider, a broker, and one node of Stoa with everything. */
final class Ground implements AutoCloseable {
    private static final String SECRET = "a secret of this measurement, long enough to be one";
    private static final String CORE = "gateway=2,realtime=1,catalog=2,order=2,payment=1,user=1,notification=1";
    private static final int PATIENCE_SECONDS = 120;

    private final Settings settings;
    private final KeyPair key;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, String> environment = new HashMap<>();
    private final int port = freePort();
    private final int brokerPort = freePort();
    private final int providerPort = freePort();
    private final Database database;
    private final Child server;

    Ground(Settings settings) {
        this.settings = settings;
        key = keyPair();
        try {
            Files.createDirectories(settings.work());
            database = part(Database.create(
                    settings.admin(), "stoa_bench_" + ProcessHandle.current().pid()));
            part(broker());
            part(provider());
            configure();
            Child.java(settings.work(), "migrate", cp(settings.server()), environment, "stoa.launcher.Main", "migrate")
                    .awaitEnd(PATIENCE_SECONDS);
            database.execute("alter database " + database.name() + " set track_functions = 'all'");
            server = start();
        } catch (IOException | RuntimeException e) {
            close();
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    private Child broker() {
        return Child.java(
                        settings.work(),
                        "broker",
                        cp(settings.embedded()),
                        Map.of(),
                        "stoa.embedded.EmbeddedBroker",
                        Integer.toString(brokerPort))
                .await("listens", PATIENCE_SECONDS);
    }

    private Child provider() {
        return Child.java(
                        settings.work(),
                        "psp",
                        cp(settings.embedded()),
                        Map.of(
                                "STOA_PSP_API_KEY", SECRET,
                                "STOA_PSP_WEBHOOK_SECRET", SECRET,
                                "SANDBOX_PSP_PORT", Integer.toString(providerPort)),
                        "stoa.embedded.psp.SandboxPsp")
                .await("listens", PATIENCE_SECONDS);
    }

    private void configure() {
        int livePort = freePort();
        environment.put("STOA_HTTP_PORT", Integer.toString(port));
        environment.put("STOA_MANAGEMENT_PORT", Integer.toString(freePort()));
        environment.put("STOA_LIVE_PORT", Integer.toString(livePort));
        environment.put("STOA_LIVE_URL", "http://127.0.0.1:" + livePort);
        environment.put("STOA_DATABASE_URL", database.url());
        environment.put("STOA_DATABASE_ADMIN_URL", database.adminUrl());
        for (String role : List.of("", "_OWNER", "_BATCH", "_SCHEDULER")) {
            environment.put("STOA_DATABASE" + role + "_PASSWORD", "stoa");
        }
        environment.put(
                "STOA_AMQP_URL", settings.amqp().isEmpty() ? "amqp://127.0.0.1:" + brokerPort : settings.amqp());
        environment.put("STOA_AMQP_PASSWORD", "guest");
        environment.put("STOA_PSP_URL", "http://127.0.0.1:" + providerPort);
        environment.put("STOA_PSP_WEBHOOK_URL", "http://127.0.0.1:" + port);
        environment.put("STOA_PSP_API_KEY", SECRET);
        environment.put("STOA_PSP_WEBHOOK_SECRET", SECRET);
        environment.put("STOA_SECURITY_SECRET", SECRET);
        environment.put("STOA_SECURITY_SIGNING_KEY", pem());
        environment.put("STOA_VERTICLES", CORE);
        // One generator stands for a crowd.
        environment.put("STOA_RATE_ADDRESS_PER_MINUTE", "100000000");
        environment.put("STOA_RATE_ADDRESS_BURST", "10000000");
        environment.put("STOA_HTTP_MAX_CONNECTIONS_PER_ADDRESS", "100000");
        environment.put("STOA_RATE_TENANT_PER_MINUTE", "100000000");
        environment.put("STOA_RATE_TENANT_BURST", "10000000");
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("BENCH_STOA_")) {
                environment.put(name.substring("BENCH_".length()), value);
            }
        });
    }

    private Child start() {
        var options = new ArrayList<>(cp(settings.server()));
        if (settings.profile()) {
            options.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
        }
        return part(Child.java(settings.work(), "server", options, environment, "stoa.launcher.Main", "run"))
                .await("Serving ", PATIENCE_SECONDS);
    }

    /** Statistics of filled tables, and connections that plan by them. */
    void refreshPlans() {
        database.execute("vacuum analyze");
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database.name()
                + "' and pid <> pg_backend_pid()");
        Pause.ms(1000);
    }

    Database database() {
        return database;
    }

    Child server() {
        return server;
    }

    int port() {
        return port;
    }

    KeyPair key() {
        return key;
    }

    private String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static List<String> cp(String classpath) {
        return List.of("-Dlogback.configurationFile=logback.xml", "-cp", classpath);
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) { // the next one must be closed all the same
                System.err.println("A part did not stop: " + e.getMessage());
            }
        }
    }
}
