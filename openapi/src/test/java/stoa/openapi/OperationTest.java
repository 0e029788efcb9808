package stoa.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.messages.ApiRequest;
import tools.jackson.databind.JsonNode;

class OperationTest {
    private static final Contract CONTRACT = Contract.load();

    private final Operation checkout = CONTRACT.operation("createCheckout");
    private final Operation products = CONTRACT.operation("listProducts");

    @Test
    void aGoodRequestKeepsItsBodyAndTheHeadersTheContractNames() throws Violation {
        var request = checkout.accept(Requests.checkout(Requests.CHECKOUT));
        assertEquals(Map.of("idempotency-key", "0197c1d0-key-1"), request.headers());
        assertEquals("München", body(request).at("/shippingAddress/city").asString());
    }

    @Test
    void defaultsOfTheQueryAreFilledIn() throws Violation {
        assertEquals(
                Map.of("limit", List.of("24"), "sort", List.of("newest")),
                products.accept(Requests.get(null)).query());
    }

    @Test
    void defaultsDeepInsideTheBodyAreFilledIn() throws Violation {
        var body = """
                {"slug":"tent","texts":{"de":{"name":"Zelt"}},
                 "variants":[{"sku":"T-1","prices":[{"amount":1,"currency":"EUR"}]},{"sku":"T-2","name":"Large","prices":[{"amount":1,"currency":"EUR"}]}]}""";
        var request = CONTRACT.operation("createProduct").accept(Requests.checkout(body));
        assertEquals("", body(request).at("/variants/0/name").asString());
        assertEquals("Large", body(request).at("/variants/1/name").asString());
    }

    @Test
    void severalFaultsComeInOneAnswer() {
        var bad = Requests.CHECKOUT
                .replace("\"quantity\":2", "\"quantity\":0,\"colour\":\"red\"")
                .replace("\"email\":\"mara@example.org\",", "");
        var violation = violation(checkout, Requests.post(bad, Map.of()));
        assertEquals(400, violation.status());
        assertEquals(
                List.of(
                        "#/header/Idempotency-Key is missing",
                        "/lines/0/quantity must be at least 1",
                        "/lines/0/colour is not known",
                        "/contact/email is missing"),
                faults(violation));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,must be at least 1",
        "0,must be at least 1",
        "1000,must be at most 999",
        "1e300,is out of range",
        "1.5,must be an integer"
    })
    void aQuantityThatIsNoneIsRefused(String quantity, String why) {
        var violation = violation(
                checkout, Requests.checkout(Requests.CHECKOUT.replace("\"quantity\":2", "\"quantity\":" + quantity)));
        assertEquals(List.of("/lines/0/quantity " + why), faults(violation));
    }

    @Test
    void anEmptyEMailIsRefusedNotACrash() {
        var violation = violation(checkout, Requests.checkout(Requests.CHECKOUT.replace("mara@example.org", "")));
        assertTrue(faults(violation).contains("/contact/email must be a valid email"));
    }

    @Test
    void badJsonIsRefusedWithItsPosition() {
        assertEquals(
                "The body is not well-formed JSON (line 2, column 9): it ends too early",
                violation(checkout, Requests.checkout("{\n\"lines\":")).detail());
    }

    @Test
    void duplicateKeysAreRefused() {
        assertEquals(
                "The body is not well-formed JSON (line 1, column 11): Duplicate Object property \"a\"",
                violation(checkout, Requests.checkout("{\"a\":1,\"a\":2}")).detail());
    }

    @Test
    void textAfterTheBodyIsRefused() {
        assertTrue(violation(checkout, Requests.checkout(Requests.CHECKOUT + "{}"))
                .detail()
                .contains("not well-formed"));
    }

    @Test
    void tenThousandLevelsOfNestingAreRefused() {
        assertEquals(
                "The body is nested too deeply, or has too long a text or number.",
                violation(checkout, Requests.checkout("[".repeat(10_000) + "]".repeat(10_000)))
                        .detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00x", "\\ud800\\ud800"})
    void textThatCannotBeStoredIsRefused(String escape) {
        var violation = violation(checkout, Requests.checkout(Requests.CHECKOUT.replace("Am Hang 3", escape)));
        assertEquals(
                List.of("/shippingAddress/line1 must have neither NUL nor half a surrogate pair"), faults(violation));
    }

    @Test
    void aWholeSurrogatePairIsFine() throws Violation {
        checkout.accept(Requests.checkout(Requests.CHECKOUT.replace("Am Hang 3", "\\ud83c\\udfd5")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0xc0, 0xed})
    void bytesThatAreNotUtf8AreRefused(int odd) {
        var bytes = Requests.CHECKOUT.getBytes(StandardCharsets.UTF_8);
        bytes[20] = (byte) odd;
        var violation = violation(
                checkout,
                Requests.request(
                        Map.of(),
                        null,
                        Map.of("Idempotency-Key", "0197c1d0", "Content-Type", "application/json"),
                        bytes));
        assertEquals("The body is not UTF-8 at byte 20.", violation.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/json; charset=latin1", "", "application/jsonx"})
    void anotherMediaTypeIs415(String type) {
        var incoming = Requests.post(Requests.CHECKOUT, Map.of("Idempotency-Key", "0197c1d0-1", "Content-Type", type));
        assertEquals(415, violation(checkout, incoming).status());
    }

    @Test
    void aCompressedBodyIs415() {
        var incoming =
                Requests.post(Requests.CHECKOUT, Map.of("Idempotency-Key", "0197c1d0-1", "Content-Encoding", "gzip"));
        assertEquals(415, violation(checkout, incoming).status());
    }

    @Test
    void aBodyWhereNoneIsDescribedIsRefused() {
        var violation = violation(
                CONTRACT.operation("getShop"), Requests.request(Map.of(), null, Map.of(), new byte[] {'{', '}'}));
        assertEquals(List.of(" a body is not expected"), faults(violation));
    }

    @Test
    void theRawBodyIsKeptOnlyWhereTheContractSaysSo() throws Violation {
        var event = "{\"id\":\"evt_1\", \"type\":\"payment.captured\"}";
        var path = Map.of("tenantId", Requests.VARIANT);
        var incoming = Requests.request(
                path, null, Map.of("Content-Type", "application/json"), event.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                event,
                CONTRACT.operation("receivePaymentWebhook").accept(incoming).rawBody());
        assertEquals(null, checkout.accept(Requests.checkout(Requests.CHECKOUT)).rawBody());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour=red|#/query/colour is not known",
                "limit=0|#/query/limit must be at least 1",
                "limit=101|#/query/limit must be at most 100",
                "limit=ten|#/query/limit must be an integer",
                "limit=99999999999999999999|#/query/limit must be at most 100",
                "limit=1&limit=2|#/query/limit is given more than once",
                "sort=up|#/query/sort must be one of newest, name, price, -price"
            })
    void aQueryThatTheContractDoesNotDescribeIsRefused(String query, String fault) {
        assertEquals(List.of(fault), faults(violation(products, Requests.get(query))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text=%ff", "text=%zz", "text=%", "text=%00", "text=%ed%a0%80"})
    void aQueryThatIsNoTextIsRefused(String query) {
        assertEquals(400, violation(products, Requests.get(query)).status());
    }

    @Test
    void theQueryIsDecodedOnce() throws Violation {
        assertEquals(
                List.of("a+b ü%20"),
                products.accept(Requests.get("text=a%2Bb+%C3%BC%2520")).query().get("text"));
    }

    @Test
    void aMalformedIdIsRefused() {
        var incoming = Requests.request(Map.of("productId", "42"), null, Map.of(), new byte[0]);
        assertTrue(faults(violation(CONTRACT.operation("getProduct"), incoming))
                .contains("#/path/productId must be a valid uuid"));
    }

    @Test
    void aChoiceIsJudgedByItsKind() {
        var movement = "{\"kind\":\"delta\",\"variantId\":\"%s\",\"delta\":\"3\",\"reason\":\"count\"}"
                .formatted(Requests.VARIANT);
        assertEquals(
                List.of("/delta must be an integer"),
                faults(violation(CONTRACT.operation("setStock"), Requests.checkout(movement))));
    }

    @Test
    void whatTheGatewayKnowsCannotBeSaidByTheClient() throws Violation {
        var operation = CONTRACT.operation("createSession");
        var body = "{\"email\":\"a@example.org\",\"password\":\"x\",\"audience\":\"shopper\"}";
        var sent = Requests.post(body, Map.of("X-Stoa-Address", "1.2.3.4"));
        assertEquals(Map.of(), operation.accept(sent).headers());
        var known = new Incoming(
                sent.path(), sent.query(), sent.headers(), sent.cookies(), Map.of("address", "9.9.9.9"), sent.body());
        assertEquals(
                Map.of("x-stoa-address", "9.9.9.9"), operation.accept(known).headers());
    }

    private static JsonNode body(ApiRequest request) {
        return Objects.requireNonNull(request.body());
    }

    private static Violation violation(Operation operation, Incoming incoming) {
        return assertThrows(Violation.class, () -> operation.accept(incoming));
    }

    private static List<String> faults(Violation violation) {
        return violation.faults().stream()
                .map(fault -> fault.pointer() + " " + fault.detail())
                .toList();
    }
}
