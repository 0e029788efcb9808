package stoa.realtime;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.platform.Refusal;

/** What the server says ({@code stoa/realtime/server.schema.json}). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ServerMessage.Authenticated.class, name = "authenticated"),
    @JsonSubTypes.Type(value = ServerMessage.Subscribed.class, name = "subscribed"),
    @JsonSubTypes.Type(value = ServerMessage.Unsubscribed.class, name = "unsubscribed"),
    @JsonSubTypes.Type(value = ServerMessage.OrderMoved.class, name = "order"),
    @JsonSubTypes.Type(value = ServerMessage.Pong.class, name = "pong"),
    @JsonSubTypes.Type(value = ServerMessage.Refused.class, name = "refused")
})
sealed interface ServerMessage {
    record Authenticated() implements ServerMessage {}

    /** What was missed follows, then what happens. */
    record Subscribed(String id) implements ServerMessage {}

    record Unsubscribed(String id) implements ServerMessage {}

    record OrderMoved(String id, Order order) implements ServerMessage {}

    record Pong() implements ServerMessage {}

    record Refused(@Nullable String id, Problem problem) implements ServerMessage {
        static Refused of(@Nullable String id, Refusal refusal) {
            return new Refused(id, new Problem(refusal.type(), refusal.title(), refusal.status(), refusal.detail()));
        }
    }

    /** RFC 9457 problem details. */
    record Problem(String type, String title, int status, String detail) {}

    /** Minor units. */
    record Money(long amount, String currency) {}

    record Order(
            UUID orderId,
            String number,
            int version,
            OrderStatus status,
            PaymentStatus payment,
            FulfilmentStatus fulfilment,
            Money total,
            int pieces,
            String contactName,
            Instant at) {
        static Order of(LiveOrder live) {
            return new Order(
                    live.orderId(),
                    live.number(),
                    live.version(),
                    live.status(),
                    live.payment(),
                    live.fulfilment(),
                    new Money(live.total(), live.currency()),
                    live.pieces(),
                    live.contactName(),
                    live.at());
        }
    }

    default String write() {
        return Json.MAPPER.writerFor(ServerMessage.class).writeValueAsString(this);
    }
}
