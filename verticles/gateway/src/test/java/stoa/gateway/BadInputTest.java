package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.testkit.Outcome;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    static final String CHECKOUT = """
            {"lines":[{"variantId":"0197c1d0-7a00-7000-8000-000000000011","quantity":2,"unitPrice":{"amount":12900,"currency":"EUR"}}],
             "contact":{"email":"mara@example.org","name":"Mara Lind"},
             "shippingAddress":{"name":"Mara Lind","line1":"Am Hang 3","postalCode":"80331","city":"München","country":"DE"},
             "payment":{"kind":"card","token":"tok_visa"}}""";

    /** After it the server closes the connection. */
    private static final String LAST_REQUEST =
            "GET /api/v1/jwks HTTP/1.1\r\nHost: nord.localhost\r\nConnection: close\r\n\r\n";

    private House house;

    @BeforeAll
    void open() {
        house = new House(Map.of("HTTP_BODY_TIMEOUT_MS", "300"));
    }

    @AfterAll
    void close() {
        house.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1000", "99999999999999999999", "1e300", "\"2\"", "null"})
    void aQuantityThatIsNoneIs400AndNamed(String quantity) {
        var answer = checkout(CHECKOUT.replace("\"quantity\":2", "\"quantity\":" + quantity));
        assertEquals(400, answer.status());
        assertEquals("/lines/0/quantity", answer.json().at("/errors/0/pointer").asString());
    }

    @Test
    void everyFaultIsToldAtOnce() {
        var answer =
                checkout(CHECKOUT.replace("\"quantity\":2", "\"quantity\":0").replace("\"city\":\"München\",", ""));
        assertEquals(2, answer.json().get("errors").size());
        assertEquals("2 faults", answer.json().get("detail").asString());
    }

    @Test
    void aCardNumberIsRefusedBeforeAnybodySeesIt() {
        var answer = checkout(CHECKOUT.replace("Am Hang 3", "4242 4242 4242 4242"));
        assertEquals(400, answer.status());
        assertEquals("/problems/card-number", answer.json().get("type").asString());
        assertEquals(
                "/shippingAddress/line1", answer.json().at("/errors/0/pointer").asString());
    }

    @Test
    void badJsonIs400WithItsPosition() {
        var detail = checkout("{\n  \"lines\": [}").json().get("detail").asString();
        assertTrue(detail.startsWith("The body is not well-formed JSON (line 2, column "), detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"lines\":[],\"lines\":[]}", "{\"a\":\"\\u0000\"}", "{} {}", "[1,", "nul", "\u0000"})
    void whatIsNoGoodJsonIs400(String body) {
        assertEquals(400, checkout(body).status());
    }

    @Test
    void tenThousandLevelsDeepIs400() {
        assertEquals(400, checkout("[".repeat(10_000) + "]".repeat(10_000)).status());
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyIsNoFailureOfOurs() {
        NetSocket socket = Outcome.of(house.vertx.createNetClient().connect(house.gateway.port(), "127.0.0.1"));
        Outcome.of(
                socket.write(
                        "POST /api/v1/checkouts HTTP/1.1\r\nHost: nord.localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"));
        Outcome.of(socket.close());
        // A failure would have been logged by then, and the log be looked through when this ends.
        var left = house.meters.timer("stoa.http.requests", "operation", "createCheckout", "status", "200");
        for (int asked = 0; left.count() == 0 && asked < 1000; asked++) {
            house.get("getJwks", "/api/v1/jwks");
        }
        assertEquals(1, left.count());
    }

    @Test
    void bytesThatAreNotUtf8Are400() {
        var answer = house.send(
                "createCheckout",
                HttpMethod.POST,
                "nord.localhost",
                "/api/v1/checkouts",
                Map.of("Content-Type", "application/json", "Idempotency-Key", "key-12345678"),
                Buffer.buffer(new byte[] {'"', (byte) 0xff, '"'}));
        assertEquals(400, answer.status());
    }

    @Test
    void noBodyIs400() {
        assertEquals(400, checkout("").status());
    }

    @Test
    void anotherMediaTypeIs415() {
        assertEquals(
                415,
                house.post("createCheckout", "/api/v1/checkouts", CHECKOUT, Map.of("Content-Type", "text/plain"))
                        .status());
    }

    @Test
    void tenMegabytesAre413() {
        assertEquals(413, checkout("x".repeat(10_000_000)).status());
    }

    @Test
    void tenMegabytesThatWereNotAnnouncedAre413() {
        var answer =
                exchange("POST /api/v1/checkouts HTTP/1.1\r\nHost: nord.localhost\r\nContent-Type: application/json\r\n"
                        + "Idempotency-Key: key-12345678\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("20000\r\n" + "x".repeat(0x20000) + "\r\n").repeat(80)
                        + "0\r\n\r\n" + LAST_REQUEST);
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    }

    @Test
    void aSlowBodyIs408AndTheConnectionEnds() {
        var answer =
                exchange("POST /api/v1/checkouts HTTP/1.1\r\nHost: nord.localhost\r\nContent-Type: application/json\r\n"
                        + "Idempotency-Key: key-12345678\r\nContent-Length: 100\r\n\r\n{");
        assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "0197C1D0-7A00-7000-8000-000000000030",
                "%00",
                "%ff",
                "..%2f",
                "0197c1d0-7a00-7000-8000-00000000003z"
            })
    void aMalformedIdIs400Or404(String id) {
        var answer = house.raw(HttpMethod.GET, "nord.localhost", "/api/v1/products/" + id, Map.of(), null);
        assertTrue(answer.status() == 400 || answer.status() == 404, answer.text());
        assertEquals("application/problem+json", answer.header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour=red",
                "limit=0",
                "limit=1000000",
                "limit=x",
                "cursor=%00",
                "cursor=a b",
                "text=%ff",
                "text=%zz",
                "sort=up"
            })
    void aQueryOutsideTheContractIs400(String query) {
        assertEquals(
                400,
                house.get("listProducts", "/api/v1/products?" + query.replace(" ", "%20"))
                        .status());
    }

    @Test
    void whatIsNoHttpIsAnsweredAndClosed() {
        assertEquals(
                "400",
                exchange("GET / HTTP/1.1\r\nHost: nord.localhost\r\nbad header\r\n\r\n")
                        .substring(9, 12));
        assertEquals(
                "414",
                exchange("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n").substring(9, 12));
        assertEquals(
                "431",
                exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(40_000) + "\r\n\r\n")
                        .substring(9, 12));
    }

    @Test
    void theNextRequestOnTheConnectionIsServedAfterARefusedOne() {
        var refused =
                "POST /api/v1/products HTTP/1.1\r\nHost: nord.localhost\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
        var answers = exchange(refused + LAST_REQUEST);
        assertTrue(answers.startsWith("HTTP/1.1 401"), answers);
        assertTrue(answers.contains("HTTP/1.1 200"), answers);
    }

    private House.Answer checkout(String body) {
        return house.post("createCheckout", "/api/v1/checkouts", body, Map.of());
    }

    /** What comes back on a connection of its own until the server closes it. */
    private String exchange(String bytes) {
        Promise<String> all = Promise.promise();
        var received = Buffer.buffer();
        NetSocket socket = Outcome.of(house.vertx.createNetClient().connect(house.gateway.port(), "127.0.0.1"));
        socket.handler(received::appendBuffer);
        socket.exceptionHandler(reset -> all.tryComplete(received.toString()));
        socket.closeHandler(closed -> all.tryComplete(received.toString()));
        socket.write(bytes);
        return Outcome.of(all.future());
    }
}
