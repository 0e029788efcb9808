package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stoa.embedded.psp.PspKeys;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.testkit.Outcome;
import tools.jackson.databind.JsonNode;

/** The buyer has approved, and browser, webhook, poll and sweeper all want to be the first to know, from the door to the provider's books. */
class PaymentRaceTest {
    private static final int ROUNDS = 5;
    private static final PspKeys KEYS = new PspKeys(Surroundings.SECRET, Surroundings.SECRET);
    private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([0-9a-f]+)\"");

    private record Bought(String order, String token, String approvalUrl) {}

    @Test
    void whoeverIsFirstItIsOneChargeAndEachStepOnce() throws Exception {
        try (var surroundings = new Surroundings();
                var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var racing = Executors.newVirtualThreadPerTaskExecutor()) {
            Node node = surroundings.start(Map.of());
            Shop shop = Shop.in(surroundings, node);
            for (int round = 0; round < ROUNDS; round++) {
                var bought = buy(shop, UUID.randomUUID().toString());
                approve(http, bought.approvalUrl);
                var racers = racers(node, shop, bought);
                Collections.shuffle(racers);
                for (var racer : racing.invokeAll(racers)) {
                    assertTrue(racer.get(), "each of them is answered");
                }
                Eventually.get("paid", () -> paid(shop, bought));
                surroundings.awaitQuiet();
                assertOnce(surroundings, shop, bought.order);
            }
            assertEquals("", shop.books());
            Outcome.of(node.stop());
        }
    }

    private static Bought buy(Shop shop, String key) throws Exception {
        var answer = shop.customer().buy(shop.variant(), 1, "tok_step_up", key).body();
        var order = answer.path("order").path("id").asString();
        var token = answer.path("orderToken").asString();
        var url = Eventually.get("the buyer is asked", () -> {
            var asked = order(shop, order, token).path("paymentActionUrl").asString("");
            return asked.isEmpty() ? null : asked;
        });
        return new Bought(order, token, url);
    }

    private static JsonNode order(Shop shop, String order, String token) {
        try {
            return shop.customer()
                    .send("GET", "/orders/" + order, null, "X-Order-Token", token)
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Boolean paid(Shop shop, Bought bought) {
        return order(shop, bought.order, bought.token).path("status").asString().equals("PAID") ? Boolean.TRUE : null;
    }

    private static void approve(HttpClient http, String page) throws Exception {
        var form = http.send(HttpRequest.newBuilder(URI.create(page)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        var proof = PROOF.matcher(form);
        assertTrue(proof.find(), form);
        var decision = HttpRequest.newBuilder(URI.create(page))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("decision=approve&proof=" + proof.group(1)))
                .build();
        assertEquals(
                303, http.send(decision, HttpResponse.BodyHandlers.discarding()).statusCode());
    }

    private static List<Callable<Boolean>> racers(Node node, Shop shop, Bought bought) {
        var racers = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 3; i++) {
            racers.add(() -> browser(shop, bought));
        }
        var event = "evt_" + UUID.randomUUID();
        racers.add(() -> webhook(shop, bought, event));
        racers.add(() -> webhook(shop, bought, event));
        racers.add(() -> webhook(shop, bought, "evt_" + UUID.randomUUID()));
        racers.add(() -> poll(node, shop, bought));
        racers.add(() -> sweeper(node, shop, bought));
        return racers;
    }

    private static boolean browser(Shop shop, Bought bought) throws IOException {
        var path = "/orders/" + bought.order + "/payment-confirmation";
        var answer = shop.customer().send("POST", path, null, "X-Order-Token", bought.token);
        return answer.status() == 200;
    }

    /** What the provider tells of the approval, as it signs it. */
    private static boolean webhook(Shop shop, Bought bought, String event) throws IOException {
        var tenant = shop.tenant().toString();
        long now = Instant.now().getEpochSecond();
        var body = Json.MAPPER.writeValueAsString(Map.of(
                "id",
                event,
                "type",
                "payment.authorised",
                "created",
                now,
                "data",
                Map.of(
                        "intentId",
                        "pi_" + bought.order,
                        "status",
                        "authorised",
                        "authorised",
                        1000,
                        "captured",
                        0,
                        "refunded",
                        0,
                        "voided",
                        0,
                        "fee",
                        0)));
        var answer = shop.customer()
                .send(
                        "POST",
                        "/webhooks/payments/" + tenant,
                        body,
                        "Stoa-Signature",
                        KEYS.signature(tenant, now, body));
        return answer.status() / 100 == 2;
    }

    /** The job that asks what became of a payment, due at once. */
    private static boolean poll(Node node, Shop shop, Bought bought) {
        var platform = node.platform();
        var system = Caller.system(shop.tenant(), "a-race");
        Outcome.of(platform.tenancy()
                .write(
                        system,
                        sql -> platform.jobs()
                                .add(
                                        sql,
                                        system,
                                        "payment.settle",
                                        UUID.randomUUID(),
                                        Map.of("orderId", bought.order),
                                        Duration.ZERO)));
        platform.jobs().wake();
        return true;
    }

    /** The sweeper finds the order due. */
    private static boolean sweeper(Node node, Shop shop, Bought bought) {
        var due = "update order_saga set due_date = clock_timestamp() where order_id = $1";
        Future<Boolean> woken = node.platform()
                .tenancy()
                .call(Caller.system(shop.tenant(), "a-race"), due, Tuple.of(UUID.fromString(bought.order)), _ -> true);
        return Outcome.of(woken);
    }

    private static void assertOnce(Surroundings surroundings, Shop shop, String order) throws IOException {
        assertEquals(List.of("captured"), surroundings.charges(shop.tenant()).get(order));
        for (var kind : List.of("AUTHORISE", "CAPTURE")) {
            assertEquals(
                    1,
                    surroundings.count("select count(*) from stoa.payment_operation o join stoa.payment p"
                            + " on p.tenant_id = o.tenant_id and p.id = o.payment_id where p.order_id = '" + order
                            + "' and o.kind = '" + kind + "'"));
        }
        var steps = surroundings.texts("select status || ' ' || payment from stoa.order_event where order_id = '"
                + order + "' order by version");
        assertEquals(List.of("PLACED PENDING", "PLACED REQUIRES_ACTION", "PLACED AUTHORISED", "PAID CAPTURED"), steps);
        assertEquals(
                0,
                surroundings.count(
                        "select coalesce(sum(debit) - sum(credit), 0) from stoa.ledger_entry where tenant_id = '"
                                + shop.tenant() + "'"));
    }
}
