package stoa.tenancy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The connections of one role: so many and no more, with time-outs that hold from the first statement on. */
final class Connections {
    private static final int CACHED_STATEMENTS = 512;
    private static final int CACHED_STATEMENT_LENGTH = 8192;
    private static final int MAX_LIFETIME_MINUTES = 30;

    private final String name;
    private final Pool pool;

    private Connections(String name, Pool pool) {
        this.name = name;
        this.pool = pool;
    }

    static Connections open(
            Vertx vertx,
            DatabaseSettings settings,
            String name,
            DatabaseSettings.Role role,
            int size,
            Map<String, String> properties) {
        var connect = new PgConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(settings.database())
                .setUser(role.name())
                .setPassword(role.password())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(CACHED_STATEMENTS)
                .setPreparedStatementCacheSqlFilter(sql -> sql.length() <= CACHED_STATEMENT_LENGTH)
                .setSslMode(SslMode.of(settings.tls().mode()));
        if (settings.tls() != DatabaseSettings.Tls.DISABLE) {
            connect.setSslOptions(new ClientSSLOptions()
                    .setTrustAll(
                            settings.tls() == DatabaseSettings.Tls.REQUIRE) // as libpq: encrypted, not authenticated
                    .setHostnameVerificationAlgorithm(
                            settings.tls() == DatabaseSettings.Tls.VERIFY_FULL ? "HTTPS" : ""));
        }
        connect.addProperty("application_name", "stoa-" + name)
                .addProperty("search_path", "stoa")
                .addProperty("TimeZone", "UTC")
                .addProperty(
                        "statement_timeout", millis(settings.statementTimeout().toMillis()))
                .addProperty("lock_timeout", millis(settings.lockTimeout().toMillis()))
                .addProperty(
                        "idle_in_transaction_session_timeout",
                        millis(settings.transactionDeadline().toMillis()));
        properties.forEach(connect::addProperty);
        var pool = new PoolOptions()
                .setName("stoa-" + name)
                .setMaxSize(size)
                .setMaxWaitQueueSize(settings.maxWaiting())
                .setConnectionTimeout((int) settings.connectTimeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxLifetime(MAX_LIFETIME_MINUTES)
                .setMaxLifetimeUnit(TimeUnit.MINUTES);
        var socket = new NetClientOptions().setTcpKeepAlive(true).setConnectTimeout((int)
                settings.connectTimeout().toMillis());
        return new Connections(
                name,
                PgBuilder.pool()
                        .with(pool)
                        .with(socket)
                        .connectingTo(connect)
                        .using(vertx)
                        .build());
    }

    private static String millis(long value) {
        return Long.toString(value);
    }

    String name() {
        return name;
    }

    /** Fails with {@link Busy} or {@link Unavailable}. */
    Future<SqlConnection> lease() {
        return pool.getConnection().recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private DatabaseFailure refusal(Throwable failure) {
        if (failure instanceof ConnectionPoolTooBusyException) {
            return new Busy("Too many wait for a connection of " + name + " already", failure);
        }
        if (failure instanceof PgException || Diagnosis.lost(failure)) {
            return new Unavailable("The database does not take connections of " + name, failure);
        }
        return new Busy("No connection of " + name + " in time", failure);
    }

    /** Closes the socket itself: the pooled connection's own close would only give it back. */
    static Future<Void> cut(SqlConnection connection) {
        var pooled = ((SqlConnectionInternal) connection).unwrap();
        if (pooled.unwrap() instanceof SocketConnectionBase socket) {
            return socket.socket().close();
        }
        throw new IllegalStateException("Not a connection by socket: " + pooled.unwrap());
    }

    Future<Void> close() {
        return pool.close();
    }
}
