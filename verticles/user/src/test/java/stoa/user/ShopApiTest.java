package stoa.user;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.user.AskKeys;
import stoa.messages.user.FindTenant;
import stoa.messages.user.PublicKeys;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.openapi.model.JwkSet;
import stoa.openapi.model.Shop;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.Tenants;
import stoa.testkit.Outcome;

class ShopApiTest {
    private static final TestUsers USERS = new TestUsers();
    private static final Caller PLATFORM = Caller.system(TenantProfile.PLATFORM, "test-platform");
    private static final Question<FindTenant, TenantProfile> FIND =
            new Question<>(UserAddresses.TENANT, FindTenant.class, TenantProfile.class);

    @AfterAll
    static void close() {
        USERS.close();
    }

    @Test
    void aShopIsFoundByItsHostAndByItsId() {
        var profile = profile("nordhang");
        found(profile);
        assertEquals(
                profile, Outcome.of(USERS.stoa.bus().ask(PLATFORM, FIND, FindTenant.byHost("nordhang.localhost"))));
        assertEquals(profile, Outcome.of(USERS.stoa.bus().ask(PLATFORM, FIND, FindTenant.byId(profile.id()))));
        var nowhere = USERS.stoa.bus().ask(PLATFORM, FIND, FindTenant.byHost("nowhere.localhost"));
        assertEquals(404, Outcome.failure(Refusal.class, nowhere).status());
    }

    @Test
    void theShopSpeaksTheCallersLanguageOrItsOwn() {
        var profile = profile("texts");
        found(profile);
        assertEquals("Gear", shop(profile, "en-GB", "en").tagline());
        assertEquals("Ausrüstung", shop(profile, "fr", "de").tagline());
    }

    @Test
    void thePublicKeysAreTheOnesThatNodesVerifyWith() {
        var published = (JwkSet) Objects.requireNonNull(
                Outcome.of(USERS.ask(USERS.stoa.tenant().guest(), "getJwks")).body());
        var question = new Question<>(UserAddresses.JWKS, AskKeys.class, PublicKeys.class);
        var asked = Outcome.of(USERS.stoa.bus().ask(PLATFORM, question, new AskKeys()));
        assertEquals(asked.keys().getFirst().kid(), published.keys().getFirst().kid());
        assertEquals(1, published.keys().size());
    }

    private static void found(TenantProfile profile) {
        Outcome.of(new Tenants(USERS.stoa.tenancy()).create(profile, "test-setup"));
    }

    private static Shop shop(TenantProfile profile, String wanted, String spoken) {
        var caller = new Caller(profile.id(), null, Set.of(), "test-guest", wanted, "UTC", null);
        var answer = Outcome.of(USERS.ask(caller, "getShop"));
        assertEquals(spoken, answer.headers().get("Content-Language"));
        return (Shop) Objects.requireNonNull(answer.body());
    }

    private static TenantProfile profile(String slug) {
        return new TenantProfile(
                Ids.next(),
                slug,
                "Shop " + slug,
                List.of(slug + ".localhost"),
                Map.of("de", "Ausrüstung", "en", "Gear"),
                "EUR",
                "de",
                List.of("de", "en"),
                "DE",
                "outdoor",
                "#23503a");
    }
}
