package stoa.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stoa.messages.user.Door;
import stoa.openapi.model.Audience;
import stoa.platform.Refusal;
import stoa.platform.Signer;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

class SignInThrottleTest {
    private static final String EMAIL = "mara@shop.example";
    private static final TestUsers USERS = new TestUsers();

    private final TestTenant shop = USERS.stoa.tenant();
    private final Signer signer = USERS.stoa.platform().signer();
    private final SignInThrottle throttle = new SignInThrottle(USERS.stoa.tenancy(), signer);

    @AfterAll
    static void close() {
        USERS.close();
    }

    @Test
    void tooManyGuessesMustWaitButOnlyFromThatAddress() {
        USERS.account(shop, EMAIL, Door.SHOPPER);
        for (var i = 0; i < SignInThrottle.ACCOUNT_AND_ADDRESS; i++) {
            assertEquals(
                    401,
                    refused(USERS.signIn(shop, EMAIL, "wrong pass phrase", Audience.SHOPPER, "192.0.2.1"))
                            .status());
        }
        var late = refused(USERS.signIn(shop, EMAIL, TestUsers.PASSWORD, Audience.SHOPPER, "192.0.2.1"));
        assertEquals(429, late.status());
        assertNotNull(late.retryAfterSeconds());
        assertTrue(late.retryAfterSeconds() > 0 && late.retryAfterSeconds() <= 900);
        assertEquals(
                201,
                Outcome.of(USERS.signIn(shop, EMAIL, TestUsers.PASSWORD, Audience.SHOPPER, "192.0.2.2"))
                        .status());
    }

    @Test
    void guessesAtAnAccountThatIsNotThereAreCountedAlike() {
        for (var i = 0; i < SignInThrottle.ACCOUNT_AND_ADDRESS; i++) {
            assertTrue(count("nobody@shop.example", "192.0.2.1").succeeded());
        }
        assertEquals(429, refused(count("nobody@shop.example", "192.0.2.1")).status());
    }

    @Test
    void guessesAtOnceAreCountedAsMany() {
        var attempts = IntStream.range(0, 30)
                .mapToObj(i -> attempt(EMAIL, "192.0.2.1"))
                .toList();
        Outcome.of(Future.join(attempts).otherwiseEmpty());
        assertEquals(
                SignInThrottle.ACCOUNT_AND_ADDRESS,
                attempts.stream().filter(Future::succeeded).count());
    }

    @Test
    void oneAddressCannotTryManyAccounts() {
        for (var i = 0; i < SignInThrottle.ADDRESS; i++) {
            assertTrue(count("somebody" + i + "@shop.example", "192.0.2.1").succeeded());
        }
        assertEquals(429, refused(count("another@shop.example", "192.0.2.1")).status());
    }

    @Test
    void refusedAttemptsDoNotLockTheOwnerOut() {
        for (var i = 0; i < 2 * SignInThrottle.ACCOUNT; i++) {
            Outcome.of(count(EMAIL, "192.0.2.1").otherwiseEmpty());
        }
        assertTrue(count(EMAIL, "192.0.2.2").succeeded());
    }

    @Test
    void whoSucceedsBeginsAnewAndSoDoesWhoHasWaited() {
        var mine = throttle.attempt(shop.guest(), Door.SHOPPER, EMAIL, "192.0.2.1");
        for (var i = 0; i < 2 * SignInThrottle.ACCOUNT_AND_ADDRESS; i++) {
            assertTrue(count(EMAIL, "192.0.2.1").succeeded());
            Outcome.of(throttle.forgive(shop.guest(), mine));
        }
        for (var i = 0; i < SignInThrottle.ACCOUNT_AND_ADDRESS; i++) {
            assertTrue(count(EMAIL, "192.0.2.1").succeeded());
        }
        assertEquals(429, refused(count(EMAIL, "192.0.2.1")).status());
        USERS.later(shop, "update sign_in_attempt set first_at = first_at - interval '15 minutes'");
        assertTrue(count(EMAIL, "192.0.2.1").succeeded());
    }

    private Future<Void> attempt(String email, String address) {
        return throttle.count(shop.guest(), throttle.attempt(shop.guest(), Door.SHOPPER, email, address));
    }

    /** Completed, one way or the other. */
    private Future<Void> count(String email, String address) {
        var counted = attempt(email, address);
        Outcome.of(counted.otherwiseEmpty());
        return counted;
    }

    private static Refusal refused(Future<?> answer) {
        return Outcome.failure(Refusal.class, answer);
    }
}
