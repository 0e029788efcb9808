package stoa.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.messages.Caller;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.Door;
import stoa.messages.user.TenantProfile;
import stoa.openapi.model.Audience;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

class AccountsTest {
    private static final TestUsers USERS = new TestUsers();

    private final TestTenant shop = USERS.stoa.tenant();

    @AfterAll
    static void close() {
        USERS.close();
    }

    @Test
    void anAddressStandsForOneAccountAtEachDoor() {
        var first = USERS.account(shop, "Mara@shop.example", Door.SHOPPER);
        var again = USERS.account(shop, "mara@SHOP.example", Door.SHOPPER);
        assertEquals(first.id(), again.id());
        assertFalse(again.created());
        assertTrue(USERS.account(shop, "mara@shop.example", Door.STAFF).created());
        assertTrue(USERS.account(USERS.stoa.tenant(), "mara@shop.example", Door.SHOPPER)
                .created());
    }

    @Test
    void onlyThePlatformMakesAccounts() {
        var manager = shop.user(Ids.next(), "accounts:manage");
        assertEquals(
                403, refused(manager, wanted(Door.SHOPPER, TestUsers.PASSWORD)).status());
    }

    @Test
    void operatorsBelongToThePlatformAndNobodyElseDoes() {
        assertEquals(
                422,
                refused(shop.system(), wanted(Door.OPERATOR, TestUsers.PASSWORD))
                        .status());
        var platform = Caller.system(TenantProfile.PLATFORM, "test-platform");
        assertEquals(
                422, refused(platform, wanted(Door.STAFF, TestUsers.PASSWORD)).status());
        Outcome.of(USERS.stoa.bus().ask(platform, TestUsers.CREATE, wanted(Door.OPERATOR, TestUsers.PASSWORD)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"elevenchars", "aaaaaaaaaaaaaaaa", "MaraLindMaraLind12", "mara@shop.example"})
    void aPasswordThatEverybodyWouldTryIsRefused(String password) {
        assertEquals(
                "/problems/weak-password",
                refused(shop.system(), wanted(Door.SHOPPER, password)).type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"only letters here", "ein täglicher Umweg 🚲", "                 spaced out"})
    void everyKindOfCharacterIsWelcome(String password) {
        Outcome.of(USERS.stoa.bus().ask(shop.system(), TestUsers.CREATE, wanted(Door.SHOPPER, password)));
        assertEquals(
                201,
                Outcome.of(USERS.signIn(shop, "mara@shop.example", password, Audience.SHOPPER, "192.0.2.1"))
                        .status());
        var cut = password.substring(0, password.length() - 1);
        var refused = Outcome.failure(
                Refusal.class, USERS.signIn(shop, "mara@shop.example", cut, Audience.SHOPPER, "192.0.2.1"));
        assertEquals(401, refused.status());
    }

    private static CreateAccount wanted(Door door, @Nullable String password) {
        return new CreateAccount("mara@shop.example", "Mara Lind", door, List.of(), password);
    }

    private static Refusal refused(Caller caller, CreateAccount wanted) {
        return Outcome.failure(Refusal.class, USERS.stoa.bus().ask(caller, TestUsers.CREATE, wanted));
    }
}
