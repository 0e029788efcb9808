package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sandbox payment provider, running. */
public final class SandboxPsp {
    /**
     * How long the provider takes its time.
     *
     * @param slow until a slow card has paid
     * @param telling until an event is told: the answer of the API mostly comes first
     * @param later until what comes by webhook only is decided; four times that long an event is held back for disorder
     * @param firstRetry until a webhook that nobody heard is told again; doubles with each further attempt
     */
    public record Pace(Duration slow, Duration telling, Duration later, Duration firstRetry) {
        public static final Pace USUAL =
                new Pace(Duration.ofSeconds(4), Duration.ofMillis(250), Duration.ofMillis(700), Duration.ofSeconds(1));
    }

    /**
     * @param host to listen on
     * @param keys of all accounts
     * @param directory where state outlives the process, or null to keep it in memory
     * @param publicUrl where browsers reach it, without a slash at the end, or null for this machine
     */
    public record Options(
            String host,
            PspKeys keys,
            @Nullable Path directory,
            Pace pace,
            @Nullable String publicUrl) {
        public static Options inMemory(PspKeys keys) {
            return new Options("127.0.0.1", keys, null, Pace.USUAL, null);
        }

        public static Options in(Path directory, PspKeys keys) {
            return new Options("127.0.0.1", keys, directory, Pace.USUAL, null);
        }

        public Options withPublicUrl(String other) {
            return new Options(host, keys, directory, pace, other);
        }
    }

    /** The exit code, as that of Stoa itself. */
    private static final int CANNOT_START = 2;

    private final Vertx vertx;
    private final String deployment;
    private final Running running;

    private SandboxPsp(Vertx vertx, String deployment, Running running) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.running = running;
    }

    /** @param port to listen on; 0 takes a free one */
    public static Future<SandboxPsp> start(Vertx vertx, int port, Options options) {
        var running = new Running(port, options);
        return vertx.deployVerticle(running).map(id -> new SandboxPsp(vertx, id, running));
    }

    public int port() {
        return running.port();
    }

    /** Where it can be reached from this machine, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    /**
     * Runs the provider as a process of its own. Read from the environment: {@code STOA_PSP_API_KEY} and {@code STOA_PSP_WEBHOOK_SECRET}, or
     * the same with {@code _FILE}; {@code SANDBOX_PSP_PORT} (8099), {@code SANDBOX_PSP_HOST} (127.0.0.1), {@code SANDBOX_PSP_PUBLIC_URL}
     * (this machine), {@code SANDBOX_PSP_DIR} (none: state in memory).
     */
    public static void main(String[] args) {
        try {
            var env = System.getenv();
            run(Integer.parseInt(env.getOrDefault("SANDBOX_PSP_PORT", "8099")), options(env));
        } catch (IOException | IllegalArgumentException e) {
            say("The sandbox payment provider cannot start: " + e.getMessage());
            System.exit(CANNOT_START);
        }
    }

    private static void run(int port, Options options) {
        var vertx = Vertx.vertx();
        start(vertx, port, options)
                .onSuccess(psp -> say("The sandbox payment provider listens on " + options.host + ":" + psp.port()))
                .onFailure(e -> {
                    say("The sandbox payment provider cannot start: " + e.getMessage());
                    vertx.close().onComplete(closed -> System.exit(CANNOT_START));
                });
    }

    private static Options options(Map<String, String> env) throws IOException {
        var keys = new PspKeys(secret(env, "STOA_PSP_API_KEY"), secret(env, "STOA_PSP_WEBHOOK_SECRET"));
        var directory = env.get("SANDBOX_PSP_DIR");
        return new Options(
                env.getOrDefault("SANDBOX_PSP_HOST", "127.0.0.1"),
                keys,
                directory == null ? null : Path.of(directory),
                Pace.USUAL,
                env.get("SANDBOX_PSP_PUBLIC_URL"));
    }

    private static String secret(Map<String, String> env, String key) throws IOException {
        var file = env.get(key + "_FILE");
        var secret =
                file == null ? env.get(key) : Files.readString(Path.of(file)).strip();
        if (secret == null || secret.isBlank()) {
            throw new IllegalArgumentException(key + " or " + key + "_FILE must be set");
        }
        return secret;
    }

    /** To whom started it by hand. */
    private static void say(String sentence) {
        System.out.println(sentence);
    }

    /** One event loop owns books and tills: of two orders at once, one is first. */
    private static final class Running extends VerticleBase {
        /** Longer than every asker waits: only the silent cards keep a connection this long. */
        private static final int IDLE_SECONDS = 60;

        private final int wantedPort;
        private final Options options;
        private @Nullable HttpServer server;
        private @Nullable Books books;
        private @Nullable Webhooks webhooks;

        Running(int wantedPort, Options options) {
            this.wantedPort = wantedPort;
            this.options = options;
        }

        @Override
        public Future<?> start() {
            return Books.open(vertx, options.directory).compose(this::serve);
        }

        private Future<?> serve(Books opened) {
            books = opened;
            webhooks = new Webhooks(vertx, options.keys, opened, options.pace);
            var till = new Till(vertx, opened, webhooks, options.pace);
            till.resume();
            return vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
                    .requestHandler(routes(opened, till))
                    .listen(wantedPort, options.host)
                    .onSuccess(listening -> server = listening);
        }

        private Router routes(Books opened, Till till) {
            var page = new ActionPage(opened, till, options.keys, this::publicUrl);
            return new PspRoutes(opened, till, options.keys, page).router(vertx);
        }

        private String publicUrl() {
            return options.publicUrl == null ? "http://localhost:" + port() : options.publicUrl;
        }

        int port() {
            return server == null ? wantedPort : server.actualPort();
        }

        @Override
        public Future<?> stop() {
            if (webhooks != null) {
                webhooks.close();
            }
            var refusing = server == null ? Future.<Void>succeededFuture() : server.close();
            return refusing.eventually(() -> books == null ? Future.succeededFuture() : books.close());
        }
    }
}
