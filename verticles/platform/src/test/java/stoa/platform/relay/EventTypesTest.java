package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import stoa.messages.Json;
import stoa.messages.order.CartAbandoned;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.OrderChanged;
import stoa.messages.order.OrderPlaced;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.messages.order.StockChanged;
import stoa.messages.order.StockLow;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.PaymentSettled;

class EventTypesTest {
    private static final UUID ID = new UUID(7, 7);

    private final EventTypes types = EventTypes.declared();

    @Test
    void theRecordsThatDomainsTellAreWhatTheirSchemasSay() {
        for (var event : List.of(
                new OrderPlaced(ID, "N-7K3F9Q", 12_900, "EUR", 2),
                new OrderChanged(ID, 2, OrderStatus.PAID, PaymentStatus.CAPTURED, FulfilmentStatus.UNFULFILLED),
                new StockChanged(ID, 0, 1),
                new StockLow(ID, -1, 3, 2),
                new CartAbandoned(ID, 3, 2, ID),
                new PaymentSettled(ID, PaymentOutcome.DECLINED, 12_900, 0, 0, 0, "EUR", 1, "insufficient funds"))) {
            var type = event.getClass().getSimpleName();
            assertNull(types.fault(type, Json.MAPPER.writeValueAsString(event)), type);
        }
    }

    @Test
    void personalDataDoesNotTravel() {
        var data = Json.MAPPER.createObjectNode();
        data.put("orderId", ID.toString())
                .put("number", "N-7K3F9Q")
                .put("total", 1)
                .put("currency", "EUR");
        assertNull(types.fault("OrderPlaced", data.toString()));
        assertNotNull(types.fault(
                "OrderPlaced", data.put("contactEmail", "mara@example.org").toString()));
    }

    @Test
    void everyConsumerKnowsItsTypes() {
        assertEquals(List.of("OrderChanged", "OrderPlaced"), types.of("notification"));
        assertThrows(IllegalArgumentException.class, () -> types.named("Invented"));
    }
}
