package stoa.payment;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.payment.AskPayment;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAddresses;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Jobs;
import stoa.platform.Outbox;
import stoa.platform.Refusal;
import stoa.tenancy.Sql;
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
        Future<Payments.Standing> by(Caller caller, PaymentState payment, PaymentProvider.Intent stands);
    }

    private final Payments payments;
    private final PaymentProvider provider;
    private final ReturnUrls returns;
    private final Tenancy tenancy;
    private final Outbox outbox;
    private final Jobs jobs;
    private long eventsHeard;

    PaymentFlow(
            Payments payments,
            PaymentProvider provider,
            ReturnUrls returns,
            Tenancy tenancy,
            Outbox outbox,
            Jobs jobs) {
        this.payments = payments;
        this.provider = provider;
        this.returns = returns;
        this.tenancy = tenancy;
        this.outbox = outbox;
        this.jobs = jobs;
    }

    Future<PaymentAnswer> authorise(Caller caller, AuthorisePayment ask) {
        return returns.of(caller, ask.orderId())
                .compose(url -> provider.create(
                        caller.tenant(),
                        new PaymentProvider.NewIntent(ask.orderId(), ask.amount(), ask.currency(), ask.token(), url)))
                .transform(made -> made.succeeded()
                        ? payments.begin(caller, ask, made.result()).compose(standing -> settle(caller, standing))
                        : withoutIntent(caller, ask, made.cause()));
    }

    /** No money was asked for; an earlier attempt may have come further. */
    private Future<PaymentAnswer> withoutIntent(Caller caller, AuthorisePayment ask, Throwable why) {
        return why instanceof PaymentProvider.Declined
                // Where an earlier attempt has stored an intent, that one goes on.
                ? payments.decline(caller, ask, Objects.requireNonNullElse(why.getMessage(), "Declined"))
                        .compose(standing -> settle(caller, standing))
                : payments.ofOrder(caller, ask.orderId())
                        .map(there ->
                                there.map(PaymentState::answer).orElseGet(() -> PaymentAnswer.unknown(ask.orderId())));
    }

    /** What the order wants is written down first: from then on nothing older begins, and what is under way is made good. */
    Future<PaymentAnswer> settle(Caller caller, SettlePayment ask) {
        return payments.want(caller, ask)
                .map(there -> there.orElseThrow(() -> Refusal.notFound("payment")))
                .compose(standing -> settle(caller, standing));
    }

    /** Where it stands; the provider is asked about what is open. */
    Future<PaymentAnswer> ask(Caller caller, AskPayment ask) {
        return payments.ofOrder(caller, ask.orderId())
                .compose(there -> there.isEmpty()
                        ? Future.succeededFuture(PaymentAnswer.unknown(ask.orderId()))
                        : settle(caller, Payments.Standing.found(there.get())));
    }

    private Future<PaymentAnswer> settle(Caller caller, Payments.Standing standing) {
        return advance(caller, standing, payments::move, MOST_STEPS)
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
    private Future<PaymentState> advance(Caller caller, Payments.Standing standing, Written written, int stepsLeft) {
        var payment = standing.payment();
        var open = payment.open();
        if (open == null || stepsLeft == 0) {
            return Future.succeededFuture(payment);
        }
        if (standing.fresh()) {
            return tell(caller, payment, open)
                    .compose(stands -> written.by(caller, payment, stands))
                    .compose(next -> open.equals(next.payment().open())
                            ? Future.succeededFuture(next.payment()) // the provider, or the buyer, is still at it
                            : advance(caller, next, written, stepsLeft - 1));
        }
        return provider.ask(caller.tenant(), payment.intent())
                .compose(stands -> written.by(caller, payment, stands)
                        .compose(next -> open.equals(next.payment().open()) && underWay(open, stands)
                                ? Future.succeededFuture(next.payment())
                                : advance(caller, untold(next), written, stepsLeft - 1)));
    }

    /** The provider has it and has not decided: to tell it again would bring nothing. */
    private static boolean underWay(Operation open, PaymentProvider.Intent stands) {
        return open.kind() == Operation.Kind.AUTHORISE && stands.status() != PaymentStatus.CREATED;
    }

    /** As told by nobody: the provider has just shown that it has not happened, and its key sees to it that it happens once. */
    private static Payments.Standing untold(Payments.Standing standing) {
        return new Payments.Standing(standing.payment(), standing.moved(), true);
    }

    private Future<PaymentProvider.Intent> tell(Caller caller, PaymentState payment, Operation open) {
        return provider.tell(caller.tenant(), payment.intent(), open)
                .recover(e -> e instanceof PaymentProvider.WrongState
                        ? provider.ask(caller.tenant(), payment.intent())
                        : Future.failedFuture(e));
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
                        : poll(system, Payments.Standing.found(there.get())));
    }

    private Future<Void> poll(Caller system, Payments.Standing standing) {
        return advance(system, standing, this::moveAndTell, MOST_STEPS)
                .compose(now -> decided(now)
                        ? Future.succeededFuture()
                        : Future.failedFuture(new PaymentProvider.Unanswered("The provider is still at it.")));
    }

    private Future<Payments.Standing> moveAndTell(Caller caller, PaymentState payment, PaymentProvider.Intent stands) {
        return tenancy.write(
                        caller,
                        sql -> payments.move(sql, payment, stands)
                                .compose(standing -> tell(sql, caller, standing).map(standing)))
                .onSuccess(this::wakeIfMoved);
    }

    private void wakeIfMoved(Payments.Standing standing) {
        if (standing.moved()) {
            outbox.wake();
        }
    }

    private Future<Void> tell(Sql sql, Caller caller, Payments.Standing standing) {
        var payment = standing.payment();
        if (!standing.moved() || payment.status().outcome() == PaymentOutcome.UNKNOWN) {
            return Future.succeededFuture();
        }
        return outbox.add(
                sql,
                caller,
                new Outbox.Event(PaymentAddresses.SETTLED, payment.id(), payment.version(), payment.event()));
    }

    /**
     * Applies an event of the provider once, however often and in whatever order it comes; ends after the commit.
     *
     * @param stands null where the event moves nothing
     */
    Future<Void> heard(Caller system, String eventId, String type, PaymentProvider.@Nullable Intent stands) {
        tidyNowAndThen(system);
        return stands == null
                ? payments.note(system, eventId, type)
                : tenancy.write(
                                system,
                                sql -> payments.hear(sql, eventId, type, stands)
                                        .compose(there -> there.isEmpty()
                                                ? Future.succeededFuture(there)
                                                : tell(sql, system, there.get()).map(there)))
                        .onSuccess(there -> there.ifPresent(this::wakeIfMoved))
                        .mapEmpty();
    }

    /** Shops that hear much tidy often; the others have little to tidy. */
    private void tidyNowAndThen(Caller system) {
        if (++eventsHeard % EVENTS_PER_TIDYING == 0) {
            payments.forgetOldEvents(system);
        }
    }
}
