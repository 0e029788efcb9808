package stoa.order;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;

/** Drives on, from the database alone, whatever order stands still past its deadline, in all shops. */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** Most orders driven at once: a shop whose payments hang must not use up the node. */
    private static final int AT_ONCE = 64;

    /** How long after a hint the look is taken: the transaction that gave it has then ended, mostly. */
    private static final long HINT_MS = 20;

    private final Vertx vertx;
    private final Sagas sagas;
    private final Settlement settlement;
    private final Expiry expiry;
    private final MeterRegistry meters;
    private int driven;
    private boolean looking;
    private final LongTaskTimer working;
    private long timer;

    Sweeper(Vertx vertx, Sagas sagas, Settlement settlement, Expiry expiry, MeterRegistry meters) {
        this.vertx = vertx;
        this.sagas = sagas;
        this.settlement = settlement;
        this.expiry = expiry;
        this.meters = meters;
        working = LongTaskTimer.builder("stoa.order.sagas.driven")
                .description("Orders that the sweeper has in hand")
                .register(meters);
    }

    void start(Duration pace) {
        timer = vertx.setPeriodic(pace.toMillis(), _ -> look());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Something has just become due. */
    void hint() {
        vertx.setTimer(HINT_MS, _ -> look());
    }

    private void look() {
        int room = AT_ONCE - driven;
        if (looking || room == 0) {
            return;
        }
        looking = true;
        expiry.look().compose(_ -> sagas.due(room)).onComplete(found -> {
            looking = false;
            if (found.failed()) {
                LOG.atInfo().setCause(found.cause()).log("No look at standing orders this time");
            } else {
                found.result().forEach(this::drive);
            }
        });
    }

    private void drive(Sagas.Due due) {
        driven++;
        var going = working.start();
        var system = Caller.system(due.tenant(), "sweep-" + UUID.randomUUID());
        sagas.claim(system, due.orderId())
                .compose(claimed -> claimed.isEmpty() ? Future.succeededFuture() : attempt(system, claimed.get()))
                .onComplete(_ -> {
                    driven--;
                    going.stop();
                });
    }

    private Future<Void> attempt(Caller system, Sagas.Claimed claimed) {
        return settlement
                .resume(system, claimed)
                .transform(done -> done.succeeded() && done.result().settled()
                        ? Future.succeededFuture()
                        : standsStill(system, claimed, reason(done)));
    }

    /** Not settled is not failed, but somebody should know when it lasts. */
    private static String reason(AsyncResult<Standing> done) {
        return done.failed()
                ? String.valueOf(done.cause().getMessage())
                : "The payment stands " + done.result().live().payment() + ", and nothing moves it";
    }

    private Future<Void> standsStill(Caller system, Sagas.Claimed claimed, String reason) {
        return sagas.failed(system, claimed, reason)
                .onSuccess(noted -> noted.ifPresent(parked -> say(system, claimed, reason, parked)))
                .mapEmpty();
    }

    private void say(Caller system, Sagas.Claimed claimed, String reason, boolean parked) {
        if (parked) {
            meters.counter("stoa.order.sagas.parked").increment();
        }
        (parked ? LOG.atError() : LOG.atInfo())
                .addKeyValue("correlationId", system.correlationId())
                .addKeyValue("tenant", system.tenant())
                .addKeyValue("order", claimed.order().orderId())
                .addKeyValue("attempts", claimed.attempts())
                .addKeyValue("reason", reason)
                .log(
                        parked
                                ? "An order was parked: it stood still too often"
                                : "An order stands still, and is tried again later");
    }
}
