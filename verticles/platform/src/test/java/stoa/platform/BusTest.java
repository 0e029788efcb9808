package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;
import tools.jackson.databind.JsonNode;

class BusTest {
    record Add(int one, int other) {}

    record Sum(int sum) {}

    private static final Question<Add, Sum> ADD = new Question<>("test.add", Add.class, Sum.class);
    private static final Topic<Sum> SUMS = new Topic<>("test.sums", Sum.class);
    private static final Config.BusLimits LIMITS = new Config.BusLimits(Duration.ofSeconds(5), 16);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Bus bus = Bus.open(vertx, LIMITS, meters);
    private final Caller caller = caller(UUID.randomUUID());

    private static Caller caller(UUID tenant) {
        return new Caller(
                tenant, UUID.randomUUID(), Set.of("orders:own"), "test-correlation", "de", "Europe/Berlin", null);
    }

    @AfterEach
    void close() {
        Outcome.of(vertx.close());
    }

    @Test
    void aQuestionAndItsAnswerCrossALocalHopByReference() {
        var asked = new ArrayList<Object>();
        var sum = new Sum(3);
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> {
            asked.add(who);
            asked.add(ask);
            return Future.succeededFuture(sum);
        }));
        var ask = new Add(1, 2);

        assertSame(sum, Outcome.of(bus.ask(caller, ADD, ask)));
        assertSame(caller, asked.get(0));
        assertSame(ask, asked.get(1));
    }

    @Test
    void aRefusalCrossesWhole() {
        var refusal = new Refusal(
                409,
                "/problems/price-changed",
                "Price changed",
                "It costs more now.",
                List.of(new Refusal.Fault("#/lines/0", "dearer", 7, new Refusal.Price(1200, "EUR"))),
                3,
                5);
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> Future.failedFuture(refusal)));

        assertSame(refusal, Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2))));
    }

    @Test
    void aRefusalThatIsThrownIsARefusalToo() {
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> {
            throw Refusal.notFound("sum");
        }));

        assertEquals(
                404,
                Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2)))
                        .status());
    }

    @Test
    @ExpectedLog("Bus: A question failed.*hunter2")
    void whatAHandlerDidNotExpectIsA500ThatTellsNothing() {
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> {
            throw new IllegalStateException("password=hunter2");
        }));

        var refusal = Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2)));
        assertEquals(500, refusal.status());
        assertTrue(!refusal.toString().contains("hunter2"), refusal::toString);
    }

    @Test
    @ExpectedLog("Bus: A question failed.*no future")
    @SuppressWarnings("NullAway") // on purpose
    void aHandlerThatReturnsNoFutureIsStillAnswered() {
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> null));

        assertEquals(
                500,
                Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2)))
                        .status());
    }

    @Test
    void anAddressThatNobodyServesIsNamed() {
        var refusal = Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2)));

        assertEquals(503, refusal.status());
        assertTrue(refusal.detail().contains("test.add"), refusal::detail);
        assertNotEquals(null, refusal.retryAfterSeconds());
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsA503() {
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> Promise.<Sum>promise().future()));

        assertEquals(
                503,
                Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2), Duration.ofMillis(50)))
                        .status());
    }

    @Test
    void aTenantAloneGetsHalfOfThePlacesAndAnotherStillFindsOne() {
        var waiting = new ArrayList<Promise<Sum>>();
        Outcome.of(bus.serve(ADD, 4, (who, ask) -> {
            Promise<Sum> promise = Promise.promise();
            waiting.add(promise);
            return promise.future();
        }));
        var first = bus.ask(caller, ADD, new Add(1, 1));
        var second = bus.ask(caller, ADD, new Add(1, 2));

        var crowded = Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 3)));
        assertEquals(503, crowded.status());
        assertNotEquals(null, crowded.retryAfterSeconds());
        var other = bus.ask(caller(UUID.randomUUID()), ADD, new Add(1, 4));
        Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 5)));
        assertEquals(3, bus.inFlight());
        assertEquals(
                3.0,
                meters.get("stoa.bus.in.flight")
                        .tag("address", "test.add")
                        .gauge()
                        .value());

        waiting.forEach(p -> p.complete(new Sum(0)));
        Outcome.of(Future.all(first, second, other));
        assertEquals(0, bus.inFlight());
    }

    @Test
    void aPlaceIsFreeAgainAfterAFailure() {
        Outcome.of(bus.serve(
                ADD,
                1,
                (who, ask) -> ask.one() == 0
                        ? Future.failedFuture(Refusal.notFound("sum"))
                        : Future.succeededFuture(new Sum(1))));

        Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(0, 0)));
        assertEquals(1, Outcome.of(bus.ask(caller, ADD, new Add(1, 0))).sum());
    }

    @Test
    void whatCameFromAnotherNodeIsReadAndMembersUnknownHereAreIgnored() {
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> {
            assertEquals(caller, who);
            return Future.succeededFuture(new Sum(ask.one() + ask.other()));
        }));
        String json = """
                {"caller": %s, "body": {"one": 1, "other": 2, "third": 3}, "postage": 80}""".formatted(Json.MAPPER.writeValueAsString(caller));

        Letter answer = Outcome.of(vertx.eventBus().<Letter>request("test.add", wired(json)))
                .body();
        assertEquals(new Sum(3), answer.body());
    }

    @Test
    @ExpectedLog("Bus: The question at test.add could not be read")
    void whatCannotBeReadIsAnsweredByASentence() {
        Outcome.of(bus.serve(ADD, 8, (who, ask) -> Future.succeededFuture(new Sum(1))));

        for (String json : List.of("{\"body\": {\"one\": \"many\"}}", "[]", "{}", "not json")) {
            var failure = assertThrows(
                    Refused.class, () -> Outcome.of(vertx.eventBus().request("test.add", wired(json))));
            assertEquals(500, failure.refusal().status());
            assertTrue(failure.refusal().detail().contains("test.add"), failure.refusal()::detail);
        }
    }

    private static Letter wired(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new Letter.Codec()
                .decodeFromWire(0, Buffer.buffer().appendInt(bytes.length).appendBytes(bytes));
    }

    private static <T> T overTheWire(Letter letter, Class<T> type) throws Letter.Unreadable {
        var codec = new Letter.Codec();
        Buffer buffer = Buffer.buffer("head");
        int position = buffer.length();
        codec.encodeToWire(buffer, letter);
        return assertInstanceOf(
                type, codec.decodeFromWire(position, buffer).open(type).body());
    }

    @Test
    void aResponseOfTheContractArrivesFromAnotherNodeAsATree() throws Letter.Unreadable {
        var response = new ApiResponse(200, Map.of("ETag", "\"1\""), new Sum(3));

        var arrived = overTheWire(Letter.of(null, response), ApiResponse.class);

        assertEquals(response.headers(), arrived.headers());
        var tree = assertInstanceOf(JsonNode.class, arrived.body());
        assertEquals(3, tree.get("sum").asInt());
    }

    @Test
    void aResponseWithoutABodyArrivesWithoutOne() throws Letter.Unreadable {
        assertNull(overTheWire(Letter.of(null, new ApiResponse(204, Map.of(), null)), ApiResponse.class)
                .body());
    }

    @Test
    void aRefusalComesFromAnotherNodeWhole() {
        var fault = new Refusal.Fault("#/lines/0", "dearer", 7, new Refusal.Price(1200, "EUR"));
        var refusal = new Refusal(412, "/problems/stale", "Stale", "Read again.", List.of(fault), 3, 5);
        var codec = new Refused.Codec();
        Buffer buffer = Buffer.buffer("head");
        codec.encodeToWire(buffer, new Refused(refusal));

        Refusal arrived = codec.decodeFromWire(4, buffer).refusal();

        assertEquals(refusal.status(), arrived.status());
        assertEquals(refusal.type(), arrived.type());
        assertEquals(refusal.title(), arrived.title());
        assertEquals(refusal.detail(), arrived.detail());
        assertEquals(List.of(fault), arrived.errors());
        assertEquals(3, arrived.retryAfterSeconds());
        assertEquals(5, arrived.currentVersion());
    }

    @Test
    void operationsOfTheContractAreServedUnderTheirIds() {
        Outcome.of(bus.serveApi(Map.of(
                "getThing",
                (who, request) -> Future.succeededFuture(new ApiResponse(200, Map.of(), request.operationId())))));
        var request = new ApiRequest("getThing", Map.of(), Map.of(), Map.of(), Map.of(), null, null);

        assertEquals(
                "getThing",
                Outcome.of(bus.ask(caller, Bus.operation("getThing"), request)).body());
    }

    @Test
    @ExpectedLog("Bus: What was told was not heard.*deaf")
    void whatIsToldIsHeardByAllAndAListenerThatFailsHarmsNobody() {
        Promise<Sum> heard = Promise.promise();
        Outcome.of(bus.hear(SUMS, (who, sum) -> {
            throw new IllegalStateException("deaf");
        }));
        Outcome.of(bus.hear(SUMS, (who, sum) -> heard.complete(sum)));

        bus.tell(caller, SUMS, new Sum(7));

        assertEquals(new Sum(7), Outcome.of(heard.future()));
    }

    @Test
    void anAddressCountsAsServedOnlyWhileAVerticleServesIt() {
        class Adding extends VerticleBase {
            @Override
            public Future<?> start() {
                return bus.serve(ADD, 8, (who, ask) -> Future.succeededFuture(new Sum(ask.one() + ask.other())));
            }
        }
        @Nullable String id = Outcome.of(vertx.deployVerticle(new Adding()));
        assertEquals(3, Outcome.of(bus.ask(caller, ADD, new Add(1, 2))).sum());

        Outcome.of(vertx.undeploy(id));

        assertEquals(
                503,
                Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(1, 2)))
                        .status());
    }

    @Test
    void questionsAreTimedByAddressAndOutcome() {
        Outcome.of(bus.serve(
                ADD,
                8,
                (who, ask) -> ask.one() == 0
                        ? Future.failedFuture(Refusal.notFound("sum"))
                        : Future.succeededFuture(new Sum(1))));
        Outcome.of(bus.ask(caller, ADD, new Add(1, 0)));
        Outcome.failure(Refusal.class, bus.ask(caller, ADD, new Add(0, 0)));

        for (String side : List.of("stoa.bus.ask", "stoa.bus.serve")) {
            for (String outcome : List.of("answered", "refused")) {
                assertEquals(
                        1,
                        meters.get(side)
                                .tags("address", "test.add", "outcome", outcome)
                                .timer()
                                .count(),
                        side + " " + outcome);
            }
        }
    }
}
