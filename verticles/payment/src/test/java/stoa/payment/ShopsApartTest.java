package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.tenancy.Ids;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

/** What a provider does to one shop is no matter of another's; and a no is no illness. */
class ShopsApartTest {
    /** Longer than any test: nothing here is decided by time. */
    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    private static final int MANY = 1_000;

    private final FakePsp psp = new FakePsp();
    private final SandboxProvider provider = psp.provider(FOR_EVER);

    @AfterEach
    void close() {
        psp.close();
    }

    private Future<PaymentProvider.Intent> create(UUID shop) {
        var order = Ids.next();
        return provider.create(
                shop,
                new PaymentProvider.NewIntent(order, 100, "EUR", "tok_pays", "http://shop.example/orders/" + order));
    }

    @Test
    void aShopIsServedWhileAnotherShopsProviderHangsWithAllItTakes() {
        var dead = psp.shop(FakePsp.NEVER_ANSWERS);
        var alive = psp.shop(FakePsp::pays);
        var hanging = Stream.generate(() -> create(dead)).limit(MANY).toList();
        for (int i = 0; i < 100; i++) {
            assertEquals(PaymentStatus.CREATED, Outcome.of(create(alive)).status());
        }
        assertTrue(psp.heard(dead) > 0, "it hangs at the provider, not before");
        assertFalse(hanging.stream().anyMatch(Future::succeeded));
        assertTrue(hanging.stream().anyMatch(call -> !call.isComplete()), "and it still does");
        assertTrue(hanging.stream().anyMatch(Future::failed), "what is beyond its share is refused at once");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 422})
    @ExpectedLog("The payment provider refuses")
    void aDefiniteNoToAnOrderIsADeclineAndNeverOpensTheBreaker(int status) {
        var refused = psp.shop(FakePsp.answers(status));
        for (int i = 0; i < 50; i++) {
            Outcome.failure(PaymentProvider.Declined.class, create(refused));
        }
        assertEquals(50, psp.heard(refused), "every one of them was asked, once");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void aProviderThatIsIllIsUnknownAndAfterAWhileLeftAloneByThatShopOnly(int status) {
        var ill = psp.shop(FakePsp.answers(status));
        var well = psp.shop(FakePsp::pays);
        for (int i = 0; i < 50; i++) {
            Outcome.failure(PaymentProvider.Unanswered.class, create(ill));
        }
        assertTrue(psp.heard(ill) < 50, "left alone");
        assertEquals(PaymentStatus.CREATED, Outcome.of(create(well)).status());
    }

    @Test
    void aLostConnectionIsTriedAgainWithinTheBudgetOnly() {
        var budget = new RetryBudget();
        int retries = 0;
        for (int call = 0; call < 1_000; call++) {
            budget.called();
            retries += budget.spend() ? 1 : 0;
        }
        assertTrue(retries >= 100 && retries <= 110, "a tenth of the calls, and a few: " + retries);
    }

    @Test
    void aConnectionThatIsClosedUnderACallIsTriedAgain() {
        var shop = psp.shop(new Consumer<>() {
            private boolean closedOne;

            @Override
            public void accept(HttpServerRequest request) {
                if (closedOne) {
                    FakePsp.pays(request);
                } else {
                    closedOne = true;
                    request.connection().close();
                }
            }
        });
        assertEquals(PaymentStatus.CREATED, Outcome.of(create(shop)).status());
        assertEquals(2, psp.heard(shop));
    }
}
