package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.messages.ApiResponse;
import stoa.openapi.model.PaymentSetup;
import stoa.platform.Refusal;
import stoa.testkit.ExpectedLog;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayTest {
    private static final String ORDER = "0197c1d0-7a00-7000-8000-000000000030";

    private House house;

    @BeforeAll
    void open() {
        house = new House();
    }

    @AfterAll
    void close() {
        house.close();
    }

    @AfterEach
    void forgetAnswers() {
        house.domains.forget();
    }

    @Test
    void theStepsStandInTheirOrder() {
        var router = Objects.requireNonNull(house.verticle.router());
        assertEquals(
                List.of(
                        "correlation",
                        "access log",
                        "address limit",
                        "live",
                        "contract",
                        "operation",
                        "tenant",
                        "identity",
                        "scopes",
                        "tenant limit",
                        "validation",
                        "dispatch",
                        "pages",
                        "pages",
                        "problem mapping"),
                router.getRoutes().stream().map(Route::getName).toList());
    }

    @Test
    void everyOperationOfTheContractIsRoutedToItsDomain() {
        var contract = house.gateway.contract();
        for (var operation : contract.operations()) {
            var path = operation
                    .path()
                    .replace("{audience}", "shopper")
                    .replaceAll("\\{tenantId}", FakeDomains.NORD.id().toString());
            var answer = house.send(
                    operation.id(),
                    HttpMethod.valueOf(operation.method()),
                    "nord.localhost",
                    "/api/v1" + path.replaceAll("\\{[a-zA-Z]+}", ORDER),
                    Map.of("Authorization", "Bearer " + house.keys.token(FakeDomains.NORD.id(), "nothing")),
                    null);
            assertFalse(answer.status() == 404 || answer.status() == 405, operation.id());
        }
    }

    @Test
    void anOperationThatNobodyServesAnyMoreIs503() {
        try (var empty = new House(Map.of(), List.of("getShop"))) {
            var answer = empty.get("getShop", "/api/v1/shop");
            assertEquals(503, answer.status());
            assertEquals("1", answer.header("Retry-After"));
        }
    }

    @Test
    void whileTheDirectoryIsAwayKnownShopsAreServedAndOthersAre503() {
        try (var alone = new House()) {
            alone.get("getShop", "/api/v1/shop");
            alone.domains.directoryDown = true;
            assertEquals(200, alone.get("getShop", "/api/v1/shop").status());
            var other = alone.send("getShop", HttpMethod.GET, "sud.localhost", "/api/v1/shop", Map.of(), null);
            assertEquals(503, other.status());
        }
    }

    @Test
    void theAnswerOfTheDomainGoesOutWithTheCorrelationId() {
        var answer = house.get("getShop", "/api/v1/shop", Map.of("X-Correlation-ID", "my-own-id-1"));
        assertEquals(200, answer.status());
        assertEquals("nordhang", answer.json().get("slug").asString());
        assertEquals("my-own-id-1", answer.header("X-Correlation-ID"));
        assertEquals(
                "my-own-id-1", Objects.requireNonNull(house.domains.lastCaller).correlationId());
    }

    @Test
    void aCorrelationIdThatLooksLikeACardNumberIsReplaced() {
        var answer = house.get("getShop", "/api/v1/shop", Map.of("X-Correlation-ID", "4242-4242-4242-4242"));
        assertEquals(200, answer.status());
        assertNotEquals("4242-4242-4242-4242", answer.header("X-Correlation-ID"));
    }

    @Test
    void aMalformedCorrelationIdIsReplaced() {
        var answer = house.get("getShop", "/api/v1/shop", Map.of("X-Correlation-ID", "no spaces, please"));
        assertTrue(answer.header("X-Correlation-ID").matches("[0-9a-f]{16}"), answer.header("X-Correlation-ID"));
    }

    @Test
    void theHostNameChoosesTheShop() {
        house.send("getShop", HttpMethod.GET, "SUD.localhost", "/api/v1/shop", Map.of(), null);
        assertEquals(
                FakeDomains.SUD.id(),
                Objects.requireNonNull(house.domains.lastCaller).tenant());
    }

    @Test
    void aClientOfTheApiNamesTheShopByHeader() {
        var header = Map.of("X-Tenant-ID", FakeDomains.SUD.id().toString());
        assertEquals(
                200,
                house.send("getShop", HttpMethod.GET, "127.0.0.1", "/api/v1/shop", header, null)
                        .status());
        assertEquals(
                FakeDomains.SUD.id(),
                Objects.requireNonNull(house.domains.lastCaller).tenant());
    }

    @Test
    void aHeaderThatContradictsTheHostNameIsRefused() {
        var answer = house.get(
                "getShop",
                "/api/v1/shop",
                Map.of("X-Tenant-ID", FakeDomains.SUD.id().toString()));
        assertEquals(400, answer.status());
        assertEquals("/problems/tenant-contradiction", answer.json().get("type").asString());
    }

    @Test
    void noShopAtAllIs400() {
        var answer = house.send("getShop", HttpMethod.GET, "elsewhere.localhost", "/api/v1/shop", Map.of(), null);
        assertEquals(400, answer.status());
        assertEquals("/problems/no-tenant", answer.json().get("type").asString());
    }

    @Test
    void anUnknownShopIs404() {
        var header = Map.of("X-Tenant-ID", ORDER);
        assertEquals(
                404,
                house.send("getShop", HttpMethod.GET, "127.0.0.1", "/api/v1/shop", header, null)
                        .status());
    }

    @Test
    void aMalformedTenantIdIs400() {
        assertEquals(
                400,
                house.get("getShop", "/api/v1/shop", Map.of("X-Tenant-ID", "42"))
                        .status());
    }

    @Test
    void theWebhookNamesItsShopInThePath() {
        var event = "{\"id\":\"evt_1\", \"type\":\"payment.captured\"}";
        var path = "/api/v1/webhooks/payments/" + FakeDomains.SUD.id();
        var answer = house.send(
                "receivePaymentWebhook",
                HttpMethod.POST,
                "127.0.0.1",
                path,
                Map.of("Content-Type", "application/json"),
                Buffer.buffer(event));
        assertEquals(200, answer.status());
        assertEquals(
                FakeDomains.SUD.id(),
                Objects.requireNonNull(house.domains.lastCaller).tenant());
        assertEquals(event, Objects.requireNonNull(house.domains.lastRequest).rawBody());
    }

    @Test
    void theCallerSpeaksTheFirstLanguageThatTheShopKnows() {
        house.get(
                "getShop",
                "/api/v1/shop",
                Map.of("Accept-Language", "fr, en-GB;q=0.9, de;q=0.5", "X-Timezone", "Europe/Berlin"));
        var caller = Objects.requireNonNull(house.domains.lastCaller);
        assertEquals("en", caller.locale());
        assertEquals("Europe/Berlin", caller.zone());
    }

    @Test
    void anUnknownTimeZoneIsRefused() {
        var answer = house.get("getShop", "/api/v1/shop", Map.of("X-Timezone", "Mars/Base"));
        assertEquals(400, answer.status());
        assertEquals(
                "#/header/X-Timezone", answer.json().at("/errors/0/pointer").asString());
    }

    @Test
    void whatTheContractDoesNotDescribeDoesNotExist() {
        assertEquals(
                404,
                house.send("", HttpMethod.GET, "nord.localhost", "/api/v1/nothing", Map.of(), null)
                        .status());
        assertEquals(
                404,
                house.send("", HttpMethod.GET, "nord.localhost", "/api/v2/shop", Map.of(), null)
                        .status());
    }

    @Test
    void anotherMethodIs405WithThoseAllowed() {
        var answer = house.send("", HttpMethod.PATCH, "nord.localhost", "/api/v1/products/" + ORDER, Map.of(), null);
        assertEquals(405, answer.status());
        assertEquals("DELETE, GET, PUT", answer.header("Allow"));
    }

    @Test
    void aRefusalOfTheDomainBecomesAProblem() {
        house.domains.refuse(
                "createCheckout",
                Refusal.conflict(
                        "/problems/out-of-stock",
                        "Not enough in stock",
                        "1 line cannot be served.",
                        List.of(new Refusal.Fault(
                                "/lines/1/quantity", "only 2 left", 2, new Refusal.Price(4900, "EUR")))));
        var answer = house.post("createCheckout", "/api/v1/checkouts", BadInputTest.CHECKOUT, Map.of());
        assertEquals(409, answer.status());
        assertEquals("application/problem+json", answer.header("Content-Type"));
        assertEquals(2, answer.json().at("/errors/0/available").asInt());
        assertEquals(4900, answer.json().at("/errors/0/unitPrice/amount").asInt());
    }

    @Test
    void aStaleVersionComesWithTheCurrentOne() {
        house.domains.refuse("updateProduct", Refusal.stale(7));
        var answer = house.send(
                "updateProduct",
                HttpMethod.PUT,
                "nord.localhost",
                "/api/v1/products/" + ORDER,
                Map.of(
                        "Content-Type", "application/json",
                        "If-Match", "\"6\"",
                        "Authorization", "Bearer " + house.keys.token(FakeDomains.NORD.id(), "catalog:manage")),
                Buffer.buffer("""
                        {"slug":"a","texts":{"de":{"name":"a"}},"variants":[{"sku":"a","prices":[{"amount":1,"currency":"EUR"}]}]}"""));
        assertEquals(412, answer.status());
        assertEquals("\"7\"", answer.header("ETag"));
    }

    @Test
    @ExpectedLog("A question failed")
    void aFaultOfOursTellsNothing() {
        house.domains.refuse("listCategories", new IllegalStateException("password=secret"));
        var answer = house.get("listCategories", "/api/v1/categories", Map.of("X-Correlation-ID", "quote-me-1"));
        assertEquals(500, answer.status());
        assertFalse(answer.text().contains("secret"));
        assertEquals("quote-me-1", answer.json().get("correlationId").asString());
    }

    @Test
    void aRecordOfTheDomainIsWrittenAsTheContractWritesIt() {
        house.domains.answer(
                "getPaymentSetup",
                (caller, request) -> Future.succeededFuture(new ApiResponse(
                        200, Map.of(), new PaymentSetup("sandbox", "http://psp.localhost:9/v1/tokens", "pk_1", null))));
        var answer = house.get("getPaymentSetup", "/api/v1/payments/setup");
        assertEquals("pk_1", answer.json().get("publishableKey").asString());
        assertFalse(answer.json().has("testCards"));
    }

    @Test
    void requestsAreTimedByOperationAndStatus() {
        house.get("getJwks", "/api/v1/jwks");
        assertNotNull(house.meters
                .find("stoa.http.requests")
                .tags("operation", "getJwks", "status", "200")
                .timer());
    }
}
