package stoa.platform;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import stoa.messages.Caller;
import stoa.tenancy.Sql;
import tools.jackson.databind.JsonNode;

/** Events that survive: written in the transaction of their cause, delivered to every declared consumer at least once, applied once. */
public interface Outbox {
    /**
     * @param type such as {@code OrderPlaced}
     * @param aggregate whose events stay in order
     * @param aggregateVersion grows with each event of the aggregate
     * @param data a record; ids rather than personal data
     */
    record Event(String type, UUID aggregate, int aggregateVersion, Object data) {}

    /** An event that was applied. */
    record Delivery(UUID tenant, UUID id, String type, JsonNode data) {}

    /**
     * What a consumer does about events: one statement for all that have gathered, of many shops at once, in the transaction that also notes
     * them as consumed. It runs under the role {@code stoa_batch} and reads {@code received} (tenant_id, id, type, aggregate,
     * aggregate_version, correlation_id, data jsonb, actor): each event once, in no order, sometimes several versions of one aggregate, and after
     * retries an earlier one than was applied before. So it names the tenant of every row and compares versions, writes in the order of
     * (tenant, key), and names {@code actor} in the audit columns. Where it raises, the events are tried in smaller and smaller numbers until the
     * culprit stands alone. What takes more than a statement leaves a job.
     *
     * @param sql inserts, updates or deletes
     * @param applied told after the commit and before the broker, on the context of the consumer; may be lost, and cannot undo anything
     */
    record Effect(String sql, Function<List<Delivery>, Future<Void>> applied) {
        public static Effect of(String sql) {
            return new Effect(sql, _ -> Future.succeededFuture());
        }
    }

    /** Adds the event to the caller's transaction; the relay is woken by {@link #wake} after the commit. */
    Future<Void> add(Sql sql, Caller caller, Event event);

    /** Tells the relay that a commit has brought something. Losing this costs only time. */
    void wake();

    /** Declares that {@code consumer} (a domain's name) applies the events of these types. Once for all types of a consumer. */
    Future<Void> consume(String consumer, Set<String> types, Effect effect);
}
