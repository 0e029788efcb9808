package stoa.notification;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Set;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.order.AskReceipt;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.Receipt;
import stoa.platform.Bus;
import stoa.platform.Jobs;
import stoa.platform.Outbox;
import stoa.platform.Question;
import tools.jackson.databind.JsonNode;

/**
 * What orders give occasion to write. An event only leaves a job in its transaction; the job asks the order for the person and the lines,
 * which events do not carry, and may take its time: it holds no connection while it asks.
 */
final class OrderMail {
    /** The kind of its jobs. */
    static final String WRITE = "notification.write";

    private static final String CONSUMER = "notification";
    private static final Question<AskReceipt, Receipt> RECEIPT =
            new Question<>(OrderAddresses.RECEIPT, AskReceipt.class, Receipt.class);

    /** A job for each event that is an occasion; the same event is the same job. */
    private static final String WISHES = """
            insert into job (tenant_id, kind, id, correlation_id, data, next_at, created_by)
            select r.tenant_id, '%s', r.id, r.correlation_id,
              jsonb_build_object('orderId', r.data -> 'orderId', 'occasion', o.occasion), clock_timestamp(), r.actor
            from received r
            join (values %s) as o (type, status, occasion)
              on o.type = r.type and o.status is not distinct from (case when r.type = '%s' then r.data ->> 'status' end)
            order by r.tenant_id, r.id
            on conflict do nothing""".formatted(WRITE, occasions(), OrderAddresses.CHANGED);

    private static String occasions() {
        var rows = new ArrayList<String>();
        rows.add("('" + OrderAddresses.PLACED + "', null, '" + Occasion.ORDER_PLACED + "')");
        for (var status : OrderStatus.values()) {
            Occasion.of(status)
                    .ifPresent(occasion ->
                            rows.add("('" + OrderAddresses.CHANGED + "', '" + status + "', '" + occasion + "')"));
        }
        return String.join(", ", rows);
    }

    /** What a job is about. */
    record Wish(UUID orderId, Occasion occasion) {}

    private final Bus bus;
    private final Jobs jobs;
    private final Messages messages;
    private final Texts texts;

    OrderMail(Bus bus, Jobs jobs, Messages messages, Texts texts) {
        this.bus = bus;
        this.jobs = jobs;
        this.messages = messages;
        this.texts = texts;
    }

    Future<Void> start(Outbox outbox) {
        return jobs.run(WRITE, this::write)
                .compose(v -> outbox.consume(
                        CONSUMER, Set.of(OrderAddresses.PLACED, OrderAddresses.CHANGED), Outbox.Effect.of(WISHES)));
    }

    /** Later versions of a shipped order give the same occasion again: it is told once. */
    private Future<Void> write(Caller system, UUID id, JsonNode data) {
        var wish = Json.MAPPER.treeToValue(data, Wish.class);
        return messages.told(system, wish.occasion(), wish.orderId())
                .compose(told -> told
                        ? Future.succeededFuture()
                        : bus.ask(system, RECEIPT, new AskReceipt(wish.orderId()))
                                .compose(order -> messages.add(system, wish.occasion(), order, texts)));
    }
}
