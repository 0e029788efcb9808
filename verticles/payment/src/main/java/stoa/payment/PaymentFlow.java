package stoa.payment;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.payment.AskPayment;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Jobs;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;
import tools.jackson.databind.JsonNode;

/**
 * Brings the money of an order to where the order wants it: what is open is told to the provider, what it answers is written down, which
 * opens what is next, until nothing is open. The intent is stored before it is confirmed and each operation before it is told, so
 * whatever is not answered is settled by asking for that intent; answer, webhook and poll may all come, and the first one counts.
 */
final class PaymentFlow {
    /** The kind of the job that asks what became of an unanswered operation. */
    static final String SETTLE = "payment.settle";

    private static final Logger LOG = LoggerFactory.getLogger(PaymentFlow.class);

    /** Confirm, capture, void, refund, each with a look before it; more would mean that somebody undoes what we do. */
    private static final int MOST_STEPS = 8;

    private static final Duration FIRST_POLL = Duration.ofSeconds(2);

    private static final int EVENTS_PER_TIDYING = 500;

    /** What a job of the kind {@link #SETTLE} carries. */
    record Unsettled(UUID orderId) {}

    /** How news are written down. */
    @FunctionalInterface
    private interface Written {
        Future<PaymentWrites.Standing> by(Caller caller, PaymentState payment, PaymentProvider.Intent stands);
    }

    /**
     * One who brings a payment on.
     *
     * @param wanted what is told to the provider where it shall hold money; null where nobody has the token at hand
     * @param again whether somebody may have told it before
     */
    private record Drive(Caller caller, PaymentProvider.@Nullable NewIntent wanted, Written written, boolean again) {
        Future<PaymentWrites.Standing> write(PaymentState payment, PaymentProvider.Intent stands) {
            return written.by(caller, payment, stands);
        }

        Drive later() {
            return again ? this : new Drive(caller, wanted, written, true);
        }
    }

    private final Payments payments;
    private final PaymentWrites writes;
    private final PaymentProvider provider;
    private final ReturnUrls returns;
    private final Tenancy tenancy;
    private final Jobs jobs;
    private long eventsHeard;

    PaymentFlow(
            Payments payments,
            PaymentWrites writes,
            PaymentProvider provider,
            ReturnUrls returns,
            Tenancy tenancy,
            Jobs jobs) {
        this.payments = payments;
        this.writes = writes;
        this.provider = provider;
        this.returns = returns;
        this.tenancy = tenancy;
        this.jobs = jobs;
    }

    Future<PaymentAnswer> authorise(Caller caller, AuthorisePayment ask) {
        return returns.of(caller, ask.orderId())
                .compose(url -> writes.begin(caller, ask, provider.intentId(ask.orderId()))
                        .compose(standing -> settle(caller, standing, wanted(standing.payment(), ask.token(), url))));
    }

    /** Of the amount that was stored: asked again about an order that has changed meanwhile, it is the same payment. */
    private static PaymentProvider.NewIntent wanted(PaymentState payment, String token, String returnUrl) {
        return new PaymentProvider.NewIntent(payment.orderId(), payment.amount(), payment.currency(), token, returnUrl);
    }

    /** What the order wants is written down first: from then on nothing older begins, and what is under way is made good. */
    Future<PaymentAnswer> settle(Caller caller, SettlePayment ask) {
        return writes.want(caller, ask)
                .map(there -> there.orElseThrow(() -> Refusal.notFound("payment")))
                .compose(standing -> settle(caller, standing, null));
    }

    /** Where it stands; the provider is asked about what is open. */
    Future<PaymentAnswer> ask(Caller caller, AskPayment ask) {
        return payments.ofOrder(caller, ask.orderId())
                .compose(there -> there.isEmpty()
                        ? Future.succeededFuture(PaymentAnswer.unknown(ask.orderId()))
                        : settle(caller, PaymentWrites.Standing.found(there.get()), null));
    }

    private Future<PaymentAnswer> settle(
            Caller caller, PaymentWrites.Standing standing, PaymentProvider.@Nullable NewIntent wanted) {
        return advance(new Drive(caller, wanted, writes::move, false), standing, MOST_STEPS)
                .transform(known -> {
                    if (known.succeeded() && decided(known.result())) {
                        return Future.succeededFuture(known.result());
                    }
                    if (known.succeeded() || known.cause() instanceof PaymentProvider.Unanswered) {
                        return wonder(caller, known.succeeded() ? known.result() : standing.payment(), known.cause());
                    }
                    return Future.failedFuture(known.cause());
                })
                .map(PaymentState::answer);
    }

    /** Whether there is nothing left that the provider could be asked about by now. */
    private static boolean decided(PaymentState payment) {
        return payment.open() == null || payment.waitsForBuyer();
    }

    /** Tells what nobody has told yet; of what may have been told before, asks first. */
    private Future<PaymentState> advance(Drive drive, PaymentWrites.Standing standing, int stepsLeft) {
        var payment = standing.payment();
        var open = payment.open();
        if (open == null || stepsLeft == 0) {
            return Future.succeededFuture(payment);
        }
        if (standing.fresh()) {
            return tell(drive, payment, open)
                    .compose(stands -> drive.write(payment, stands))
                    .compose(next -> open.equals(next.payment().open())
                            ? Future.succeededFuture(next.payment()) // the provider, or the buyer, is still at it
                            : advance(drive, next, stepsLeft - 1));
        }
        return provider.ask(drive.caller.tenant(), payment.intent())
                .compose(stands -> drive.write(payment, stands)
                        .compose(next -> open.equals(next.payment().open()) && underWay(open, stands)
                                ? Future.succeededFuture(next.payment())
                                : advance(drive.later(), untold(next), stepsLeft - 1)));
    }

    /** The provider has it and has not decided: to tell it again would bring nothing. */
    private static boolean underWay(Operation open, PaymentProvider.Intent stands) {
        return open.kind() == Operation.Kind.AUTHORISE && stands.status() != PaymentStatus.CREATED;
    }

    /** As told by nobody: the provider has just shown that it has not happened, and its key sees to it that it happens once. */
    private static PaymentWrites.Standing untold(PaymentWrites.Standing standing) {
        return new PaymentWrites.Standing(standing.payment(), true);
    }

    private Future<PaymentProvider.Intent> tell(Drive drive, PaymentState payment, Operation open) {
        var tenant = drive.caller.tenant();
        var told = open.kind() == Operation.Kind.AUTHORISE && drive.wanted != null
                ? provider.hold(tenant, payment.intent(), drive.wanted)
                : provider.tell(tenant, payment.intent(), open);
        return told.recover(e -> switch (e) {
            case PaymentProvider.WrongState _ -> provider.ask(tenant, payment.intent());
            case PaymentProvider.Declined declined -> declined(drive, payment, declined);
            default -> Future.failedFuture(e);
        });
    }

    /** Money was asked for before, and nobody knows what came of it: what is still on its way shall hold nothing. */
    private Future<PaymentProvider.Intent> declined(
            Drive drive, PaymentState payment, PaymentProvider.Declined declined) {
        var intent = payment.intent();
        var over = drive.again
                ? provider.tell(
                                drive.caller.tenant(),
                                intent,
                                new Operation(Operation.Kind.VOID, 0, 0, intent + "-void-0"))
                        .map(PaymentProvider.Intent::totals)
                : Future.succeededFuture(Totals.NONE);
        return over.map(totals ->
                new PaymentProvider.Intent(intent, PaymentStatus.DECLINED, totals, declined.getMessage(), null));
    }

    /** An outcome that is not known yet is noted together with the job that will ask for it. */
    private Future<PaymentState> wonder(Caller caller, PaymentState payment, @Nullable Throwable why) {
        LOG.atInfo()
                .addKeyValue("correlationId", caller.correlationId())
                .addKeyValue("tenant", caller.tenant())
                .addKeyValue("order", payment.orderId())
                .addKeyValue("operation", String.valueOf(payment.open()))
                .addKeyValue("reason", why == null ? "still at it" : why.getMessage())
                .log("The payment provider has not said what became of an order's money");
        return tenancy.write(
                caller,
                sql -> payments.wonder(sql, payment)
                        .compose(_ -> jobs.add(
                                        sql,
                                        caller,
                                        SETTLE,
                                        jobId(payment),
                                        new Unsettled(payment.orderId()),
                                        FIRST_POLL)
                                .map(payment)));
    }

    /** One job for each operation of each order, however often nobody answers. */
    private static UUID jobId(PaymentState payment) {
        var open = payment.open();
        var key = open == null ? payment.id().toString() : open.key();
        return UUID.nameUUIDFromBytes((SETTLE + payment.orderId() + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Asks what became of an operation, as a job that is tried again until somebody knows. */
    Future<Void> poll(Caller system, UUID id, JsonNode data) {
        var orderId = UUID.fromString(data.path("orderId").asString());
        return payments.ofOrder(system, orderId)
                .compose(there -> there.isEmpty()
                        ? Future.<Void>succeededFuture()
                        : poll(system, PaymentWrites.Standing.found(there.get())));
    }

    private Future<Void> poll(Caller system, PaymentWrites.Standing standing) {
        return advance(new Drive(system, null, writes::moveAndTell, true), standing, MOST_STEPS)
                .compose(now -> decided(now)
                        ? Future.succeededFuture()
                        : Future.failedFuture(new PaymentProvider.Unanswered("The provider is still at it.")));
    }

    /** Applies an event of the provider once, however often and in whatever order it comes; ends after the commit. */
    Future<Void> heard(PaymentWrite.Hear event) {
        tidyNowAndThen(event.caller());
        return writes.hear(event);
    }

    /** Shops that hear much tidy often; the others have little to tidy. */
    private void tidyNowAndThen(Caller system) {
        if (++eventsHeard % EVENTS_PER_TIDYING == 0) {
            payments.forgetOldEvents(system);
        }
    }
}
