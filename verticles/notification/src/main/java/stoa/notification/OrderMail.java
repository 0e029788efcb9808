package stoa.notification;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.order.AskReceipt;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.OrderChanged;
import stoa.messages.order.OrderPlaced;
import stoa.messages.order.Receipt;
import stoa.platform.Bus;
import stoa.platform.Jobs;
import stoa.platform.Outbox;
import stoa.platform.Question;
import stoa.tenancy.Sql;
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
                .compose(v -> outbox.consume(CONSUMER, OrderAddresses.PLACED, this::placed))
                .compose(v -> outbox.consume(CONSUMER, OrderAddresses.CHANGED, this::changed));
    }

    private Future<Void> placed(Caller system, Sql sql, Outbox.Delivery event) {
        var placed = Json.MAPPER.treeToValue(event.data(), OrderPlaced.class);
        return wish(system, sql, event, new Wish(placed.orderId(), Occasion.ORDER_PLACED));
    }

    private Future<Void> changed(Caller system, Sql sql, Outbox.Delivery event) {
        var changed = Json.MAPPER.treeToValue(event.data(), OrderChanged.class);
        return Occasion.of(changed.status())
                .map(occasion -> wish(system, sql, event, new Wish(changed.orderId(), occasion)))
                .orElseGet(Future::succeededFuture);
    }

    private Future<Void> wish(Caller system, Sql sql, Outbox.Delivery event, Wish wish) {
        return jobs.add(sql, system, WRITE, event.id(), wish, Duration.ZERO);
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
