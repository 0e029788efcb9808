package stoa.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.user.TestUsers.PASSWORD;

import io.vertx.core.Future;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stoa.messages.user.Door;
import stoa.openapi.model.Account;
import stoa.openapi.model.Audience;
import stoa.platform.Refusal;
import stoa.testkit.Outcome;

class SessionsTest {
    private static final TestUsers USERS = new TestUsers();

    @AfterAll
    static void close() {
        USERS.close();
    }

    @Test
    void whoSignsInGetsATokenThatEveryNodeAccepts() {
        var shop = USERS.stoa.tenant();
        var account = USERS.account(shop, "mara@shop.example", Door.SHOPPER, "orders:own");
        var session = TestUsers.session(USERS.signedIn(shop, "  Mara@Shop.Example"));
        assertEquals(600, session.expiresIn());
        var caller = Outcome.of(USERS.tokens.verify(shop.guest(), session.accessToken()));
        assertEquals(account.id(), caller.user());
        assertEquals(Set.of("orders:own"), caller.scopes());
        var known = (Account) Objects.requireNonNull(
                Outcome.of(USERS.ask(caller, "getAccount")).body());
        assertEquals("mara@shop.example", known.email());
    }

    @Test
    void aTokenIsGoodForItsOwnShopOnly() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var token = TestUsers.session(USERS.signedIn(shop, "mara@shop.example")).accessToken();
        var other = USERS.stoa.tenant();
        refused(401, USERS.tokens.verify(other.guest(), token));
        refused(401, USERS.signIn(other, "mara@shop.example", PASSWORD, Audience.SHOPPER, "192.0.2.1"));
    }

    @Test
    void anUnknownAddressAndAWrongPasswordAreAnsweredAlike() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var wrong = refused(
                401, USERS.signIn(shop, "mara@shop.example", "not her pass phrase", Audience.SHOPPER, "192.0.2.1"));
        var unknown = refused(
                401, USERS.signIn(shop, "nobody@shop.example", "not her pass phrase", Audience.SHOPPER, "192.0.2.1"));
        assertEquals(wrong.detail(), unknown.detail());
        assertEquals(wrong.type(), unknown.type());
    }

    @Test
    void aShopperDoesNotComeInThroughTheStaffDoor() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        refused(401, USERS.signIn(shop, "mara@shop.example", PASSWORD, Audience.STAFF, "192.0.2.1"));
    }

    @Test
    void theRefreshTokenTravelsWhereNoScriptCanReadIt() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var cookie = TestUsers.cookie(USERS.signedIn(shop, "mara@shop.example"));
        assertTrue(cookie.startsWith("stoa_refresh_shopper="), cookie);
        for (var attribute :
                Set.of("; Path=/api/v1/sessions", "; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age=2592000")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
        assertFalse(cookie.contains("Domain"), cookie);
        assertFalse(RefreshCookie.clear(Audience.STAFF, "http").contains("Secure"));
    }

    @Test
    void eachRefreshBringsANewTokenAndANewSessionLastsOn() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var first = USERS.signedIn(shop, "mara@shop.example");
        var second = Outcome.of(USERS.refresh(shop, Audience.SHOPPER, TestUsers.token(first)));
        var third = Outcome.of(USERS.refresh(shop, Audience.SHOPPER, TestUsers.token(second)));
        assertEquals(
                3,
                Set.of(TestUsers.token(first), TestUsers.token(second), TestUsers.token(third))
                        .size());
        assertNotEquals(
                TestUsers.session(first).accessToken(),
                TestUsers.session(second).accessToken());
        Outcome.of(USERS.tokens.verify(shop.guest(), TestUsers.session(third).accessToken()));
    }

    @Test
    void twoTabsThatRefreshAtOnceGetTheSameSuccessor() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var shown = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        var one = USERS.refresh(shop, Audience.SHOPPER, shown);
        var two = USERS.refresh(shop, Audience.SHOPPER, shown);
        assertEquals(TestUsers.token(Outcome.of(one)), TestUsers.token(Outcome.of(two)));
        Outcome.of(USERS.refresh(shop, Audience.SHOPPER, TestUsers.token(Outcome.of(two))));
    }

    @Test
    void aTokenUsedAgainEndsTheWholeFamily() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var stolen = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        var owners = TestUsers.token(Outcome.of(USERS.refresh(shop, Audience.SHOPPER, stolen)));
        USERS.later(shop, "update refresh_family set rotated_at = rotated_at - interval '11 seconds'");
        refused(401, USERS.refresh(shop, Audience.SHOPPER, stolen));
        refused(401, USERS.refresh(shop, Audience.SHOPPER, owners));
    }

    @Test
    void aTokenTwoGenerationsOldEndsTheFamilyAtOnce() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var first = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        var second = TestUsers.token(Outcome.of(USERS.refresh(shop, Audience.SHOPPER, first)));
        var third = TestUsers.token(Outcome.of(USERS.refresh(shop, Audience.SHOPPER, second)));
        refused(401, USERS.refresh(shop, Audience.SHOPPER, first));
        refused(401, USERS.refresh(shop, Audience.SHOPPER, third));
    }

    @Test
    void aForgedTokenIsRefusedAndHarmsNobody() {
        var shop = USERS.stoa.tenant();
        var other = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var token = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        refused(401, USERS.refresh(shop, Audience.SHOPPER, null));
        refused(401, USERS.refresh(shop, Audience.SHOPPER, "nonsense"));
        refused(401, USERS.refresh(shop, Audience.SHOPPER, token.substring(0, token.length() - 4) + "AAAA"));
        refused(401, USERS.refresh(shop, Audience.STAFF, token));
        refused(401, USERS.refresh(other, Audience.SHOPPER, token));
        Outcome.of(USERS.refresh(shop, Audience.SHOPPER, token));
    }

    @Test
    void aSessionThatWasSignedOutOrLeftAloneIsOver() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var left = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        USERS.later(shop, "update refresh_family set idle_until = now()");
        refused(401, USERS.refresh(shop, Audience.SHOPPER, left));

        var token = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        var out = Outcome.of(USERS.signOut(shop, Audience.SHOPPER, token));
        assertEquals(204, out.status());
        assertTrue(TestUsers.cookie(out).startsWith("stoa_refresh_shopper=; "), "the browser forgets it");
        refused(401, USERS.refresh(shop, Audience.SHOPPER, token));
        assertEquals(
                204, Outcome.of(USERS.signOut(shop, Audience.SHOPPER, token)).status(), "twice is no error");
    }

    @Test
    void aDeletedAccountCanNeitherSignInNorGoOn() {
        var shop = USERS.stoa.tenant();
        USERS.account(shop, "mara@shop.example", Door.SHOPPER);
        var token = TestUsers.token(USERS.signedIn(shop, "mara@shop.example"));
        USERS.later(shop, "update account set deleted_at = now()");
        refused(401, USERS.refresh(shop, Audience.SHOPPER, token));
        refused(401, USERS.signIn(shop, "mara@shop.example", PASSWORD, Audience.SHOPPER, "192.0.2.1"));
    }

    private static Refusal refused(int status, Future<?> answer) {
        var refusal = Outcome.failure(Refusal.class, answer);
        assertEquals(status, refusal.status(), refusal.getMessage());
        return refusal;
    }
}
