package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.embedded.psp.Behaviour;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.SettlePayment;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

/** The buyer has to confirm, and browser, webhook, poll and sweeper may all be the first to know. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepUpTest {
    private final PaymentGround ground = new PaymentGround(null);

    @AfterAll
    void close() {
        ground.close();
    }

    private UUID waiting() {
        var order = Ids.next();
        var answer = ground.authorise(order, Behaviour.STEP_UP);
        assertEquals(PaymentOutcome.ACTION_REQUIRED, answer.outcome());
        assertEquals(0, answer.authorised());
        assertNotNull(answer.actionUrl());
        return order;
    }

    private String actionUrl(UUID order) {
        return String.valueOf(ground.look(order).actionUrl());
    }

    @Test
    void anApprovedPaymentIsHeldAndTheBrowserLearnsIt() {
        ground.door.shut();
        var order = waiting();
        ground.decide(actionUrl(order), true);
        var answer = ground.look(order);
        assertEquals(PaymentOutcome.AUTHORISED, answer.outcome());
        assertEquals(PaymentGround.AMOUNT, answer.authorised());
        assertNull(answer.actionUrl());
        assertEquals(PaymentOutcome.CAPTURED, ground.capture(order).outcome());
    }

    @Test
    void whoAsksAgainGetsTheSamePage() {
        var order = waiting();
        var url = actionUrl(order);
        assertEquals(url, ground.authorise(order, Behaviour.STEP_UP).actionUrl());
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void aDeclinedConfirmationEndsThePayment() {
        var order = waiting();
        ground.decide(actionUrl(order), false);
        assertEquals(PaymentOutcome.DECLINED, ground.look(order).outcome());
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void aBuyerWhoComesAfterTheOrderHasEndedHoldsNothing() {
        var order = waiting();
        var url = actionUrl(order);
        assertEquals(PaymentOutcome.VOIDED, ground.release(order).outcome());
        ground.decide(url, true);
        assertEquals(PaymentOutcome.VOIDED, ground.look(order).outcome());
        assertTrue(ground.charges(order).isEmpty());
    }

    @Test
    void theWebhookOfTheDecisionIsToldOnce() {
        ground.door.open();
        var order = waiting();
        ground.decide(actionUrl(order), true);
        ground.await("told", () -> ground.told(order).contains("AUTHORISED"));
        assertEquals(PaymentOutcome.AUTHORISED, ground.look(order).outcome());
        assertEquals(1, ground.charges(order).size());
    }

    /** Twenty rounds, each with another of the four ahead: what counts is that nothing happens twice. */
    @Test
    void browserWebhookPollAndSweeperAtOnceAreOneChargeAndOneTransition() {
        for (int round = 0; round < 20; round++) {
            var order = waiting();
            var intent = ground.intent(order).getString("id");
            int before = ground.stored(order).version(); // the provider's own webhook may come right after the decision
            ground.decide(actionUrl(order), true);
            var racers = new ArrayList<>(Stream.<Supplier<Future<?>>>of(
                            () -> ground.looking(order),
                            () -> ground.heard("payment.authorised", intent),
                            () -> ground.polling(order),
                            () -> ground.authorising(order, Behaviour.STEP_UP))
                    .toList());
            Collections.shuffle(racers, ThreadLocalRandom.current());
            List<Future<?>> running =
                    List.copyOf(racers.stream().<Future<?>>map(Supplier::get).toList());
            running.forEach(racer -> Outcome.of(racer.map(true)));
            assertEquals(before + 1, ground.stored(order).version(), "one transition");
            assertEquals(1, ground.charges(order).size());
            assertEquals(1, ground.operations(order, "AUTHORISE"));
            var held = ground.told(order).stream().filter("AUTHORISED"::equals).count();
            assertTrue(held <= 1, () -> "told " + ground.told(order));
        }
        ground.assertLedgerEqualsBooks();
    }

    @Test
    void captureAskedByManyAtOnceIsOneCapture() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        var targets = new SettlePayment(order, 2, PaymentGround.AMOUNT, 0, false);
        var asking = Stream.generate(() -> ground.settling(targets)).limit(8).toList();
        asking.forEach(answer ->
                assertEquals(PaymentOutcome.CAPTURED, Outcome.of(answer).outcome()));
        assertEquals(1, ground.operations(order, "CAPTURE"));
        ground.assertLedgerEqualsBooks();
    }
}
