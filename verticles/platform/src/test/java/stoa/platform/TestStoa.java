package stoa.platform;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Verticle;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.platform.relay.DatabaseJobs;
import stoa.platform.relay.EventTypes;
import stoa.platform.relay.KeptAnswers;
import stoa.platform.relay.RelaySettings;
import stoa.platform.relay.RelayedOutbox;
import stoa.platform.relay.Retry;
import stoa.tenancy.MigratedDatabase;
import stoa.tenancy.Tenancy;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;
import stoa.testkit.Servers;

/**
 * All that a verticle is given at birth, for a test: a Vert.x, a database of its own with the migrations of the named domains, the bus, and
 * a relay and a runner of jobs that really run. Shops and callers are made on request. Close it at the end.
 */
public final class TestStoa implements AutoCloseable {
    /** Short, so that tests need not wait; the fast paths are those of the server. */
    private static final Duration POLL = Duration.ofMillis(100);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MigratedDatabase database;
    private final String prefix = "test-" + UUID.randomUUID();
    private final Tenancy tenancy;
    private final RelayedOutbox outbox;
    private final DatabaseJobs jobs;
    private final Platform platform;

    private TestStoa(MigratedDatabase database, Map<String, String> settings) {
        this.database = database;
        Config config = config(database, settings);
        Bus bus = new ContractBus(Bus.open(vertx, config.bus(), meters));
        tenancy = database.open(vertx);
        RelaySettings relay = relay(config);
        outbox = new RelayedOutbox(vertx, bus, tenancy, meters, relay, EventTypes.declared());
        jobs = new DatabaseJobs(vertx, bus, tenancy, meters, relay);
        platform = new Platform(
                vertx,
                config,
                bus,
                tenancy,
                outbox,
                jobs,
                new KeptAnswers(tenancy),
                Signer.of(config.security().secret()),
                meters);
        Outcome.of(outbox.start());
        Outcome.of(jobs.start());
    }

    /** @param domains whose migrations it runs, after those of tenancy, such as {@code order} */
    public static TestStoa open(String... domains) {
        return open(Map.of(), domains);
    }

    /** @param settings such as {@code STOA_PSP_URL}, beside those that a test needs anyway */
    public static TestStoa open(Map<String, String> settings, String... domains) {
        return new TestStoa(MigratedDatabase.fresh(domains), settings);
    }

    /** A configuration with the servers of the test, keys made for it, and a provider of payments that is not there. */
    public static Config config(MigratedDatabase database, Map<String, String> settings) {
        var db = database.settings();
        URI amqp = URI.create(Servers.amqp());
        Map<String, String> all = new HashMap<>();
        all.put("STOA_PROFILE", "test");
        all.put("STOA_HTTP_PORT", "0");
        all.put("STOA_MANAGEMENT_PORT", "0");
        all.put("STOA_LIVE_PORT", "0");
        all.put("STOA_DATABASE_URL", "postgres://" + db.host() + ":" + db.port() + "/" + db.database());
        for (String role : List.of("", "OWNER_", "BATCH_", "SCHEDULER_")) {
            all.put("STOA_DATABASE_" + role + "PASSWORD", db.app().password());
        }
        all.put("STOA_AMQP_URL", amqp.getScheme() + "://" + amqp.getHost() + ":" + amqp.getPort() + amqp.getPath());
        if (amqp.getUserInfo() != null) {
            String[] user = amqp.getUserInfo().split(":", 2);
            all.put("STOA_AMQP_USER", user[0]);
            all.put("STOA_AMQP_PASSWORD", user[1]);
        }
        all.put("STOA_PSP_URL", "http://127.0.0.1:1");
        all.put("STOA_PSP_API_KEY", "test-api-key");
        all.put("STOA_PSP_WEBHOOK_SECRET", "test-webhook-secret");
        all.put("STOA_SECURITY_SECRET", UUID.randomUUID().toString());
        all.put("STOA_SECURITY_SIGNING_KEY", pem(keyPair()));
        all.putAll(settings);
        return Config.read(all);
    }

    /** A pair for ES256. */
    public static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has P-256", e);
        }
    }

    /** The private key, PKCS #8. */
    public static String pem(KeyPair pair) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    private RelaySettings relay(Config config) {
        RelaySettings usual = RelaySettings.of(config);
        return new RelaySettings(
                usual.amqp(),
                prefix,
                usual.prefetch(),
                usual.batch(),
                POLL,
                usual.lease(),
                usual.redelivery(),
                new Retry(POLL, POLL.multipliedBy(10), usual.failing().attempts()),
                POLL,
                new Retry(POLL, POLL.multipliedBy(10), usual.job().attempts()),
                usual.keepDone());
    }

    public Platform platform() {
        return platform;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Bus bus() {
        return platform.bus();
    }

    public Tenancy tenancy() {
        return tenancy;
    }

    public Config config() {
        return platform.config();
    }

    public SimpleMeterRegistry meters() {
        return meters;
    }

    /** To look behind what a test has done, as an administrator whom no policy binds. */
    public MigratedDatabase database() {
        return database;
    }

    /** @return the deployment's id */
    public String deploy(VerticleBase verticle) {
        return Outcome.of(vertx.deployVerticle(verticle));
    }

    /** @return the deployment's id */
    public String deploy(Verticle verticle) {
        return Outcome.of(vertx.deployVerticle(verticle));
    }

    /** A shop of its own, in euros and German. */
    public TestTenant tenant() {
        return Outcome.of(TestTenant.create(tenancy));
    }

    /** Somebody who is not signed in. */
    public Caller guest(TestTenant tenant) {
        return tenant.guest();
    }

    /** A shopper, signed in: somebody new each time. */
    public Caller shopper(TestTenant tenant) {
        return tenant.user(UUID.randomUUID(), "orders:own");
    }

    /** One of the shop's people. */
    public Caller staff(TestTenant tenant, String... scopes) {
        return tenant.user(UUID.randomUUID(), scopes);
    }

    @Override
    public void close() {
        Outcome.of(jobs.close());
        Outcome.of(outbox.close());
        Outcome.of(vertx.close());
        database.close();
        leaveNothingAtTheBroker();
    }

    /** A given broker outlives the test, and so would the queues. */
    private void leaveNothingAtTheBroker() {
        var factory = new ConnectionFactory();
        try {
            factory.setUri(Servers.amqp());
            try (Connection connection = factory.newConnection()) {
                for (String consumer : List.of("catalog", "order", "payment", "user", "notification", "realtime")) {
                    delete(connection, prefix + "." + consumer);
                }
                connection.createChannel().exchangeDelete(prefix + ".events");
            }
        } catch (Exception e) {
            throw new IllegalStateException("What the test left at the broker could not be deleted", e);
        }
    }

    /** On a channel of its own: one that is told of a queue that is not there closes. */
    private static void delete(Connection connection, String queue) throws IOException {
        var channel = connection.createChannel();
        try {
            channel.queueDelete(queue);
        } catch (IOException e) {
            @Nullable Throwable closed = e.getCause();
            if (closed == null) {
                throw e;
            }
        }
    }
}
