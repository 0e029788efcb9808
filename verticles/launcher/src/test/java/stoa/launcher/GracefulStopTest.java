package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;

/** A signal ends a loaded node in order: what it took, it answers. */
class GracefulStopTest {
    private static final int CUSTOMERS = 8;
    private static final int SOLD_BEFORE_THE_SIGNAL = 40;

    private final CountDownLatch loaded = new CountDownLatch(SOLD_BEFORE_THE_SIGNAL);
    private final Set<String> sold = ConcurrentHashMap.newKeySet();
    private final Set<String> wrong = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    @Test
    void whatWasAcceptedIsAnsweredAndTheNodeEndsCleanly() throws Exception {
        try (var surroundings = new Surroundings()) {
            Shop shop = Shop.open(surroundings);
            try (var node = NodeProcess.start(surroundings.environment(Map.of()));
                    var customers = Executors.newVirtualThreadPerTaskExecutor()) {
                JsonNode variant = shop.variant();
                for (int i = 0; i < CUSTOMERS; i++) {
                    customers.execute(() -> buyOnAndOn(shop.customer(), variant));
                }
                assertTrue(loaded.await(60, TimeUnit.SECONDS), "it sells under load");
                int status = node.stop();
                over = true;

                assertEquals(143, status, "ended by the signal, after its hook");
                assertTrue(
                        node.said().toString().contains("\"message\":\"Stopped\""),
                        () -> node.said().toString());
                assertEquals(List.of(), complaints(node.said()));
            }
            assertEquals(Set.of(), wrong);
            assertEquals(
                    sold.size(),
                    surroundings.count("select count(*) from stoa.orders"),
                    "every order that was written was answered, and every answered one was written");
        }
    }

    private void buyOnAndOn(Customer customer, JsonNode variant) {
        while (!over) {
            try {
                var heard =
                        customer.buy(variant, 1, "tok_pays", UUID.randomUUID().toString());
                if (heard.status() == 201) {
                    sold.add(heard.body().path("order").path("id").asString());
                    loaded.countDown();
                } else if (heard.status() != 503 || !heard.headers().containsKey("retry-after")) {
                    wrong.add(heard.toString());
                }
            } catch (IOException e) {
                // Not taken any more: its door is closed. Were it taken nevertheless, the count of orders would tell.
                over = true;
            }
        }
    }

    /** Slowness alone is none: the cores are shared. */
    private static List<String> complaints(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("{") && !line.contains("BlockedThreadChecker"))
                .filter(line -> Set.of("WARN", "ERROR")
                        .contains(Json.MAPPER.readTree(line).path("level").asString()))
                .toList();
    }
}
