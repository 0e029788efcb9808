package stoa.order;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import stoa.messages.Caller;
import stoa.order.StepBatch.Step;
import stoa.platform.Coalescer;
import stoa.platform.Platform;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * Moves orders on, one step at a time: those of all shops of this node, as many as have gathered, by one call in one transaction. A step
 * holds only from the version that was seen, so a batch may be written again: what it did before is then lost to itself, and whoever has
 * lost looks where the order stands. One per node: the more steps share a batch, the less each costs.
 */
final class Steps {
    private record Key(UUID tenant, UUID orderId) {}

    /** How long the saga of an order may stand still before the sweeper looks after it. */
    private final Duration deadline;

    private final Tenancy tenancy;
    private final Coalescer<Step, Optional<Standing>> coalescer;

    Steps(Platform platform) {
        var times = platform.config().checkout();
        deadline = times.stall();
        tenancy = platform.tenancy();
        coalescer = new Coalescer<>(
                platform.vertx(),
                new Coalescer.Options<>(
                        "order-step",
                        times.maxBatch(),
                        times.maxWaiting(),
                        times.batchesInFlight(),
                        step -> step.caller().tenant(),
                        step -> new Key(step.caller().tenant(), step.seen().orderId()),
                        (_, _) -> false), // only one of two may go on from there: the other waits, and loses
                platform.meters(),
                this::write);
    }

    /**
     * Moves the order on, if it still stands at the version that was seen.
     *
     * @return the order as it stands now; empty where somebody else has moved it in the meantime; 503 where too much waits already
     */
    Future<Optional<Standing>> take(Caller caller, Standing seen, Move move) {
        return coalescer.submit(new Step(caller, seen, move));
    }

    /** The same inside a transaction, with the order locked. */
    Future<Standing> take(Sql sql, Caller caller, Standing locked, Move move) {
        var alone = List.of(new Step(caller, locked, move));
        return sql.query(StepBatch.CALL, StepBatch.arguments(alone, deadline))
                .map(rows -> StepBatch.outcomes(alone, rows)
                        .getFirst()
                        .orElseThrow(() -> new IllegalStateException("A locked order has moved: " + locked.orderId())));
    }

    private Future<List<Optional<Standing>>> write(List<Step> batch) {
        var tenants = batch.stream().map(step -> step.caller().tenant()).collect(Collectors.toSet());
        return tenancy.batch(
                tenants, StepBatch.CALL, StepBatch.arguments(batch, deadline), rows -> StepBatch.outcomes(batch, rows));
    }
}
