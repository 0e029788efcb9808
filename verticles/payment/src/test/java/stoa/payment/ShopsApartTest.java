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

    private Future<PaymentProvider.Intent> hold(UUID shop) {
        var order = Ids.next();
        return provider.hold(
                shop,
                provider.intentId(order),
                new PaymentProvider.NewIntent(order, 100, "EUR", "tok_pays", "http://shop.example/orders/" + order));
    }

    @Test
    void aShopIsServedWhileAnotherShopsProviderHangsWithAllItTakes() {
        var dead = psp.shop(FakePsp.NEVER_ANSWERS);
        var alive = psp.shop(FakePsp::pays);
        var hanging = Stream.generate(() -> hold(dead)).limit(MANY).toList();
        for (int i = 0; i < 100; i++) {
            assertEquals(PaymentStatus.AUTHORISED, Outcome.of(hold(alive)).status());
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
            Outcome.failure(PaymentProvider.Declined.class, hold(refused));
        }
        assertEquals(50, psp.heard(refused), "every one of them was asked, once");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void aProviderThatIsIllIsUnknownAndAfterAWhileLeftAloneByThatShopOnly(int status) {
        var ill = psp.shop(FakePsp.answers(status));
        var well = psp.shop(FakePsp::pays);
        for (int i = 0; i < 50; i++) {
            Outcome.failure(PaymentProvider.Unanswered.class, hold(ill));
        }
        assertTrue(psp.heard(ill) < 50, "left alone");
        assertEquals(PaymentStatus.AUTHORISED, Outcome.of(hold(well)).status());
    }

    @Test
    void operatorsSeeWhichShopsProviderIsLeftAloneAndTheLabelsAreBounded() {
        var ill = psp.shop(FakePsp.answers(503));
        for (int i = 0; i < 50; i++) {
            Outcome.failure(PaymentProvider.Unanswered.class, hold(ill));
        }
        assertEquals(1, open(ill.toString()));
        var meters = new PspMeters(psp.meters());
        for (int i = 0; i < PspMeters.MOST_SHOPS + 5; i++) {
            meters.retried(UUID.randomUUID(), true);
        }
        var retries = psp.meters().get("stoa.psp.retries").counters();
        assertEquals(PspMeters.MOST_SHOPS + 1, retries.size());
        assertEquals(
                5,
                psp.meters()
                        .get("stoa.psp.retries")
                        .tag("tenant", PspMeters.OTHERS)
                        .counter()
                        .count());
    }

    private int open(String tenant) {
        return psp.meters()
                .get("stoa.psp.breaker.open")
                .tag("tenant", tenant)
                .longTaskTimer()
                .activeTasks();
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
        assertEquals(PaymentStatus.AUTHORISED, Outcome.of(hold(shop)).status());
        assertEquals(2, psp.heard(shop));
        assertEquals(
                1,
                psp.meters()
                        .get("stoa.psp.retries")
                        .tags("tenant", shop.toString(), "outcome", "again")
                        .counter()
                        .count());
    }
}
