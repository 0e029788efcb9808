package stoa.realtime;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import stoa.messages.order.KnownOrder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/** What a client may say ({@code stoa/realtime/client.schema.json}). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ClientMessage.Authenticate.class, name = "authenticate"),
    @JsonSubTypes.Type(value = ClientMessage.Subscribe.class, name = "subscribe"),
    @JsonSubTypes.Type(value = ClientMessage.Unsubscribe.class, name = "unsubscribe"),
    @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping")
})
sealed interface ClientMessage {
    /** What can be watched. */
    enum Watched {
        @JsonProperty("order")
        ORDER,
        @JsonProperty("orders")
        ORDERS,
        @JsonProperty("shop-orders")
        SHOP_ORDERS
    }

    /** The first message; again before the token expires. Either an access token, or a guest's order token with its order. */
    record Authenticate(
            @Nullable String token,
            @Nullable String orderToken,
            @Nullable UUID orderId) implements ClientMessage {
        /** Without the tokens: records print themselves into logs. */
        @Override
        public String toString() {
            return "Authenticate[]";
        }
    }

    /**
     * @param id chosen by the client, 1 to 64 characters; comes back with everything of this subscription
     * @param fromVersion of topic order: the last version seen, absent for none
     * @param known of the lists: what the client shows already
     */
    record Subscribe(
            String id,
            Watched topic,
            @Nullable UUID orderId,
            @Nullable Integer fromVersion,
            @Nullable List<KnownOrder> known)
            implements ClientMessage {
        public Subscribe {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(topic, "topic");
            known = known == null ? List.of() : List.copyOf(known);
        }
    }

    record Unsubscribe(String id) implements ClientMessage {
        public Unsubscribe {
            Objects.requireNonNull(id, "id");
        }
    }

    record Ping() implements ClientMessage {}

    ObjectReader READER =
            Json.MAPPER.readerFor(ClientMessage.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** @throws JacksonException where the text is no such message */
    static ClientMessage read(String text) {
        return READER.readValue(text);
    }
}
