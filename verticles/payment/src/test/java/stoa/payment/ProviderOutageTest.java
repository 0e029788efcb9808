package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.embedded.psp.Behaviour;
import stoa.messages.payment.PaymentOutcome;
import stoa.tenancy.Ids;
import stoa.testkit.Outcome;

/** The provider is gone for a while, and comes back as it was. */
class ProviderOutageTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private PaymentGround ground;

    @BeforeEach
    void open() {
        ground = new PaymentGround(directory);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void aProviderThatIsDownMeansUnknownAndTheNextAttemptSucceedsOnce() {
        var order = Ids.next();
        ground.stopPsp();
        assertEquals(
                PaymentOutcome.UNKNOWN, ground.authorise(order, Behaviour.PAYS).outcome());
        ground.restartPsp();
        assertEquals(
                PaymentOutcome.AUTHORISED,
                ground.authorise(order, Behaviour.PAYS).outcome());
        assertEquals(1, ground.charges(order).size());
    }

    @Test
    void aProviderThatGoesDownBeforeTheCaptureIsAskedUntilItIsBack() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        ground.stopPsp();
        assertEquals(PaymentOutcome.UNKNOWN, ground.capture(order).outcome());
        ground.restartPsp();
        ground.await("told", () -> ground.told(order).contains("CAPTURED"));
        assertEquals("captured", ground.charges(order).getFirst().getString("status"));
    }

    @Test
    void aCancelWhileTheProviderIsDownIsCarriedOutWhenItIsBack() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        ground.stopPsp();
        assertEquals(PaymentOutcome.UNKNOWN, ground.release(order).outcome());
        ground.restartPsp();
        ground.await("told", () -> ground.told(order).contains("VOIDED"));
        assertEquals("voided", ground.charges(order).getFirst().getString("status"));
    }

    @Test
    void anAuthorisationThatIsLearnedAfterTheCancelIsLetGo() {
        ground.door.shut();
        var order = Ids.next();
        assertEquals(
                PaymentOutcome.UNKNOWN,
                ground.authorise(order, Behaviour.WEBHOOK_ONLY).outcome());
        var intent = ground.intent(order).getString("id");
        ground.stopPsp();
        assertEquals(PaymentOutcome.UNKNOWN, ground.release(order).outcome());
        ground.hear("payment.authorised", intent);
        assertEquals(PaymentStatus.AUTHORISED, ground.stored(order).status());
        ground.restartPsp();
        ground.await("told", () -> ground.told(order).contains("VOIDED"));
        assertEquals("voided", ground.intent(order).getString("status"));
    }

    @Test
    void aProviderThatIsDeadIsNotTriedForAWhileAndThenAgain() {
        ground.stopPsp();
        var last = "";
        for (int i = 0; i < 25; i++) {
            last = String.valueOf(
                    Outcome.failure(PaymentProvider.Unanswered.class, hold()).getMessage());
        }
        assertEquals("open circuit", last);
        ground.restartPsp();
        ground.await("it is tried again", () -> Outcome.of(hold().map(true).otherwise(false)));
    }

    private Future<PaymentProvider.Intent> hold() {
        var order = Ids.next();
        return ground.provider().hold(ground.shop.id(), ground.provider().intentId(order), ground.wanted(order));
    }

    @Test
    void aSlowProviderIsWaitedForOnlySoLong() {
        long began = System.nanoTime();
        assertEquals(
                PaymentOutcome.UNKNOWN,
                ground.authorise(Ids.next(), Behaviour.TIMEOUT).outcome());
        assertTrue(Duration.ofNanos(System.nanoTime() - began).compareTo(Duration.ofSeconds(15)) < 0);
    }
}
