package stoa.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.RequestValidatorImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our verdict on a body is that of the library's own validator, over thousands of good and spoilt ones. Left out are the two cases in which the
 * library errs: it takes 1.0 for no integer (JSON Schema 2020-12, section 6.1.1), and its {@code $} also matches before a last line break.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialTest {
    private static final int BODIES = 2_000;

    /** Of all kinds, at the edges of what the contract allows. */
    private static final String[] ODD = {
        "null",
        "true",
        "0",
        "1",
        "-1",
        "1.5",
        "999",
        "1000",
        "3000000000",
        "9007199254740991",
        "9007199254740992",
        "\"\"",
        "\" \"",
        "\"a\"",
        "\"card\"",
        "\"delta\"",
        "\"absolute\"",
        "\"shopper\"",
        "\"EUR\"",
        "\"eur\"",
        "\"DE\"",
        "\"a@b.co\"",
        "\"tok_x\"",
        "\"0197c1d0-7a00-7000-8000-000000000011\"",
        "\"0197C1D0-7A00-7000-8000-000000000011\"",
        "{}",
        "[]",
        "[1]",
        "{\"a\":1}",
        "{\"amount\":1,\"currency\":\"EUR\"}",
        "{\"name\":\"x\"}"
    };

    private static final String[] NAMES = {"a", "kind", "name", "delta", "onHand", "email", "amount", "__proto__", ""};

    private Vertx vertx;
    private OpenAPIContract library;
    private RequestValidatorImpl validator;
    private JsonNode document;
    private final Random random = new Random(7);

    @BeforeAll
    void load() throws Exception {
        vertx = Vertx.vertx();
        document = Contract.read();
        var loadable = document.deepCopy();
        for (var path : loadable.get("paths")) {
            for (var member : path) {
                if (member instanceof ObjectNode operation && operation.has("responses")) {
                    operation.putObject("responses").putObject("default").put("description", "not looked at here");
                }
            }
        }
        ((ObjectNode) loadable.get("components")).remove("responses");
        library = OpenAPIContract.from(vertx, new JsonObject(loadable.toString()))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        validator = new RequestValidatorImpl(vertx, library);
    }

    @AfterAll
    void close() {
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"createCheckout", "createProduct", "setStock", "createSession", "shipOrder", "createCategory"})
    void theVerdictIsTheLibrarys(String operationId) {
        var ours = Contract.load().operation(operationId);
        var theirs = Objects.requireNonNull(library.operation(operationId));
        var example =
                document.at(Faults.join("/paths", ours.path()) + "/post/requestBody/content/application~1json/example");
        var disagreements = new ArrayList<String>();
        int good = 0;
        for (int i = 0; i < BODIES; i++) {
            var body = example.deepCopy();
            for (int spoilt = random.nextInt(3); spoilt > 0; spoilt--) {
                body = mutated(body, 0);
            }
            boolean accepted = accepts(ours, body);
            good += accepted ? 1 : 0;
            if (accepted != accepts(theirs, body)) {
                disagreements.add((accepted ? "only we accept " : "only the library accepts ") + body);
            }
        }
        assertEquals(List.of(), disagreements);
        assertTrue(good > BODIES / 20 && good < BODIES, operationId + ": " + good + " good ones prove nothing");
    }

    @Test
    void whereTheLibraryErrsWeDoNot() {
        var ours = Contract.load().operation("shipOrder");
        assertFalse(accepts(ours, Json.MAPPER.readTree("{\"carrier\":\"x\\n\"}")));
        var stock = Contract.load().operation("setStock");
        var movement = Json.MAPPER.createObjectNode().put("kind", "delta").put("variantId", Requests.VARIANT);
        assertTrue(accepts(stock, movement.put("delta", 1.0).put("reason", "x")));
    }

    private static boolean accepts(stoa.openapi.Operation ours, JsonNode body) {
        try {
            ours.accept(Requests.request(
                    Map.of("orderId", Requests.VARIANT),
                    null,
                    Map.of("Content-Type", "application/json", "Idempotency-Key", "key-12345678"),
                    body.toString().getBytes(StandardCharsets.UTF_8)));
            return true;
        } catch (Violation e) {
            return false;
        }
    }

    /** What makes the library fail otherwise (an empty e-mail does) it has not accepted either. */
    private boolean accepts(Operation theirs, JsonNode body) {
        var request = new ValidatableRequestImpl(
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                new RequestParameterImpl(Buffer.buffer(body.toString())),
                "application/json");
        try {
            validator.validateBody(theirs.getRequestBody(), request);
            return true;
        } catch (ValidatorException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Changes one place; deeper ones as likely as the top. */
    private JsonNode mutated(JsonNode node, int depth) {
        if (node instanceof ObjectNode object && !object.isEmpty() && (depth == 0 || random.nextInt(5) > 0)) {
            var names = List.copyOf(object.propertyNames());
            var name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(10)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(NAMES[random.nextInt(NAMES.length)], odd());
                default -> object.set(name, mutated(object.get(name), depth + 1));
            }
            return object;
        }
        if (node instanceof ArrayNode array && !array.isEmpty() && random.nextInt(5) > 0) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(6)) {
                case 0 -> array.remove(at);
                case 1 -> array.add(array.get(at).deepCopy());
                default -> array.set(at, mutated(array.get(at), depth + 1));
            }
            return array;
        }
        return odd();
    }

    private JsonNode odd() {
        return Json.MAPPER.readTree(ODD[random.nextInt(ODD.length)]);
    }
}
