package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.messages.Caller;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityTest {
    private static final UUID NORD = FakeDomains.NORD.id();
    private static final UUID ORDER = UUID.fromString("0197c1d0-7a00-7000-8000-000000000030");

    private House house;

    @BeforeAll
    void open() {
        house = new House();
    }

    @AfterAll
    void close() {
        house.close();
    }

    @Test
    void aGoodTokenSignsTheCallerIn() {
        assertEquals(
                200, account(house.keys.token(NORD, "orders:own stock:manage")).status());
        assertEquals(TestKeys.USER, caller().user());
        assertEquals(Set.of("orders:own", "stock:manage"), caller().scopes());
    }

    @Test
    void noTokenIs401WithTheSchemeToUse() {
        var answer = house.get("getAccount", "/api/v1/account");
        assertEquals(401, answer.status());
        assertEquals("Bearer realm=\"stoa\"", answer.header("WWW-Authenticate"));
    }

    @Test
    void aTokenOfAnotherShopIsRefused() {
        assertEquals(
                401,
                account(house.keys.token(FakeDomains.SUD.id(), "orders:own")).status());
    }

    @Test
    void anExpiredTokenIsRefused() {
        assertEquals(
                401,
                account(house.keys.token(NORD, "orders:own", Duration.ofMinutes(-1)))
                        .status());
    }

    @Test
    void anUnsignedTokenIsRefused() {
        assertEquals(401, account(house.keys.unsigned(NORD, "orders:own")).status());
        assertEquals(401, account(house.keys.cut(NORD, "orders:own")).status());
    }

    @Test
    void aTokenByAnotherKeyIsRefused() {
        assertEquals(401, account(house.keys.forged(NORD, "orders:own")).status());
    }

    @Test
    void whatIsNoTokenIsRefused() {
        assertEquals(401, account("rubbish").status());
        assertEquals(
                401,
                house.get("getAccount", "/api/v1/account", Map.of("Authorization", "Basic dXNlcjpwdw=="))
                        .status());
    }

    @Test
    void aMissingScopeIs403AndNamed() {
        var answer = house.get(
                "listMessages",
                "/api/v1/messages",
                Map.of("Authorization", "Bearer " + house.keys.token(NORD, "orders:own")));
        assertEquals(403, answer.status());
        assertEquals(
                "Needs the scope messages:read.", answer.json().get("detail").asString());
    }

    @Test
    void oneOfSeveralScopesIsEnough() {
        assertEquals(
                200,
                house.get(
                                "listOrders",
                                "/api/v1/orders",
                                Map.of("Authorization", "Bearer " + house.keys.token(NORD, "orders:manage")))
                        .status());
    }

    @Test
    void aBadTokenIsRefusedAlsoWhereNoneIsNeeded() {
        var answer = house.post(
                "createCheckout",
                "/api/v1/checkouts",
                BadInputTest.CHECKOUT,
                Map.of("Authorization", "Bearer " + house.keys.forged(NORD, "orders:own")));
        assertEquals(401, answer.status());
    }

    @Test
    void aGuestBuysWithoutAToken() {
        assertEquals(
                201,
                house.post("createCheckout", "/api/v1/checkouts", BadInputTest.CHECKOUT, Map.of())
                        .status());
        assertNull(caller().user());
    }

    @Test
    void anOrderTokenOpensItsOrder() {
        var token = house.signer.seal("order", NORD + ":" + ORDER);
        assertEquals(
                200,
                house.get("getOrder", "/api/v1/orders/" + ORDER, Map.of("X-Order-Token", token))
                        .status());
        assertEquals(ORDER, caller().order());
    }

    @Test
    void anOrderTokenOfAnotherShopOrPurposeIsRefused() {
        var path = "/api/v1/orders/" + ORDER;
        var other = house.signer.seal("order", FakeDomains.SUD.id() + ":" + ORDER);
        assertEquals(
                401, house.get("getOrder", path, Map.of("X-Order-Token", other)).status());
        var cursor = house.signer.seal("cursor", NORD + ":" + ORDER);
        assertEquals(
                401,
                house.get("getOrder", path, Map.of("X-Order-Token", cursor)).status());
        assertEquals(
                401,
                house.get("getOrder", path, Map.of("X-Order-Token", "made up")).status());
    }

    @Test
    void aCartTokenOpensItsCartAndIsShownBesideASignIn() {
        var path = "/api/v1/carts/" + ORDER;
        var token = house.signer.seal("cart", NORD + ":" + ORDER);
        assertEquals(
                200, house.get("getCart", path, Map.of("X-Cart-Token", token)).status());
        assertEquals(ORDER, caller().cart());
        assertNull(caller().order());
        var order = house.signer.seal("order", NORD + ":" + ORDER);
        assertEquals(
                401, house.get("getCart", path, Map.of("X-Cart-Token", order)).status());
        assertEquals(
                401, house.get("getCart", path, Map.of("X-Order-Token", order)).status());
    }

    @Test
    void theRefreshCookieIsHandedOnAndNothingElseOfTheClientsOwnWords() {
        var answer = refresh(Map.of(
                "Cookie", "stoa_refresh_shopper=abc; other=x",
                "Origin", "http://nord.localhost:" + house.gateway.port(),
                "X-Stoa-Address", "6.6.6.6"));
        assertEquals(200, answer.status());
        var request = Objects.requireNonNull(house.domains.lastRequest);
        assertEquals(Map.of("stoa_refresh_shopper", "abc"), request.cookies());
        assertEquals(Map.of("x-stoa-scheme", "http"), request.headers());
    }

    @Test
    void theAddressIsWhatTheGatewaySees() {
        var body = "{\"email\":\"a@example.org\",\"password\":\"x\",\"audience\":\"shopper\"}";
        house.post(
                "createSession",
                "/api/v1/sessions",
                body,
                Map.of("X-Stoa-Address", "6.6.6.6", "X-Forwarded-For", "6.6.6.6"));
        assertEquals(
                "127.0.0.1",
                Objects.requireNonNull(house.domains.lastRequest).headers().get("x-stoa-address"));
    }

    @Test
    void aForeignOriginMayNotRefreshOrSignIn() {
        assertEquals(
                403,
                refresh(Map.of("Cookie", "stoa_refresh_shopper=abc", "Origin", "https://evil.example"))
                        .status());
        assertEquals(
                403,
                refresh(Map.of("Cookie", "stoa_refresh_shopper=abc", "Origin", "null"))
                        .status());
        assertEquals(
                403,
                refresh(Map.of(
                                "Cookie",
                                "stoa_refresh_shopper=abc",
                                "Origin",
                                "http://sud.localhost:" + house.gateway.port()))
                        .status());
        assertEquals(
                403,
                refresh(Map.of("Cookie", "stoa_refresh_shopper=abc", "Sec-Fetch-Site", "cross-site"))
                        .status());
        var body = "{\"email\":\"a@example.org\",\"password\":\"x\",\"audience\":\"shopper\"}";
        assertEquals(
                403,
                house.post("createSession", "/api/v1/sessions", body, Map.of("Origin", "https://evil.example"))
                        .status());
    }

    @Test
    void withoutACookieThereIsNothingToRefresh() {
        assertEquals(401, refresh(Map.of()).status());
    }

    @Test
    void signingOutTwiceIsNoError() {
        assertEquals(
                204,
                house.send(
                                "deleteSession",
                                HttpMethod.DELETE,
                                "nord.localhost",
                                "/api/v1/sessions/staff",
                                Map.of(),
                                null)
                        .status());
    }

    @Test
    void noTokenReachesADomain() {
        account(house.keys.token(NORD, "orders:own"));
        assertTrue(Objects.requireNonNull(house.domains.lastRequest).headers().isEmpty());
    }

    private House.Answer account(String token) {
        return house.get("getAccount", "/api/v1/account", Map.of("Authorization", "Bearer " + token));
    }

    private House.Answer refresh(Map<String, String> headers) {
        return house.post(
                "refreshSession", "/api/v1/sessions/refresh", "{\"audience\":\"shopper\"}", new HashMap<>(headers));
    }

    private Caller caller() {
        return Objects.requireNonNull(house.domains.lastCaller);
    }
}
