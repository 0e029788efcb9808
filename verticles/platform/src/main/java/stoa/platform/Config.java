package stoa.platform;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.tenancy.DatabaseSettings;

/**
 * The validated configuration, read once before the first verticle. Each component's keys stand in {@link Setting}; their meaning in
 * {@code docs/guides/configuration.md}.
 *
 * @param verticles how many of each, by name, in the order of their start
 * @param failpoint the name of the one place where this process shall die, or null
 */
public record Config(
        Profile profile,
        Map<String, Integer> verticles,
        Http http,
        Management management,
        Live live,
        Database database,
        Redis redis,
        Amqp amqp,
        Psp psp,
        Cluster cluster,
        Security security,
        BusLimits bus,
        Rates rates,
        Checkout checkout,
        Payments payments,
        Carts carts,
        Relay relay,
        Telemetry telemetry,
        @Nullable String failpoint) {

    private static final Pattern VERTICLE = Pattern.compile("([a-z]+)=([1-9]\\d{0,2})");

    private static final int POSTGRES_PORT = 5432;

    public enum Profile {
        DEVELOPMENT,
        TEST,
        PRODUCTION
    }

    /**
     * The HTTP door.
     *
     * @param pages directory of the built storefront, or null where none is served
     * @param publicScheme under which browsers see the shops
     * @param publicPort at which they do
     * @param trustedProxies how many proxies in front add to X-Forwarded-For
     * @param drain how long a stop waits for what runs
     */
    public record Http(
            String host,
            int port,
            @Nullable String pages,
            String publicScheme,
            int publicPort,
            int trustedProxies,
            int maxBodyBytes,
            Duration bodyTimeout,
            Duration idleTimeout,
            ConnectionLimits connections,
            Duration drain) {}

    /** Health and metrics; for operators only. */
    public record Management(String host, int port) {}

    /**
     * The websocket door.
     *
     * @param url where the HTTP door finds it
     * @param maxUnsentBytes of one socket; a slower one is dropped and resumes
     */
    public record Live(
            String host,
            int port,
            URI url,
            int maxSockets,
            int maxSubscriptions,
            int maxMessageBytes,
            int maxMessagesPerMinute,
            int maxUnsentBytes,
            Duration signInTimeout,
            Duration ping,
            Duration recheck) {}

    /** A role of the database. */
    public record Role(String user, @Nullable Secret password) {}

    /**
     * @param url without user and password
     * @param tls disable, require or verify-full, as libpq understands them
     * @param adminUrl with user and password of an administrator, who makes database and roles before a migration; null where they are there
     * @param maxWaiting most transactions that wait for a connection; beyond it they are refused
     */
    public record Database(
            URI url,
            String tls,
            Role app,
            Role owner,
            Role batch,
            Role scheduler,
            @Nullable Secret adminUrl,
            int poolSize,
            int batchPoolSize,
            int schedulerPoolSize,
            int maxWaiting,
            Duration connectTimeout,
            Duration statementTimeout,
            Duration lockTimeout,
            Duration batchLockTimeout) {
        /** As tenancy wants them. */
        public DatabaseSettings settings() {
            return new DatabaseSettings(
                    url.getHost(),
                    url.getPort() < 0 ? POSTGRES_PORT : url.getPort(),
                    url.getPath().substring(1),
                    DatabaseSettings.Tls.of(tls),
                    role(owner),
                    role(app),
                    role(batch),
                    role(scheduler),
                    poolSize,
                    batchPoolSize,
                    schedulerPoolSize,
                    maxWaiting,
                    connectTimeout,
                    statementTimeout,
                    lockTimeout,
                    batchLockTimeout);
        }

        private static DatabaseSettings.Role role(Role role) {
            return new DatabaseSettings.Role(role.user, role.password == null ? "" : role.password.reveal());
        }
    }

    /** @param url null where there is no Redis: then each node counts for itself */
    public record Redis(@Nullable URI url, @Nullable Secret password, Duration timeout) {}

    public record Amqp(URI url, String user, @Nullable Secret password, Duration confirmTimeout) {}

    /**
     * @param publicUrl where the shopper's browser turns a card into a token
     * @param webhookUrl where the provider reaches this installation, without the path
     * @param timeout of one call
     */
    public record Psp(URI url, URI publicUrl, URI webhookUrl, Secret apiKey, Secret webhookSecret, Duration timeout) {}

    /** @param config Hazelcast's file, or null for the one that comes along */
    public record Cluster(boolean on, @Nullable String config, String host, int port) {}

    /**
     * @param secret from which the keys of cursors and order tokens are derived, at least 32 characters
     * @param signingKey EC P-256 private key of the access tokens, PEM (PKCS #8)
     * @param retiredKeys directory with public keys (PEM) of former signing keys, still accepted, or null
     */
    public record Security(
            Secret secret,
            Secret signingKey,
            @Nullable String retiredKeys,
            Duration accessToken,
            Duration refreshToken) {}

    /** @param operation most requests of one operation in work at once on a node */
    public record BusLimits(Duration askTimeout, int operation) {}

    /** Token buckets: {@code burst} at once, refilled at {@code perMinute}. */
    public record Rate(int perMinute, int burst) {}

    public record Rates(Rate address, Rate tenant) {}

    /**
     * @param hold how long unpaid goods stay reserved
     * @param maxHold how long at most while the outcome of a payment is unknown
     * @param stall after which the sweeper drives an order on
     * @param stockCheck how often the shelves of all shops are held against ledger and orders
     * @param maxAttempts of the sweeper in a row that move nothing; then the order is parked
     * @param maxWaiters requests on a node that wait for the outcome of a payment
     * @param maxSettling buyers whom a node serves at once, each from the request until the order is paid
     */
    public record Checkout(
            int maxBatch,
            int maxWaiting,
            int batchesInFlight,
            Duration hold,
            Duration maxHold,
            Duration sweep,
            Duration stall,
            Duration stockCheck,
            int maxAttempts,
            int maxWaiters,
            int maxSettling) {}

    /**
     * @param maxBatch most moves of payments in one write
     * @param maxWaiting most that wait for their batch
     */
    public record Payments(int maxBatch, int maxWaiting) {}

    /**
     * @param abandoned how long after its last change a cart counts as left behind
     * @param keep how long after its last change it is kept
     * @param sweep how often both are looked for
     */
    public record Carts(Duration abandoned, Duration keep, Duration sweep) {}

    public record Relay(Duration poll, Duration lease, Duration retry, Duration jobPoll, int jobMaxAttempts) {}

    /** @param otlp where traces go, or null for nowhere */
    public record Telemetry(@Nullable URI otlp, String name) {}

    /** @throws BadConfiguration with a sentence that names the key */
    public static Config read(Map<String, String> environment) {
        return of(Settings.read(environment));
    }

    /** @throws BadConfiguration with a sentence that names the key */
    public static Config of(Settings s) {
        Profile profile = Profile.valueOf(s.text(Setting.PROFILE).toUpperCase(Locale.ROOT));
        return new Config(
                profile,
                verticles(s.text(Setting.VERTICLES)),
                http(s),
                new Management(s.text(Setting.MANAGEMENT_HOST), s.number(Setting.MANAGEMENT_PORT)),
                live(s),
                database(s, profile),
                new Redis(
                        optionalUrl(s, Setting.REDIS_URL),
                        s.optionalSecret(Setting.REDIS_PASSWORD, profile),
                        s.millis(Setting.REDIS_TIMEOUT_MS)),
                new Amqp(
                        url(s, Setting.AMQP_URL),
                        s.text(Setting.AMQP_USER),
                        s.optionalSecret(Setting.AMQP_PASSWORD, profile),
                        s.millis(Setting.AMQP_CONFIRM_TIMEOUT_MS)),
                psp(s, profile),
                new Cluster(
                        s.flag(Setting.CLUSTER),
                        s.optional(Setting.CLUSTER_CONFIG),
                        s.text(Setting.CLUSTER_HOST),
                        s.number(Setting.CLUSTER_PORT)),
                security(s, profile),
                new BusLimits(s.millis(Setting.BUS_ASK_TIMEOUT_MS), s.number(Setting.BUS_MAX_IN_FLIGHT_PER_OPERATION)),
                new Rates(
                        new Rate(s.number(Setting.RATE_ADDRESS_PER_MINUTE), s.number(Setting.RATE_ADDRESS_BURST)),
                        new Rate(s.number(Setting.RATE_TENANT_PER_MINUTE), s.number(Setting.RATE_TENANT_BURST))),
                checkout(s),
                new Payments(s.number(Setting.PAYMENT_MAX_BATCH), s.number(Setting.PAYMENT_MAX_WAITING)),
                new Carts(
                        s.millis(Setting.CART_ABANDONED_MS),
                        s.millis(Setting.CART_KEEP_MS),
                        s.millis(Setting.CART_SWEEP_MS)),
                new Relay(
                        s.millis(Setting.RELAY_POLL_MS),
                        s.millis(Setting.RELAY_LEASE_MS),
                        s.millis(Setting.RELAY_RETRY_MS),
                        s.millis(Setting.JOB_POLL_MS),
                        s.number(Setting.JOB_MAX_ATTEMPTS)),
                new Telemetry(optionalUrl(s, Setting.TELEMETRY_OTLP_URL), s.text(Setting.TELEMETRY_NAME)),
                failpoint(s, profile));
    }

    private static Http http(Settings s) {
        return new Http(
                s.text(Setting.HTTP_HOST),
                s.number(Setting.HTTP_PORT),
                s.optional(Setting.HTTP_PAGES),
                s.text(Setting.HTTP_PUBLIC_SCHEME),
                publicPort(s),
                s.number(Setting.HTTP_TRUSTED_PROXIES),
                s.number(Setting.HTTP_MAX_BODY_BYTES),
                s.millis(Setting.HTTP_BODY_TIMEOUT_MS),
                s.millis(Setting.HTTP_IDLE_TIMEOUT_MS),
                ConnectionLimits.of(s),
                s.millis(Setting.HTTP_DRAIN_MS));
    }

    private static int publicPort(Settings s) {
        var named = s.optional(Setting.HTTP_PUBLIC_PORT);
        if (named != null) {
            return Integer.parseInt(named);
        }
        return s.text(Setting.HTTP_PUBLIC_SCHEME).equals("https") ? 443 : s.number(Setting.HTTP_PORT);
    }

    private static Live live(Settings s) {
        return new Live(
                s.text(Setting.LIVE_HOST),
                s.number(Setting.LIVE_PORT),
                url(s, Setting.LIVE_URL),
                s.number(Setting.LIVE_MAX_SOCKETS),
                s.number(Setting.LIVE_MAX_SUBSCRIPTIONS),
                s.number(Setting.LIVE_MAX_MESSAGE_BYTES),
                s.number(Setting.LIVE_MAX_MESSAGES_PER_MINUTE),
                s.number(Setting.LIVE_MAX_UNSENT_BYTES),
                s.millis(Setting.LIVE_SIGN_IN_TIMEOUT_MS),
                s.millis(Setting.LIVE_PING_MS),
                s.millis(Setting.LIVE_RECHECK_MS));
    }

    private static Database database(Settings s, Profile profile) {
        URI url = url(s, Setting.DATABASE_URL);
        if (url.getPath() == null || url.getPath().length() < 2) {
            throw new BadConfiguration(Setting.DATABASE_URL.key() + ": '" + url
                    + "' is refused: it must name a database, such as postgres://localhost/stoa.");
        }
        return new Database(
                url,
                s.text(Setting.DATABASE_TLS),
                role(s, Setting.DATABASE_USER, Setting.DATABASE_PASSWORD, profile),
                role(s, Setting.DATABASE_OWNER_USER, Setting.DATABASE_OWNER_PASSWORD, profile),
                role(s, Setting.DATABASE_BATCH_USER, Setting.DATABASE_BATCH_PASSWORD, profile),
                role(s, Setting.DATABASE_SCHEDULER_USER, Setting.DATABASE_SCHEDULER_PASSWORD, profile),
                s.optionalSecret(Setting.DATABASE_ADMIN_URL, profile),
                s.number(Setting.DATABASE_POOL_SIZE),
                s.number(Setting.DATABASE_BATCH_POOL_SIZE),
                s.number(Setting.DATABASE_SCHEDULER_POOL_SIZE),
                s.number(Setting.DATABASE_MAX_WAITING),
                s.millis(Setting.DATABASE_CONNECT_TIMEOUT_MS),
                s.millis(Setting.DATABASE_STATEMENT_TIMEOUT_MS),
                s.millis(Setting.DATABASE_LOCK_TIMEOUT_MS),
                s.millis(Setting.DATABASE_BATCH_LOCK_TIMEOUT_MS));
    }

    private static Role role(Settings s, Setting user, Setting password, Profile profile) {
        return new Role(s.text(user), s.optionalSecret(password, profile));
    }

    private static Psp psp(Settings s, Profile profile) {
        URI url = url(s, Setting.PSP_URL);
        URI publicUrl = optionalUrl(s, Setting.PSP_PUBLIC_URL);
        URI webhookUrl = optionalUrl(s, Setting.PSP_WEBHOOK_URL);
        return new Psp(
                url,
                publicUrl == null ? url : publicUrl,
                webhookUrl == null ? URI.create("http://127.0.0.1:" + s.number(Setting.HTTP_PORT)) : webhookUrl,
                s.secret(Setting.PSP_API_KEY, profile),
                s.secret(Setting.PSP_WEBHOOK_SECRET, profile),
                s.millis(Setting.PSP_TIMEOUT_MS));
    }

    private static Security security(Settings s, Profile profile) {
        Secret secret = s.secret(Setting.SECURITY_SECRET, profile);
        if (secret.reveal().length() < 32) {
            throw new BadConfiguration(
                    Setting.SECURITY_SECRET.key() + ": it is shorter than 32 characters and could be guessed.");
        }
        return new Security(
                secret,
                s.secret(Setting.SECURITY_SIGNING_KEY, profile),
                s.optional(Setting.SECURITY_RETIRED_KEYS),
                s.millis(Setting.SECURITY_ACCESS_TOKEN_MS),
                s.millis(Setting.SECURITY_REFRESH_TOKEN_MS));
    }

    private static Checkout checkout(Settings s) {
        return new Checkout(
                s.number(Setting.CHECKOUT_MAX_BATCH),
                s.number(Setting.CHECKOUT_MAX_WAITING),
                s.number(Setting.CHECKOUT_BATCHES_IN_FLIGHT),
                s.millis(Setting.CHECKOUT_HOLD_MS),
                s.millis(Setting.CHECKOUT_MAX_HOLD_MS),
                s.millis(Setting.CHECKOUT_SWEEP_MS),
                s.millis(Setting.CHECKOUT_STALL_MS),
                s.millis(Setting.STOCK_CHECK_MS),
                s.number(Setting.CHECKOUT_MAX_ATTEMPTS),
                s.number(Setting.CHECKOUT_MAX_WAITERS),
                s.number(Setting.CHECKOUT_MAX_SETTLING));
    }

    /** Only under test: a shop in production must not be killable by a slip in its environment. */
    private static @Nullable String failpoint(Settings s, Profile profile) {
        String failpoint = s.optional(Setting.FAILPOINT);
        if (failpoint != null && profile != Profile.TEST) {
            throw new BadConfiguration(
                    Setting.FAILPOINT.key() + ": failpoints exist only with " + Setting.PROFILE.key() + "=test.");
        }
        return failpoint;
    }

    private static Map<String, Integer> verticles(String text) {
        Map<String, Integer> verticles = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            var matcher = VERTICLE.matcher(entry.strip());
            if (!matcher.matches() || verticles.put(matcher.group(1), Integer.valueOf(matcher.group(2))) != null) {
                throw new BadConfiguration(Setting.VERTICLES.key() + ": '" + entry.strip()
                        + "' is refused: each entry is name=count, each name once, such as order=2.");
            }
        }
        return Collections.unmodifiableMap(verticles);
    }

    private static URI url(Settings s, Setting setting) {
        return URI.create(s.text(setting));
    }

    private static @Nullable URI optionalUrl(Settings s, Setting setting) {
        String url = s.optional(setting);
        return url == null ? null : URI.create(url);
    }
}
