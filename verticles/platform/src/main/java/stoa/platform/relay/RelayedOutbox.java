package stoa.platform.relay;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.platform.Bus;
import stoa.platform.Outbox;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/** The outbox of this node: rows in the database, and a relay that carries them over the broker to their consumers. */
public final class RelayedOutbox implements Outbox {
    private static final String ADD = """
            insert into outbox (tenant_id, id, type, schema_version, aggregate, aggregate_version, correlation_id, data)
            values ($1, $2, $3, $4, $5, $6, $7, ($8::text)::jsonb)""";

    private final Vertx vertx;
    private final EventTypes types;
    private final Wakes wakes;
    private final Relay relay;
    private @Nullable String deployment;

    public RelayedOutbox(
            Vertx vertx, Bus bus, Tenancy tenancy, MeterRegistry meters, RelaySettings settings, EventTypes types) {
        this.vertx = vertx;
        this.types = types;
        var node = UuidCreator.getTimeOrderedEpoch();
        wakes = new Wakes(vertx, bus, node);
        relay = new Relay(
                vertx,
                new OutboxRows(tenancy),
                new Inbox(tenancy, types, settings.failing()),
                new Leases(tenancy, node),
                wakes,
                types,
                settings,
                meters);
    }

    /** Begins to relay and to consume. Does not wait for the broker: without it events wait and shops sell. */
    public Future<Void> start() {
        return vertx.deployVerticle(relay).onSuccess(id -> deployment = id).mapEmpty();
    }

    /** Finishes what is under way and gives the partitions to other nodes. */
    public Future<Void> close() {
        return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
    }

    @Override
    public Future<Void> add(Sql sql, Caller caller, Event event) {
        var type = types.named(event.type());
        UUID id = UuidCreator.getTimeOrderedEpoch();
        var args = Tuple.of(caller.tenant(), id, event.type(), type.version(), event.aggregate())
                .addInteger(event.aggregateVersion())
                .addString(caller.correlationId())
                .addString(Json.MAPPER.writeValueAsString(event.data()));
        return sql.query(ADD, args).mapEmpty();
    }

    @Override
    public void wake() {
        wakes.ring();
    }

    /** @throws IllegalArgumentException where {@code events.json} does not name this consumer for a type: nobody would wait for it */
    @Override
    public Future<Void> consume(String consumer, Set<String> consumed, Effect effect) {
        for (var type : consumed) {
            if (!types.named(type).consumers().contains(consumer)) {
                throw new IllegalArgumentException(
                        "events.json does not declare " + consumer + " as a consumer of " + type);
            }
        }
        return relay.consume(consumer, consumed, vertx.getOrCreateContext(), effect);
    }
}
