package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stoa.messages.Json;

/** A card pays, and its number is pasted wherever a page has room for it: afterwards it is nowhere in this house. */
class CardNumberTest {
    private static final String DIGITS = "4242424242424242";
    private static final String GROUPS = "4242 4242 4242 4242";

    @Test
    void aCardNumberIsNeitherInTheDatabaseNorInTheLogsNorAtTheBroker() throws Exception {
        try (var surroundings = new Surroundings()) {
            Shop shop = Shop.open(surroundings);
            var told = new CopyOnWriteArrayList<String>();
            try (var connection = broker(surroundings).newConnection()) {
                var channel = connection.createChannel();
                channel.exchangeDeclare("stoa.events", "topic", true);
                var queue = channel.queueDeclare().getQueue();
                channel.queueBind(queue, "stoa.events", "#");
                channel.basicConsume(
                        queue,
                        true,
                        (_, message) ->
                                told.add(message.getEnvelope() + new String(message.getBody(), StandardCharsets.UTF_8)),
                        _ -> {});
                try (var node = NodeProcess.start(surroundings.environment(Map.of()))) {
                    buy(surroundings, shop);
                    paste(shop);
                    surroundings.awaitQuiet();
                    node.stop();
                    assertNowhere(node.said(), "a line of the log");
                    assertTrue(
                            node.said().stream().anyMatch(line -> line.contains("/products/************4242")),
                            "the address that was asked for is there, masked");
                }
            }
            assertFalse(told.isEmpty(), "what was sold was told");
            assertNowhere(told, "a message at the broker");
            assertEquals(List.of(), tablesWith(surroundings, DIGITS));
            assertEquals(List.of(), tablesWith(surroundings, GROUPS));
            assertTrue(
                    tablesWith(surroundings, "guest@example.org").contains("orders"), "the search finds what is there");
        }
    }

    private static ConnectionFactory broker(Surroundings surroundings) throws Exception {
        var environment = surroundings.environment(Map.of());
        var factory = new ConnectionFactory();
        factory.setUri(environment.getOrDefault("STOA_AMQP_URL", ""));
        factory.setUsername("guest");
        factory.setPassword(environment.getOrDefault("STOA_AMQP_PASSWORD", ""));
        return factory;
    }

    /** The way of every card: the number to the provider, its token to the shop, and in the end the money back. */
    private static void buy(Surroundings surroundings, Shop shop) throws Exception {
        var psp = surroundings.environment(Map.of()).getOrDefault("STOA_PSP_URL", "");
        var card = Map.of("number", GROUPS, "expMonth", 12, "expYear", 2099, "cvc", "123");
        var token = shop.customer()
                .send("POST", psp + "/v1/tokens", Map.of("publishableKey", "pk_sandbox_" + shop.tenant(), "card", card))
                .body()
                .path("token")
                .asString();
        var order = shop.customer()
                .buy(shop.variant(), 1, token, "paid-" + UUID.randomUUID(), "Prefer", "wait=10")
                .body()
                .path("order")
                .path("id")
                .asString();
        Eventually.get("the order is paid", () -> status(shop, order, "PAID"));
        shop.asStaff(
                "POST",
                "/orders/" + order + "/cancellation",
                Map.of("reason", "It is enough"),
                "Idempotency-Key",
                "cancelled-once");
    }

    private static @Nullable Boolean status(Shop shop, String order, String status) {
        try {
            return status.equals(shop.orders().get(order)) ? Boolean.TRUE : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static void paste(Shop shop) throws IOException {
        var refused = new ArrayList<Customer.Heard>();
        var customer = shop.customer();
        for (var number : List.of(DIGITS, GROUPS)) {
            refused.add(customer.buy(shop.variant(), 1, number, "pasted-as-token-" + number.length()));
            refused.add(customer.send(
                    "POST", "/carts", "{\"note\": \"" + number + "\"", "Idempotency-Key", "cut-" + number.length()));
            refused.add(
                    customer.send("POST", "/carts", "{\"lines\": []}", "Idempotency-Key", number.replace(' ', '-')));
            refused.add(customer.send(
                    "POST", "/sessions", Map.of("email", number, "password", number, "audience", "staff")));
        }
        for (var heard : refused) {
            assertEquals(400, heard.status());
            assertEquals("/problems/card-number", heard.body().path("type").asString());
            assertNowhere(List.of(Json.MAPPER.writeValueAsString(heard.body())), "an answer");
        }
        customer.send("GET", "/products?text=" + DIGITS, null);
        customer.send("GET", "/products/" + DIGITS, null);
    }

    private static void assertNowhere(List<String> texts, String what) {
        assertEquals(
                List.of(),
                texts.stream()
                        .filter(text -> text.contains(DIGITS) || text.contains(GROUPS))
                        .toList(),
                what);
    }

    /** Every table of the house in which some row says so, histories and plumbing too. */
    private static List<String> tablesWith(Surroundings surroundings, String text) {
        return surroundings.texts("select tablename from pg_tables where schemaname = 'stoa'").stream()
                .filter(table -> surroundings.count(
                                "select count(*) from stoa." + table + " r where r::text like '%" + text + "%'")
                        > 0)
                .toList();
    }
}
