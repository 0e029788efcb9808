package stoa.platform;

import io.vertx.core.Future;
import java.util.UUID;
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

    /** An event as a consumer gets it. */
    record Delivery(UUID id, String type, UUID aggregate, int aggregateVersion, JsonNode data) {}

    /** Applies an event inside the transaction that also notes it as consumed. Called again if that transaction fails. */
    @FunctionalInterface
    interface Consumer {
        Future<Void> apply(Caller system, Sql sql, Delivery event);
    }

    /** Adds the event to the caller's transaction; the relay is woken by {@link #wake} after the commit. */
    Future<Void> add(Sql sql, Caller caller, Event event);

    /** Tells the relay that a commit has brought something. Losing this costs only time. */
    void wake();

    /** Declares that {@code consumer} (a domain's name) applies events of this type. */
    Future<Void> consume(String consumer, String type, Consumer apply);
}
