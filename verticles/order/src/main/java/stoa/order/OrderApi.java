package stoa.order;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.OrderOperations;
import stoa.openapi.model.CancellationInput;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.HoldInput;
import stoa.openapi.model.LineCancellationInput;
import stoa.openapi.model.Link;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderEvent;
import stoa.openapi.model.OrderHistory;
import stoa.openapi.model.OrderNote;
import stoa.openapi.model.OrderNoteInput;
import stoa.openapi.model.OrderNoteList;
import stoa.openapi.model.OrderPage;
import stoa.openapi.model.OrderSettings;
import stoa.openapi.model.OrderSettingsInput;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.RefundInput;
import stoa.openapi.model.ReleaseInput;
import stoa.openapi.model.ShipmentInput;
import stoa.platform.ETags;
import stoa.platform.Idempotency;
import stoa.tenancy.Sql;

/** The operations of the contract under the tag Order. */
final class OrderApi implements OrderOperations {
    /** What a repeated request must repeat beside the key; the order is named in the path. */
    private record Asked(
            UUID orderId,
            @Nullable UUID shipmentId,
            @Nullable Object body) {}

    private record Change(String operation, UUID orderId, String key, Asked asked) {}

    private final CheckoutFlow flow;
    private final Settlement settlement;
    private final Orders orders;
    private final OrderActions actions;
    private final OrderNotes notes;
    private final OrderRules rules;
    private final OrderPages pages;
    private final Timelines timelines;
    private final LiveOrders live;
    private final Idempotency idempotency;

    OrderApi(
            CheckoutFlow flow,
            Settlement settlement,
            Orders orders,
            OrderActions actions,
            OrderNotes notes,
            OrderRules rules,
            OrderPages pages,
            Timelines timelines,
            LiveOrders live,
            Idempotency idempotency) {
        this.flow = flow;
        this.settlement = settlement;
        this.orders = orders;
        this.actions = actions;
        this.notes = notes;
        this.rules = rules;
        this.pages = pages;
        this.timelines = timelines;
        this.live = live;
        this.idempotency = idempotency;
    }

    @Override
    public Future<Answer<Checkout>> createCheckout(
            Caller caller, String idempotencyKey, @Nullable String prefer, CheckoutInput checkoutInput) {
        return flow.buy(caller, idempotencyKey, wait(prefer), checkoutInput);
    }

    /** {@code wait=N} in seconds (RFC 7240 section 4.3); the contract has checked its form, and that it is no more than 30. */
    private static Duration wait(@Nullable String prefer) {
        return prefer == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(prefer.substring("wait=".length())));
    }

    @Override
    public Future<Answer<Order>> getOrder(Caller caller, UUID orderId) {
        return orders.find(caller, orderId)
                .map(details -> Answer.ok(OrderRecords.order(caller, details))
                        .withETag(details.order().version()));
    }

    @Override
    public Future<Answer<OrderPage>> listOrders(
            Caller caller,
            ListOrdersOf of,
            @Nullable OrderStatus status,
            @Nullable PaymentStatus payment,
            @Nullable FulfilmentStatus fulfilment,
            @Nullable Boolean held,
            int limit,
            @Nullable String cursor) {
        return pages.page(caller, of, new OrderPages.Wanted(status, payment, fulfilment, held), limit, cursor)
                .map(Answer::ok);
    }

    @Override
    public Future<Answer<OrderHistory>> getOrderHistory(Caller caller, UUID orderId) {
        return timelines.of(caller, orderId, 0).map(entries -> {
            var self = "/api/v1/orders/" + orderId + "/history";
            var order = new Link("/api/v1/orders/" + orderId, null);
            var items = entries.stream().map(OrderApi::event).toList();
            return Answer.ok(new OrderHistory(items, Map.of("self", new Link(self, null), "order", order)));
        });
    }

    private static OrderEvent event(Timelines.Entry entry) {
        var order = entry.order();
        return new OrderEvent(
                order.version(),
                OrderStatus.valueOf(order.status().name()),
                PaymentStatus.valueOf(order.payment().name()),
                FulfilmentStatus.valueOf(order.fulfilment().name()),
                OrderRecords.time(order.at()),
                OrderEvent.Actor.valueOf(entry.actor().toUpperCase(Locale.ROOT)),
                entry.reason(),
                entry.step(),
                entry.by());
    }

    /** Answers as soon as the order is cancelled and its stock is back; the money follows, and is told live like every step. */
    @Override
    public Future<Answer<Order>> cancelOrder(
            Caller caller, UUID orderId, String idempotencyKey, CancellationInput cancellationInput) {
        var change = new Change("cancelOrder", orderId, idempotencyKey, new Asked(orderId, null, cancellationInput));
        return carryOut(
                caller,
                change,
                Answer::ok,
                (sql, order) -> actions.cancel(sql, caller, order, cancellationInput.reason()));
    }

    @Override
    public Future<Answer<Order>> cancelOrderLines(
            Caller caller, UUID orderId, String idempotencyKey, LineCancellationInput lineCancellationInput) {
        var change = new Change(
                "cancelOrderLines", orderId, idempotencyKey, new Asked(orderId, null, lineCancellationInput));
        return carryOut(
                caller,
                change,
                Answer::ok,
                (sql, order) -> actions.cancelLines(sql, caller, order, lineCancellationInput));
    }

    @Override
    public Future<Answer<Order>> shipOrder(
            Caller caller, UUID orderId, String idempotencyKey, ShipmentInput shipmentInput) {
        var change = new Change("shipOrder", orderId, idempotencyKey, new Asked(orderId, null, shipmentInput));
        return carryOut(
                caller,
                change,
                shipped -> Answer.created(shipped, "/api/v1/orders/" + orderId),
                (sql, order) -> actions.ship(sql, caller, order, shipmentInput));
    }

    @Override
    public Future<Answer<Order>> deliverOrder(Caller caller, UUID orderId, UUID shipmentId, String idempotencyKey) {
        var change = new Change("deliverOrder", orderId, idempotencyKey, new Asked(orderId, shipmentId, null));
        return carryOut(caller, change, Answer::ok, (sql, order) -> actions.deliver(sql, caller, order, shipmentId));
    }

    @Override
    public Future<Answer<Order>> refundOrder(
            Caller caller, UUID orderId, String idempotencyKey, RefundInput refundInput) {
        var change = new Change("refundOrder", orderId, idempotencyKey, new Asked(orderId, null, refundInput));
        return carryOut(
                caller,
                change,
                refunded -> Answer.created(refunded, "/api/v1/orders/" + orderId),
                (sql, order) -> actions.refund(sql, caller, order, refundInput));
    }

    @Override
    public Future<Answer<Order>> holdOrder(Caller caller, UUID orderId, String idempotencyKey, HoldInput holdInput) {
        var change = new Change("holdOrder", orderId, idempotencyKey, new Asked(orderId, null, holdInput));
        return carryOut(
                caller, change, Answer::ok, (sql, order) -> actions.hold(sql, caller, order, holdInput.reason()));
    }

    @Override
    public Future<Answer<Order>> releaseOrder(
            Caller caller, UUID orderId, String idempotencyKey, ReleaseInput releaseInput) {
        var change = new Change("releaseOrder", orderId, idempotencyKey, new Asked(orderId, null, releaseInput));
        return carryOut(
                caller, change, Answer::ok, (sql, order) -> actions.release(sql, caller, order, releaseInput.reason()));
    }

    /** Nothing is created, and asking again only looks again. */
    @Override
    public Future<Answer<Order>> confirmPayment(Caller caller, UUID orderId) {
        return orders.standing(caller, orderId)
                .compose(order -> settlement.look(caller, order))
                .compose(_ -> getOrder(caller, orderId));
    }

    @Override
    public Future<Answer<OrderNoteList>> listOrderNotes(Caller caller, UUID orderId) {
        return notes.of(caller, orderId).map(Answer::ok);
    }

    @Override
    public Future<Answer<OrderNote>> addOrderNote(
            Caller caller, UUID orderId, String idempotencyKey, OrderNoteInput orderNoteInput) {
        return idempotency.once(
                caller,
                "addOrderNote",
                idempotencyKey,
                new Asked(orderId, null, orderNoteInput),
                OrderNote.class,
                sql -> notes.add(sql, orderId, orderNoteInput.text())
                        .map(note -> Answer.created(note, "/api/v1/orders/" + orderId + "/notes")));
    }

    @Override
    public Future<Answer<OrderSettings>> getOrderSettings(Caller caller) {
        return rules.now(caller).map(OrderApi::settings);
    }

    @Override
    public Future<Answer<OrderSettings>> updateOrderSettings(
            Caller caller, @Nullable String ifMatch, OrderSettingsInput orderSettingsInput) {
        return rules.change(caller, ETags.parseIfMatch(ifMatch), orderSettingsInput)
                .map(OrderApi::settings);
    }

    private static Answer<OrderSettings> settings(OrderRules.Rule rule) {
        return Answer.ok(new OrderSettings(
                        OrderSettings.Capture.valueOf(rule.capture().name()),
                        OrderSettings.Numbers.valueOf(rule.numbers().name()),
                        rule.numberPrefix(),
                        rule.version(),
                        Map.of("self", new Link("/api/v1/order-settings", null))))
                .withETag(rule.version());
    }

    /** One step of an order, once per key: locked, moved, read back, and told after the commit. */
    private Future<Answer<Order>> carryOut(
            Caller caller,
            Change change,
            Function<Order, Answer<Order>> answer,
            BiFunction<Sql, Standing, Future<Standing>> step) {
        var moved = new AtomicReference<@Nullable Standing>();
        return idempotency
                .once(
                        caller,
                        change.operation(),
                        change.key(),
                        change.asked(),
                        Order.class,
                        sql -> orders.lock(sql, caller, change.orderId())
                                .compose(order -> step.apply(sql, order))
                                .onSuccess(moved::set)
                                .compose(_ -> orders.read(sql, caller, change.orderId()))
                                .map(details -> answer.apply(OrderRecords.order(caller, details))
                                        .withETag(details.order().version())))
                .onSuccess(done -> {
                    var order = moved.get();
                    if (order != null && !done.headers().containsKey("Idempotent-Replayed")) {
                        live.tell(caller, order.live());
                        settlement.begin(caller, order, null);
                    }
                });
    }
}
