package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import stoa.messages.Json;

/** What a node that has sold something wrote down: enough to find a request again, nothing that was confided to it. */
class LogsTest {
    private static final String WRONG_PASSWORD = "a wrong pass phrase";

    @Test
    void linesAreJsonThatNamesTheRequestAndKeepsItsSecrets() throws Exception {
        try (var surroundings = new Surroundings()) {
            Shop shop = Shop.open(surroundings);
            try (var node = NodeProcess.start(surroundings.environment(Map.of()))) {
                Spoils spoils = Spoils.of(shop);
                fail(shop, spoils);
                node.stop();

                assertEquals(
                        List.of(),
                        node.said().stream()
                                .filter(line -> !line.startsWith("{"))
                                .toList(),
                        "what is not JSON");
                var lines = node.said().stream().map(Json.MAPPER::readTree).toList();
                assertTrue(
                        lines.stream()
                                .anyMatch(line ->
                                        line.path("operation").asString("").equals("createCheckout")
                                                && line.path("tenant")
                                                        .asString("")
                                                        .equals(shop.tenant().toString())
                                                && !line.path("correlationId")
                                                        .asString("")
                                                        .isEmpty()),
                        () -> String.join("\n", node.said()));
                for (String secret : secrets(shop, spoils)) {
                    assertEquals(
                            List.of(),
                            node.said().stream()
                                    .filter(line -> line.contains(secret))
                                    .toList(),
                            secret);
                }
            }
        }
    }

    /** Failures are logged at greater length: they must be as silent. */
    private static void fail(Shop shop, Spoils spoils) throws Exception {
        var customer = shop.customer();
        customer.send(
                "POST", "/sessions", Map.of("email", shop.email(), "password", WRONG_PASSWORD, "audience", "staff"));
        customer.send(
                "POST",
                "/checkouts",
                "{\"shippingAddress\": {\"line1\": \"Hauptstraße 1\"",
                "Idempotency-Key",
                "cut-in-the-middle");
        customer.buy(shop.variant(), 1, "tok_declined", "declined-" + UUID.randomUUID(), "Prefer", "wait=10");
        customer.send("GET", "/account", null, "Authorization", "Bearer " + spoils.accessToken() + "x");
        customer.send("GET", "/products?text=guest@example.org", null);
    }

    private static List<String> secrets(Shop shop, Spoils spoils) {
        return List.of(
                Shop.PASSWORD,
                WRONG_PASSWORD,
                Surroundings.SECRET,
                "PRIVATE KEY",
                shop.email(),
                spoils.accessToken(),
                spoils.orderToken(),
                spoils.refreshCookie().split("=", 2)[1],
                "guest@example.org",
                "Hauptstra",
                "10115");
    }
}
