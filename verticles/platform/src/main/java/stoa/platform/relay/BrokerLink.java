package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one connection to the broker, and makes a new one whenever it ends. Lives on the context that started it. */
final class BrokerLink {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    private static final Retry RECONNECT = new Retry(Duration.ofMillis(200), Duration.ofSeconds(5), Integer.MAX_VALUE);

    private final Vertx vertx;
    private final RelaySettings settings;
    private final EventTypes types;
    private final String purpose;
    private final Function<BrokerSession, Future<Void>> opened;
    private final Runnable ready;
    private @Nullable BrokerSession session;
    private boolean closed;
    private int failures;

    /**
     * @param opened is told of each new connection before anybody else gets to use it
     * @param ready is told when {@link #session} gives the new one
     */
    BrokerLink(
            Vertx vertx,
            RelaySettings settings,
            EventTypes types,
            String purpose,
            Function<BrokerSession, Future<Void>> opened,
            Runnable ready) {
        this.vertx = vertx;
        this.settings = settings;
        this.types = types;
        this.purpose = purpose;
        this.opened = opened;
        this.ready = ready;
    }

    /** Ends with the first attempt, whether or not the broker was there: a shop sells without it. */
    Future<Void> start() {
        return connect();
    }

    /** The connection that stands, or null while there is none. */
    @Nullable
    BrokerSession session() {
        return session;
    }

    /** What is known of one connection while it is being made. */
    private static final class Attempt {
        private boolean stands;
        private boolean ended;
    }

    private Future<Void> connect() {
        if (closed) {
            return Future.succeededFuture();
        }
        var attempt = new Attempt();
        return BrokerSession.open(vertx, settings, types, purpose, () -> lost(attempt))
                .compose(fresh -> opened.apply(fresh).transform(done -> use(fresh, attempt, done.cause())))
                .recover(this::later);
    }

    private Future<Void> use(BrokerSession fresh, Attempt attempt, @Nullable Throwable fault) {
        if (fault != null || attempt.ended || closed) {
            var reason = fault == null ? new IllegalStateException("the connection ended at once") : fault;
            return fresh.close().transform(v -> Future.failedFuture(reason));
        }
        attempt.stands = true;
        session = fresh;
        if (failures > 0) {
            LOG.atInfo()
                    .addKeyValue("connection", purpose)
                    .addKeyValue("attempts", failures)
                    .log("The broker is back");
        }
        failures = 0;
        ready.run();
        return Future.succeededFuture();
    }

    private void lost(Attempt attempt) {
        attempt.ended = true;
        if (attempt.stands) {
            session = null;
            later(new IllegalStateException("the connection ended"));
        }
    }

    /** Says so once, not at every attempt. */
    private Future<Void> later(Throwable reason) {
        if (closed) {
            return Future.succeededFuture();
        }
        if (++failures == 1) {
            LOG.atWarn()
                    .addKeyValue("connection", purpose)
                    .addKeyValue("reason", String.valueOf(reason.getMessage()))
                    .log("No connection to the broker; events wait in the outbox");
        }
        vertx.setTimer(RECONNECT.delayMs(failures), t -> connect());
        return Future.succeededFuture();
    }

    Future<Void> close() {
        closed = true;
        var last = session;
        session = null;
        return last == null ? Future.succeededFuture() : last.close();
    }
}
