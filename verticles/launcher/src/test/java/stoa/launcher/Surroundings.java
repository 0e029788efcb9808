package stoa.launcher;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import stoa.embedded.EmbeddedBroker;
import stoa.embedded.psp.PspKeys;
import stoa.embedded.psp.SandboxPsp;
import stoa.messages.user.TenantProfile;
import stoa.platform.Config;
import stoa.platform.Telemetry;
import stoa.platform.relay.Cable;
import stoa.tenancy.Tenancy;
import stoa.tenancy.TenancyListener;
import stoa.tenancy.Tenants;
import stoa.testkit.Outcome;
import stoa.testkit.Servers;
import stoa.testkit.TestDatabase;

/** Servers, a payment provider and shops that stay, while nodes come and go. */
final class Surroundings implements AutoCloseable {
    static final String SECRET = "a secret of this test, long enough to be one";

    final int httpPort = freePort();
    final int livePort = freePort();
    final int managementPort = freePort();
    private final TestDatabase database;
    private final Vertx vertx = Vertx.vertx();
    // Its own: two houses with one broker would hear each other's events.
    private final EmbeddedBroker broker = EmbeddedBroker.start(0);
    private final SandboxPsp psp;
    private final Map<String, String> environment = new HashMap<>();

    Surroundings() throws GeneralSecurityException {
        this(TestDatabase.create());
    }

    Surroundings(TestDatabase database) throws GeneralSecurityException {
        this.database = database;
        psp = Outcome.of(SandboxPsp.start(vertx, 0, SandboxPsp.Options.inMemory(new PspKeys(SECRET, SECRET))));
        environment.put("STOA_PROFILE", "test");
        environment.put("STOA_HTTP_PORT", Integer.toString(httpPort));
        environment.put("STOA_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("STOA_LIVE_PORT", Integer.toString(livePort));
        environment.put("STOA_LIVE_URL", "http://127.0.0.1:" + livePort);
        environment.put("STOA_DATABASE_URL", database.url().replaceFirst("//[^/@]*@", "//"));
        environment.put("STOA_DATABASE_ADMIN_URL", database.url());
        for (String role : List.of("", "_OWNER", "_BATCH", "_SCHEDULER")) {
            environment.put("STOA_DATABASE" + role + "_PASSWORD", "stoa");
        }
        environment.put("STOA_DATABASE_POOL_SIZE", "6");
        environment.put("STOA_AMQP_URL", "amqp://127.0.0.1:" + broker.port());
        environment.put("STOA_AMQP_PASSWORD", "guest");
        environment.put("STOA_PSP_URL", psp.url());
        environment.put("STOA_PSP_WEBHOOK_URL", "http://127.0.0.1:" + httpPort);
        environment.put("STOA_PSP_API_KEY", SECRET);
        environment.put("STOA_PSP_WEBHOOK_SECRET", SECRET);
        environment.put("STOA_SECURITY_SECRET", SECRET);
        environment.put("STOA_SECURITY_SIGNING_KEY", signingKey());
        environment.put("STOA_CHECKOUT_SWEEP_MS", "200");
        environment.put("STOA_CHECKOUT_STALL_MS", "1000");
        environment.put("STOA_RELAY_LEASE_MS", "2000");
        environment.put("STOA_RATE_ADDRESS_PER_MINUTE", "1000000");
        // One of each: two that start at once wait for one another's locks for a moment, and this JVM is watched.
        environment.put("STOA_VERTICLES", "gateway=1,realtime=1,catalog=1,order=1,payment=1,user=1,notification=1");
        environment.put("STOA_RATE_ADDRESS_BURST", "1000000");
        Main.migrateAll(Config.read(environment));
    }

    /** A shop in the directory, with nothing in it. */
    UUID found() {
        var tenant = UUID.randomUUID();
        var settings = Config.read(environment).database().settings();
        var tenancy = Tenancy.open(vertx, settings, TenancyListener.NONE);
        Outcome.of(new Tenants(tenancy)
                .create(
                        new TenantProfile(
                                tenant,
                                "t" + tenant.toString().replace("-", ""),
                                "A shop",
                                List.of(tenant + ".localhost"),
                                Map.of("en", "It sells things"),
                                "EUR",
                                "en",
                                List.of("en", "de"),
                                "DE",
                                "outdoor",
                                "#23503a"),
                        "a-test"));
        Outcome.of(tenancy.close());
        return tenant;
    }

    /** A node in this JVM; {@code more} wins. The caller stops it. */
    Node start(Map<String, String> more) {
        return start(Telemetry.of(new Config.Telemetry(null, "test")), more);
    }

    /** As {@link #start(Map)}, seen by {@code telemetry}. */
    Node start(Telemetry telemetry, Map<String, String> more) {
        return Outcome.of(Node.start(Config.read(environment(more)), telemetry));
    }

    /** Waits until every event has reached its consumers and no job is due: whoever starts next finds nothing to catch up with. */
    void awaitQuiet() throws InterruptedException {
        Eventually.get("events and jobs are done", () -> count("""
                select (select count(*) from stoa.outbox where state = 'open')
                    + (select count(*) from stoa.job where state = 'open')""") == 0 ? Boolean.TRUE : null);
    }

    /** What an administrator counts, whom no policy binds. */
    long count(String query) {
        try (var connection = database.connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** The first column of what an administrator finds. */
    List<String> texts(String query) {
        try (var connection = database.connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** A line to the database that can be cut; its settings are for {@link #environment}. */
    Cable databaseCable() {
        return new Cable(vertx, databaseUri());
    }

    /** The database's own address. */
    URI databaseUri() {
        return URI.create(environment.getOrDefault("STOA_DATABASE_URL", ""));
    }

    Vertx vertx() {
        return vertx;
    }

    /** A line to the payment provider that can be cut. */
    Cable providerCable() {
        return new Cable(vertx, URI.create(psp.url()));
    }

    /** The charges in the provider's own books, by order: the status of each. */
    Map<String, List<String>> charges(UUID tenant) throws IOException {
        return Charges.of(psp.url(), new PspKeys(SECRET, SECRET).secretKey(tenant.toString()));
    }

    /** A line to the broker that can be cut. */
    Cable brokerCable() {
        return new Cable(vertx, URI.create(environment.getOrDefault("STOA_AMQP_URL", "")));
    }

    /** A line to Redis that can be cut. */
    Cable redisCable() {
        return new Cable(vertx, URI.create(Servers.redis()));
    }

    /** For a node on these servers; {@code more} wins. */
    Map<String, String> environment(Map<String, String> more) {
        var all = new HashMap<>(environment);
        all.putAll(more);
        return all;
    }

    /** The database through a cable that ends at this port. */
    String databaseUrl(int port) {
        return "postgres://127.0.0.1:" + port + "/" + database.name();
    }

    /** What the management port says of the node's readiness. */
    Customer.Heard ready() throws IOException {
        return new Customer(url(), TenantProfile.PLATFORM)
                .send("GET", "http://127.0.0.1:" + managementPort + "/health/ready", null);
    }

    String url() {
        return "http://127.0.0.1:" + httpPort + "/api/v1";
    }

    @Override
    public void close() {
        Outcome.of(psp.close());
        Outcome.of(vertx.close());
        broker.close();
        database.close();
    }

    private static String signingKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
