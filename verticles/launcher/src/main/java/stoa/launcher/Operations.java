package stoa.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.openapi.Contract;
import stoa.openapi.Operation;
import stoa.platform.Bus;

/** What the contract describes is served: a door that would lack one operation does not open. */
final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How often other members of a cluster are looked for before the start is given up. */
    private static final int TRIES_IN_CLUSTER = 120;

    private Operations() {}

    /** Fails, naming them, where operations are left unserved: at once on a lone node, after two minutes in a cluster. */
    static Future<Void> awaitServed(Vertx vertx, Bus bus, Contract contract) {
        return awaitServed(vertx, bus, contract, vertx.isClustered() ? TRIES_IN_CLUSTER : 0);
    }

    private static Future<Void> awaitServed(Vertx vertx, Bus bus, Contract contract, int tries) {
        return unserved(bus, contract).compose(missing -> {
            if (missing.isEmpty()) {
                return Future.succeededFuture();
            }
            if (tries == 0) {
                return Future.failedFuture(new IllegalStateException(
                        "nobody serves " + String.join(", ", missing) + ": STOA_VERTICLES leaves out their domain."));
            }
            LOG.info("Waiting for a member of the cluster that serves {}", missing);
            return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(t -> awaitServed(vertx, bus, contract, tries - 1));
        });
    }

    private static Future<List<String>> unserved(Bus bus, Contract contract) {
        var ids = contract.operations().stream().map(Operation::id).sorted().toList();
        var asked = ids.stream().map(id -> bus.served(Bus.operation(id))).toList();
        return Future.all(asked)
                .map(all -> IntStream.range(0, ids.size())
                        .filter(n -> !asked.get(n).result())
                        .mapToObj(ids::get)
                        .toList());
    }
}
