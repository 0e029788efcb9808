package stoa.devstack;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.embedded.EmbeddedBroker;
import stoa.embedded.EmbeddedPostgres;
import stoa.embedded.EmbeddedRedis;
import stoa.embedded.psp.PspKeys;
import stoa.embedded.psp.SandboxPsp;
import stoa.launcher.Main;
import stoa.launcher.Node;
import stoa.messages.Caller;
import stoa.messages.user.AccountCreated;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.Door;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;
import stoa.platform.Question;
import stoa.platform.Setting;
import stoa.platform.Settings;
import stoa.tenancy.ConstraintViolated;
import stoa.tenancy.Tenants;

/**
 * What the demo runs: whatever the configuration does not name is started here, and a node with all verticles on top of it. Started in order,
 * ended in reverse.
 */
final class Stack implements AutoCloseable {
    /** Of the installation, not of a shop. */
    static final DemoShop.Person OPERATOR = new DemoShop.Person("operator", "operator@stoa.example", "Operator");

    private static final Logger LOG = LoggerFactory.getLogger(Stack.class);
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;
    private final Consumer<String> say;
    private final Ports ports = new Ports();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Settings settings;
    private @Nullable Node node;

    Stack(Path folder, Map<String, String> environment, Consumer<String> say) {
        this.folder = folder.toAbsolutePath();
        this.say = say;
        settings = Settings.read(environment);
    }

    Node start() throws IOException, GeneralSecurityException {
        var secrets = new DemoSecrets(folder.resolve("secrets"));
        port(Setting.HTTP_PORT);
        port(Setting.MANAGEMENT_PORT);
        port(Setting.LIVE_PORT);
        settings = settings.orElse(Setting.LIVE_URL, "http://127.0.0.1:" + number(Setting.LIVE_PORT))
                // Its passwords stand in the guide: nobody but this machine is let in.
                .orElse(Setting.HTTP_HOST, "127.0.0.1")
                .orElse(Setting.SECURITY_SECRET, secrets.secret("secret"))
                .orElse(Setting.SECURITY_SIGNING_KEY, secrets.signingKey())
                // One machine stands for many here: what a crowd may ask, one address may.
                .orElse(Setting.HTTP_MAX_CONNECTIONS_PER_ADDRESS, "10000")
                .orElse(Setting.RATE_ADDRESS_PER_MINUTE, "60000")
                .orElse(Setting.RATE_ADDRESS_BURST, "5000");
        database(secrets);
        redis();
        broker();
        psp(secrets);
        Config config = Config.of(settings);
        say.accept("Bringing the tables up to date ...");
        Main.migrateAll(config);
        say.accept("Starting the verticles ...");
        Node started = Main.await(config);
        node = started;
        parts.push(() -> await(started.stop()));
        operator(started);
        return started;
    }

    private void port(Setting setting) {
        if (settings.has(setting)) {
            int wanted = Integer.parseInt(settings.text(setting));
            if (!Ports.free(wanted)) {
                throw new BadConfiguration(setting.key() + ": port " + wanted + " is taken by another program.");
            }
            return;
        }
        int usual = Integer.parseInt(String.valueOf(setting.fallback()));
        int port = ports.from(usual);
        if (port != usual) {
            say.accept("Port " + usual + " is taken; using " + port + " instead.");
        }
        settings = settings.orElse(setting, Integer.toString(port));
    }

    private void database(DemoSecrets secrets) throws IOException {
        String password = secrets.secret("database");
        if (!settings.has(Setting.DATABASE_URL)) {
            say.accept("Starting PostgreSQL ...");
            var server = part(EmbeddedPostgres.start(folder.resolve("postgres"), 0));
            settings = settings.orElse(Setting.DATABASE_URL, "postgres://127.0.0.1:" + server.port() + "/stoa")
                    .orElse(Setting.DATABASE_ADMIN_URL, server.url());
        }
        for (var role : List.of(
                Setting.DATABASE_PASSWORD,
                Setting.DATABASE_OWNER_PASSWORD,
                Setting.DATABASE_BATCH_PASSWORD,
                Setting.DATABASE_SCHEDULER_PASSWORD)) {
            settings = settings.orElse(role, password);
        }
    }

    private void redis() {
        if (!settings.has(Setting.REDIS_URL)) {
            say.accept("Starting Redis ...");
            settings = settings.orElse(
                    Setting.REDIS_URL,
                    part(EmbeddedRedis.start(folder.resolve("redis"), 0)).url());
        }
    }

    private void broker() {
        if (!settings.has(Setting.AMQP_URL)) {
            say.accept("Starting the message broker ...");
            var broker = part(EmbeddedBroker.start(0));
            settings = settings.orElse(Setting.AMQP_URL, "amqp://127.0.0.1:" + broker.port())
                    .orElse(Setting.AMQP_PASSWORD, "guest");
        }
    }

    private void psp(DemoSecrets secrets) throws IOException {
        settings = settings.orElse(Setting.PSP_API_KEY, secrets.secret("psp-api-key"))
                .orElse(Setting.PSP_WEBHOOK_SECRET, secrets.secret("psp-webhook-secret"))
                .orElse(Setting.PSP_WEBHOOK_URL, "http://127.0.0.1:" + number(Setting.HTTP_PORT));
        if (settings.has(Setting.PSP_URL)) {
            return;
        }
        say.accept("Starting the sandbox payment provider ...");
        var keys = new PspKeys(settings.text(Setting.PSP_API_KEY), settings.text(Setting.PSP_WEBHOOK_SECRET));
        Vertx vertx = Vertx.vertx(); // of its own: it is another house
        parts.push(() -> await(vertx.close()));
        var options = SandboxPsp.Options.in(folder.resolve("psp"), keys);
        var psp = await(SandboxPsp.start(
                vertx,
                ports.from(8099),
                settings.has(Setting.PSP_PUBLIC_URL)
                        ? options.withPublicUrl(settings.text(Setting.PSP_PUBLIC_URL))
                        : options));
        settings = settings.orElse(Setting.PSP_URL, psp.url())
                .orElse(Setting.PSP_PUBLIC_URL, "http://localhost:" + psp.port());
    }

    /** Founds the shop and fills it, unless both was done before. */
    void open(DemoShop shop) {
        Node running = started();
        var profile = new TenantProfile(
                tenant(shop.slug()),
                shop.slug(),
                shop.name(),
                List.of(shop.slug() + ".localhost"),
                shop.tagline(),
                shop.currency(),
                shop.locale(),
                shop.locales(),
                shop.country(),
                shop.theme().face(),
                shop.theme().seed());
        var marker = folder.resolve("opened-" + shop.slug());
        if (marker.toFile().exists()) {
            return;
        }
        say.accept("Opening the shop " + shop.name() + " ...");
        await(new Tenants(running.platform().tenancy())
                .create(profile, "demo-" + shop.slug())
                .recover(e ->
                        e instanceof ConstraintViolated ? Future.succeededFuture(profile) : Future.failedFuture(e)));
        await(new DemoLoader(running.platform().bus(), profile.id(), shop).load());
        try {
            Files.writeString(marker, "", StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.warn("The shop {} will be looked through again at the next start", shop.slug(), e);
        }
    }

    private static void operator(Node node) {
        var create = new Question<>(UserAddresses.CREATE_ACCOUNT, CreateAccount.class, AccountCreated.class);
        await(node.platform()
                .bus()
                .ask(
                        Caller.system(TenantProfile.PLATFORM, "demo-operator"),
                        create,
                        new CreateAccount(
                                OPERATOR.email(), OPERATOR.name(), Door.OPERATOR, List.of(), DemoShop.PASSWORD)));
    }

    int port() {
        return number(Setting.HTTP_PORT);
    }

    int managementPort() {
        return number(Setting.MANAGEMENT_PORT);
    }

    /** The same in every installation, so that what points at it lasts. */
    static UUID tenant(String slug) {
        return UuidCreator.getNameBasedSha1("stoa-demo:" + slug);
    }

    private int number(Setting setting) {
        return Integer.parseInt(settings.text(setting));
    }

    private Node started() {
        if (node == null) {
            throw new IllegalStateException("start first");
        }
        return node;
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) { // the next one must be closed all the same
                LOG.warn("A part did not stop", e);
            }
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("gave up after " + PATIENCE_SECONDS + " s", e);
        }
    }
}
