package stoa.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.Config;
import stoa.platform.ConnectionLimits;

/**
 * Who is connected to this node: so many in all, so many from one address, and nobody who does not come to the point. A connection that is
 * refused is closed without a word, because nothing was asked yet, and counted.
 */
final class Visitors {
    private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);

    /** How often deadlines are looked at; they are late by as much. */
    static final long SWEEP_MS = 250;

    private static final int SWITCHING_PROTOCOLS = 101;

    private final ConnectionLimits limits;
    private final Duration idle;
    private final boolean direct;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final Map<String, Integer> linesByAddress = new ConcurrentHashMap<>();
    private final Counter full;
    private final Counter crowding;
    private final Counter slow;

    Visitors(Config.Http config, MeterRegistry meters) {
        limits = config.connections();
        idle = config.idleTimeout();
        direct = config.trustedProxies() == 0;
        Gauge.builder("stoa.http.connections", all, AtomicInteger::get)
                .description("Open connections")
                .register(meters);
        full = refused(meters, "full");
        crowding = refused(meters, "address");
        slow = refused(meters, "head");
    }

    private static Counter refused(MeterRegistry meters, String reason) {
        return Counter.builder("stoa.http.connections.refused")
                .description(
                        "Connections closed: the node is full, their address has too many, or the head of a request came too slowly")
                .tag("reason", reason)
                .register(meters);
    }

    /** The visitors of one verticle, on its event loop. */
    Hall hall(Vertx vertx) {
        return new Hall(vertx);
    }

    /** One more live line of an address, whoever brings it; false where it has as many as it may. */
    boolean sat(String group) {
        if (linesByAddress.merge(group, 1, Integer::sum) <= limits.perAddress()) {
            return true;
        }
        rose(group);
        crowding.increment();
        return false;
    }

    void rose(String group) {
        less(linesByAddress, group);
    }

    private static void less(Map<String, Integer> counted, String group) {
        counted.computeIfPresent(group, (g, held) -> held == 1 ? null : held - 1);
    }

    private static final class Visitor {
        private final String group;
        private long since = System.nanoTime();
        private boolean resting;
        private @Nullable HttpServerRequest last;

        private Visitor(String group) {
            this.group = group;
        }
    }

    final class Hall {
        private final Vertx vertx;
        private final IdentityHashMap<HttpConnection, Visitor> here = new IdentityHashMap<>();

        private Hall(Vertx vertx) {
            this.vertx = vertx;
        }

        void admit(HttpConnection connection) {
            var group = ClientAddress.group(connection.remoteAddress());
            int together = byAddress.merge(group, 1, Integer::sum);
            int present = all.incrementAndGet();
            here.put(connection, new Visitor(group));
            connection.exceptionHandler(e -> LOG.debug("A visitor hung up", e));
            connection.closeHandler(closed -> left(connection));
            if (present > limits.most()) {
                refuse(connection, full);
            } else if (direct && together > limits.perAddress()) {
                refuse(connection, crowding);
            }
        }

        /** Once for each connection, however often it is said: one that was upgraded ends as a socket, and says nothing itself. */
        void left(HttpConnection connection) {
            var visitor = here.remove(connection);
            if (visitor != null) {
                all.decrementAndGet();
                less(byAddress, visitor.group);
            }
        }

        /** In a moment: while it is being admitted, a connection cannot be closed. */
        private void refuse(HttpConnection connection, Counter reason) {
            reason.increment();
            vertx.runOnContext(v -> connection.close());
        }

        /** The head of a request is there. */
        void asked(HttpServerRequest request) {
            var visitor = here.get(request.connection());
            if (visitor != null) {
                visitor.last = request;
                visitor.resting = false;
            }
        }

        /**
         * Each byte of a head that trickles in begins the idle time anew, so it is held against a deadline. Between two requests that is as
         * long as a connection may be idle: who sends a byte now and then gains nothing over who sends none.
         */
        void sweep() {
            long now = System.nanoTime();
            var late = new ArrayList<HttpConnection>();
            here.forEach((connection, visitor) -> {
                if (isLate(visitor, now)) {
                    late.add(connection);
                }
            });
            late.forEach(connection -> refuse(connection, slow));
        }

        private boolean isLate(Visitor visitor, long now) {
            var last = visitor.last;
            if (last == null) {
                return now - visitor.since > limits.headTimeout().toNanos();
            }
            var response = last.response();
            if (!response.ended() || response.getStatusCode() == SWITCHING_PROTOCOLS) {
                return false;
            }
            if (!visitor.resting) {
                visitor.resting = true;
                visitor.since = now;
            }
            return now - visitor.since > idle.toNanos();
        }
    }
}
