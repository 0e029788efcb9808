package stoa.platform;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import stoa.messages.Caller;
import stoa.tenancy.Sql;
import tools.jackson.databind.JsonNode;

/** Work for later, in the database: retried with growing delay, parked with its reason after too many attempts. */
public interface Jobs {
    @FunctionalInterface
    interface Work {
        /** Outside any transaction; must be idempotent by {@code id}. */
        Future<Void> run(Caller system, UUID id, JsonNode data);
    }

    /**
     * Adds a job to the caller's transaction; it is found by the next poll, or at once after {@link #wake}.
     *
     * @param id the same id twice is one job of its kind
     * @param data a record
     */
    Future<Void> add(Sql sql, Caller caller, String kind, UUID id, Object data, Duration delay);

    /** Tells the runners of all nodes that a commit has brought something. Losing this costs only time. */
    void wake();

    /** Makes this node run jobs of a kind, on the context of the caller. Each is run by one node at a time. */
    Future<Void> run(String kind, Work work);

    /**
     * Looks after something again and again, on the context of the caller, in one node of the installation at a time. What the supplier
     * fails with is logged and tried again after the interval; what it does must be conditional on the state it finds.
     *
     * @param kind names the lease that the sweeping node holds
     */
    Future<Void> sweep(String kind, Duration interval, Supplier<Future<Void>> work);
}
