package stoa.order;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.order.LiveOrder;
import stoa.openapi.model.Address;
import stoa.openapi.model.Contact;
import stoa.openapi.model.FulfilmentStatus;
import stoa.openapi.model.LinePieces;
import stoa.openapi.model.Link;
import stoa.openapi.model.Money;
import stoa.openapi.model.Order;
import stoa.openapi.model.OrderHold;
import stoa.openapi.model.OrderLine;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.OrderSummary;
import stoa.openapi.model.PaymentStatus;
import stoa.openapi.model.Shipment;

/** Orders as the contract shows them, each with the actions that its reader may take now. */
final class OrderRecords {
    static final String MANAGE = "orders:manage";

    private OrderRecords() {}

    static Order order(Caller caller, OrderDetails details) {
        var order = details.order();
        return new Order(
                order.orderId(),
                order.number(),
                OrderStatus.valueOf(order.status().name()),
                PaymentStatus.valueOf(order.payment().name()),
                FulfilmentStatus.valueOf(order.fulfilment().name()),
                details.lines().stream()
                        .map(line -> line(line, order.currency()))
                        .toList(),
                new Money(order.total(), order.currency()),
                new Money(details.standing().funds().captured(), order.currency()),
                new Money(details.standing().funds().refunded(), order.currency()),
                hold(details.standing()),
                details.standing().actionUrl(),
                new Contact(details.email(), order.contactName()),
                Json.MAPPER.readValue(details.address(), Address.class),
                details.parcels().stream().map(OrderRecords::shipment).toList(),
                order.version(),
                time(details.placed()),
                time(order.at()),
                details.price(),
                links(caller, details));
    }

    static OrderSummary summary(LiveOrder order, Instant placed) {
        return new OrderSummary(
                order.orderId(),
                order.number(),
                OrderStatus.valueOf(order.status().name()),
                PaymentStatus.valueOf(order.payment().name()),
                FulfilmentStatus.valueOf(order.fulfilment().name()),
                new Money(order.total(), order.currency()),
                order.pieces(),
                order.contactName(),
                order.version(),
                time(placed),
                time(order.at()),
                Map.of("self", new Link(path(order), null)));
    }

    static String path(LiveOrder order) {
        return "/api/v1/orders/" + order.orderId();
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OrderHold hold(Standing order) {
        return order.hold() == null ? null : new OrderHold(order.hold());
    }

    private static OrderLine line(OrderDetails.Line counted, String currency) {
        var line = counted.bought();
        return new OrderLine(
                line.lineNo(),
                line.variantId(),
                line.productId(),
                line.sku(),
                line.name(),
                line.imageUrl(),
                line.quantity(),
                new Money(line.unitPrice(), currency),
                new Money(line.total(), currency),
                new Money(line.amount(), currency),
                counted.cancelled(),
                counted.shipped());
    }

    private static Shipment shipment(OrderDetails.Parcel parcel) {
        return new Shipment(
                parcel.id(),
                parcel.delivered() == null ? Shipment.Status.SHIPPED : Shipment.Status.DELIVERED,
                parcel.carrier(),
                parcel.trackingNumber(),
                time(parcel.shipped()),
                timeOrNull(parcel.delivered()),
                parcel.pieces().entrySet().stream()
                        .map(line -> new LinePieces(line.getKey(), line.getValue()))
                        .toList());
    }

    private static @Nullable OffsetDateTime timeOrNull(@Nullable Instant at) {
        return at == null ? null : time(at);
    }

    private static Map<String, Link> links(Caller caller, OrderDetails details) {
        var links = new LinkedHashMap<String, Link>();
        String self = path(details.order());
        links.put("self", new Link(self, null));
        links.put("history", new Link(self + "/history", null));
        if (caller.may(MANAGE)) {
            addStaffs(links, details);
        }
        if (caller.may(MANAGE) || details.belongsTo(caller)) {
            addBuyers(links, details);
        }
        return Map.copyOf(links);
    }

    private static void addBuyers(Map<String, Link> links, OrderDetails details) {
        String self = path(details.order());
        var state = details.state();
        if (state.may(OrderStep.CANCEL)) {
            links.put("cancel", new Link(self + "/cancellation", Link.Method.POST));
        }
        if (state.may(OrderStep.CANCEL_LINES)) {
            links.put("cancelLines", new Link(self + "/line-cancellations", Link.Method.POST));
        }
    }

    private static void addStaffs(Map<String, Link> links, OrderDetails details) {
        String self = path(details.order());
        var state = details.state();
        if (details.standing().shippable()) {
            links.put("ship", new Link(self + "/shipments", Link.Method.POST));
        }
        if (state.may(OrderStep.HOLD) && details.standing().hold() == null) {
            links.put("hold", new Link(self + "/hold", Link.Method.POST));
        }
        if (details.standing().hold() != null) {
            links.put("release", new Link(self + "/release", Link.Method.POST));
        }
        if (state.may(OrderStep.REFUND) && details.standing().funds().refundable() > 0) {
            links.put("refund", new Link(self + "/refunds", Link.Method.POST));
        }
        if (state.may(OrderStep.DELIVER)) {
            onTheWay(details.parcels()).stream()
                    .findFirst()
                    .ifPresent(parcel -> links.put(
                            "deliver", new Link(self + "/shipments/" + parcel.id() + "/delivery", Link.Method.POST)));
        }
    }

    private static List<OrderDetails.Parcel> onTheWay(List<OrderDetails.Parcel> parcels) {
        return parcels.stream().filter(parcel -> parcel.delivered() == null).toList();
    }
}
