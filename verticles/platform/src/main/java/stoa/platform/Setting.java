package stoa.platform;

import org.jspecify.annotations.Nullable;

/**
 * Every key of the configuration, in one table: its environment name is {@code STOA_} and the name here. Units come last in the name.
 * {@code docs/guides/configuration.md} documents each one, and a test compares the two.
 */
public enum Setting {
    PROFILE(Form.choice("development", "test", "production"), "development"),
    FAILPOINT(Form.failpoint(), null),
    VERTICLES(Form.TEXT, "gateway=2,realtime=1,catalog=2,order=2,payment=1,user=1,notification=1"),

    HTTP_HOST(Form.TEXT, "0.0.0.0"),
    HTTP_PORT(Form.PORT, "8080"),
    HTTP_PAGES(Form.TEXT, null),
    HTTP_PUBLIC_SCHEME(Form.choice("http", "https"), "http"),
    HTTP_PUBLIC_PORT(Form.PORT, null),
    HTTP_TRUSTED_PROXIES(Form.number(0, 10), "0"),
    HTTP_MAX_BODY_BYTES(Form.number(1024, 100_000_000), "1048576"),
    HTTP_BODY_TIMEOUT_MS(Form.MILLIS, "10000"),
    HTTP_IDLE_TIMEOUT_MS(Form.MILLIS, "60000"),
    HTTP_HEAD_TIMEOUT_MS(Form.MILLIS, "10000"),
    HTTP_MAX_CONNECTIONS(Form.number(1, 1_000_000), "10000"),
    HTTP_MAX_CONNECTIONS_PER_ADDRESS(Form.number(1, 1_000_000), "512"),
    HTTP_DRAIN_MS(Form.MILLIS, "15000"),

    MANAGEMENT_HOST(Form.TEXT, "127.0.0.1"),
    MANAGEMENT_PORT(Form.PORT, "8081"),

    LIVE_HOST(Form.TEXT, "127.0.0.1"),
    LIVE_PORT(Form.PORT, "8082"),
    LIVE_URL(Form.url("http", "https"), "http://127.0.0.1:8082"),
    LIVE_MAX_SOCKETS(Form.number(1, 1_000_000), "20000"),
    LIVE_MAX_SUBSCRIPTIONS(Form.number(1, 10_000), "50"),
    LIVE_MAX_MESSAGE_BYTES(Form.number(256, 1_000_000), "8192"),
    LIVE_MAX_MESSAGES_PER_MINUTE(Form.number(1, 100_000), "120"),
    LIVE_MAX_UNSENT_BYTES(Form.number(1024, 100_000_000), "262144"),
    LIVE_SIGN_IN_TIMEOUT_MS(Form.MILLIS, "10000"),
    LIVE_PING_MS(Form.MILLIS, "20000"),
    LIVE_RECHECK_MS(Form.MILLIS, "5000"),

    DATABASE_URL(Form.url("postgres", "postgresql"), Form.REQUIRED),
    DATABASE_TLS(Form.choice("disable", "require", "verify-full"), "disable"),
    DATABASE_USER(Form.TEXT, "stoa_app"),
    DATABASE_PASSWORD(Form.SECRET, null),
    DATABASE_OWNER_USER(Form.TEXT, "stoa_owner"),
    DATABASE_OWNER_PASSWORD(Form.SECRET, null),
    DATABASE_BATCH_USER(Form.TEXT, "stoa_batch"),
    DATABASE_BATCH_PASSWORD(Form.SECRET, null),
    DATABASE_SCHEDULER_USER(Form.TEXT, "stoa_scheduler"),
    DATABASE_SCHEDULER_PASSWORD(Form.SECRET, null),
    DATABASE_ADMIN_URL(Form.SECRET, null),
    DATABASE_POOL_SIZE(Form.number(1, 1000), "16"),
    DATABASE_BATCH_POOL_SIZE(Form.number(1, 100), "10"),
    DATABASE_SCHEDULER_POOL_SIZE(Form.number(1, 100), "2"),
    DATABASE_MAX_WAITING(Form.number(1, 1_000_000), "1000"),
    DATABASE_CONNECT_TIMEOUT_MS(Form.MILLIS, "3000"),
    DATABASE_STATEMENT_TIMEOUT_MS(Form.MILLIS, "5000"),
    DATABASE_LOCK_TIMEOUT_MS(Form.MILLIS, "3000"),
    DATABASE_BATCH_LOCK_TIMEOUT_MS(Form.MILLIS, "500"),

    REDIS_URL(Form.url("redis", "rediss"), null),
    REDIS_PASSWORD(Form.SECRET, null),
    REDIS_TIMEOUT_MS(Form.MILLIS, "500"),

    AMQP_URL(Form.url("amqp", "amqps"), Form.REQUIRED),
    AMQP_USER(Form.TEXT, "guest"),
    AMQP_PASSWORD(Form.SECRET, null),
    AMQP_CONFIRM_TIMEOUT_MS(Form.MILLIS, "5000"),

    PSP_URL(Form.url("http", "https"), Form.REQUIRED),
    PSP_PUBLIC_URL(Form.url("http", "https"), null),
    PSP_WEBHOOK_URL(Form.url("http", "https"), null),
    PSP_API_KEY(Form.SECRET, Form.REQUIRED),
    PSP_WEBHOOK_SECRET(Form.SECRET, Form.REQUIRED),
    PSP_TIMEOUT_MS(Form.MILLIS, "5000"),

    CLUSTER(Form.FLAG, "false"),
    CLUSTER_CONFIG(Form.TEXT, null),
    CLUSTER_HOST(Form.TEXT, "127.0.0.1"),
    CLUSTER_PORT(Form.PORT, "0"),

    SECURITY_SECRET(Form.SECRET, Form.REQUIRED),
    SECURITY_SIGNING_KEY(Form.SECRET, Form.REQUIRED),
    SECURITY_RETIRED_KEYS(Form.TEXT, null),
    SECURITY_ACCESS_TOKEN_MS(Form.MILLIS, "600000"),
    SECURITY_REFRESH_TOKEN_MS(Form.MILLIS, "2592000000"),

    BUS_ASK_TIMEOUT_MS(Form.MILLIS, "15000"),
    BUS_MAX_IN_FLIGHT_PER_OPERATION(Form.number(2, 1_000_000), "1024"),

    RATE_ADDRESS_PER_MINUTE(Form.number(1, 100_000_000), "1200"),
    RATE_ADDRESS_BURST(Form.number(1, 100_000_000), "200"),
    RATE_TENANT_PER_MINUTE(Form.number(1, 100_000_000), "600000"),
    RATE_TENANT_BURST(Form.number(1, 100_000_000), "20000"),

    CHECKOUT_MAX_BATCH(Form.number(1, 1000), "128"),
    CHECKOUT_MAX_WAITING(Form.number(1, 1_000_000), "2000"),
    CHECKOUT_BATCHES_IN_FLIGHT(Form.number(1, 100), "1"),
    CHECKOUT_HOLD_MS(Form.MILLIS, "900000"),
    CHECKOUT_MAX_HOLD_MS(Form.MILLIS, "86400000"),
    CHECKOUT_SWEEP_MS(Form.MILLIS, "2000"),
    CHECKOUT_STALL_MS(Form.MILLIS, "10000"),
    STOCK_CHECK_MS(Form.MILLIS, "3600000"),
    CHECKOUT_MAX_ATTEMPTS(Form.number(1, 10_000), "50"),
    CHECKOUT_MAX_WAITERS(Form.number(1, 1_000_000), "2000"),
    CHECKOUT_MAX_SETTLING(Form.number(2, 1_000_000), "1000"),

    PAYMENT_MAX_BATCH(Form.number(1, 1000), "128"),
    PAYMENT_MAX_WAITING(Form.number(1, 1_000_000), "10000"),

    CART_ABANDONED_MS(Form.MILLIS, "14400000"),
    CART_KEEP_MS(Form.MILLIS, "2592000000"),
    CART_SWEEP_MS(Form.MILLIS, "60000"),

    RELAY_POLL_MS(Form.MILLIS, "1000"),
    RELAY_LEASE_MS(Form.MILLIS, "10000"),
    RELAY_RETRY_MS(Form.MILLIS, "5000"),
    JOB_POLL_MS(Form.MILLIS, "1000"),
    JOB_MAX_ATTEMPTS(Form.number(1, 1000), "12"),

    TELEMETRY_OTLP_URL(Form.url("http", "https"), null),
    TELEMETRY_NAME(Form.TEXT, "stoa");

    @SuppressWarnings("ImmutableEnumChecker") // it is; the annotation that says so would cost a dependency
    private final Form form;

    private final @Nullable String fallback;

    Setting(Form form, @Nullable String fallback) {
        this.form = form;
        this.fallback = fallback;
    }

    /** Such as {@code STOA_HTTP_PORT}. */
    public String key() {
        return "STOA_" + name();
    }

    public Form form() {
        return form;
    }

    public boolean required() {
        return Form.REQUIRED.equals(fallback);
    }

    public boolean secret() {
        return form == Form.SECRET;
    }

    /** What stands where nothing is set, or null. */
    public @Nullable String fallback() {
        return required() ? null : fallback;
    }
}
