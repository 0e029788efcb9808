package stoa.embedded.psp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page where the buyer confirms, and who would like to misuse it. */
class ActionPageTest {
    private static final PspKeys KEYS = new PspKeys("a secret of the tests", "another one");
    private static final String SHOP = "http://nordhang.localhost:8080/orders/7?payment=returned";
    private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([0-9a-f]+)\"");

    private final Vertx vertx = Vertx.vertx();
    private final WebClient browser = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
    private SandboxPsp psp = Shop.await(SandboxPsp.start(vertx, 0, SandboxPsp.Options.inMemory(KEYS)));
    private final Shop shop = new Shop(vertx, psp, KEYS);

    @AfterEach
    void stop() {
        psp.close().await();
        shop.close();
        vertx.close().await();
    }

    /** An intent that waits for its buyer, as the API shows it. */
    private JsonObject waiting(JsonObject body) {
        var id = shop.create(body, body.getString("reference")).json().getString("id");
        return shop.post(id, "confirm").json();
    }

    private JsonObject waiting() {
        return waiting(shop.intentBody(Behaviour.STEP_UP.token()).put("returnUrl", SHOP));
    }

    private Shop.Reply open(JsonObject intent) {
        return Shop.await(browser.getAbs(intent.getString("actionUrl")).send().map(Shop.Reply::of));
    }

    private String proof(JsonObject intent) {
        var found = PROOF.matcher(open(intent).text());
        assertTrue(found.find());
        return found.group(1);
    }

    private Shop.Reply decide(JsonObject intent, String decision, String proof, String site) {
        var form = MultiMap.caseInsensitiveMultiMap().add("decision", decision).add("proof", proof);
        return Shop.await(browser.postAbs(intent.getString("actionUrl"))
                .putHeader("Sec-Fetch-Site", site)
                .sendForm(form)
                .map(Shop.Reply::of));
    }

    @Test
    void theBuyerSeesWhatIsAskedAndLookingChangesNothing() {
        var intent = waiting();
        var page = open(intent);
        assertEquals(200, page.status());
        assertTrue(page.text().contains("149.00 EUR"));
        assertTrue(page.text().contains(intent.getString("reference")));
        assertEquals("requires_action", shop.status(intent.getString("id")));
        assertTrue(shop.get("/v1/charges").json().getJsonArray("items").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"approve", "decline"})
    void aDecisionIsTakenOnceToldByWebhookAndLeadsBackToTheShop(String decision) {
        var intent = waiting();
        assertEquals("payment.requires_action", shop.hear().type());
        var proof = proof(intent);
        for (var said : new String[] {decision, "approve", "decline"}) {
            var left = decide(intent, said, proof, "same-origin");
            assertEquals(303, left.status());
            assertEquals(SHOP, left.header("Location"));
        }
        var outcome = decision.equals("approve") ? "authorised" : "declined";
        assertEquals(outcome, shop.status(intent.getString("id")));
        assertEquals("payment." + outcome, shop.hear().type());
        assertFalse(open(intent).text().contains("<form"), "nothing more to decide");
        assertNull(shop.get("/v1/intents/" + intent.getString("id")).json().getString("actionUrl"));
    }

    @Test
    void anotherSitesFormDecidesNothing() {
        var intent = waiting();
        var proof = proof(intent);
        assertEquals(403, decide(intent, "approve", "", "same-origin").status(), "without the page's own word");
        assertEquals(403, decide(intent, "approve", proof, "cross-site").status());
        assertEquals(
                403, decide(intent, "approve", proof(waiting()), "same-origin").status(), "another page's word");
        assertEquals(403, decide(intent, "anything", proof, "same-origin").status());
        assertEquals("requires_action", shop.status(intent.getString("id")));
    }

    @Test
    void aReferenceThatIsMarkupIsOnlyText() {
        var evil = "\"><script>alert(1)</script>{proof}";
        var page = open(waiting(shop.intentBody(Behaviour.STEP_UP.token()).put("reference", evil)))
                .text();
        assertFalse(page.contains("<script"));
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&#123;proof}"), page);
    }

    @Test
    void thePageIsKeptFromFramesCachesAndForeignCode() {
        var page = open(waiting());
        var policy = String.valueOf(page.header("Content-Security-Policy"));
        assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertTrue(policy.contains("form-action 'self' http://nordhang.localhost:8080;"), policy);
        assertEquals("DENY", page.header("X-Frame-Options"));
        assertEquals("no-store", page.header("Cache-Control"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "//evil.example/",
                "/orders/7",
                "data:text/html,x",
                "https://shop.example@evil.example/",
                "http:///x",
                "http://a b/"
            })
    void aReturnAddressThatLeadsAstrayIsRefusedWithTheIntent(String url) {
        var body = shop.intentBody(Behaviour.STEP_UP.token()).put("returnUrl", url);
        assertEquals(400, shop.create(body, "key").status());
    }

    @Test
    void theReturnAddressOfARequestIsNotListenedTo() {
        var intent = waiting();
        var url = intent.getString("actionUrl") + "?returnUrl=https://evil.example/";
        var left = decide(intent.copy().put("actionUrl", url), "approve", proof(intent), "same-origin");
        assertEquals(SHOP, left.header("Location"));
    }

    @Test
    void anAddressThatNobodyWasGivenHasNoPage() {
        var intent = waiting();
        assertEquals(
                404, open(intent.put("actionUrl", psp.url() + "/actions/act_0")).status());
        assertEquals(404, decide(intent, "approve", "00", "same-origin").status());
    }

    @Test
    void whatWasAskedSurvivesARestart(@TempDir Path directory) {
        psp.close().await();
        psp = Shop.await(SandboxPsp.start(vertx, 0, SandboxPsp.Options.in(directory, KEYS)));
        shop.movesTo(psp);
        var intent = waiting();
        int port = psp.port();
        psp.close().await();
        psp = Shop.await(SandboxPsp.start(vertx, port, SandboxPsp.Options.in(directory, KEYS)));
        assertNotNull(open(intent).text());
        assertEquals(
                303, decide(intent, "approve", proof(intent), "same-origin").status());
        assertEquals("authorised", shop.status(intent.getString("id")));
    }
}
