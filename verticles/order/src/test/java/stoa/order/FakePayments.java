package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import stoa.messages.Caller;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAddresses;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;
import stoa.messages.payment.PaymentSettled;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Bus;
import stoa.platform.Outbox;
import stoa.platform.Platform;
import stoa.platform.Question;
import stoa.platform.Refusal;

/** A payment domain as its contract says, with the moods of a provider chosen by the token. */
final class FakePayments extends VerticleBase {
    static final String GOOD = "tok_good";
    static final String DECLINED = "tok_declined";
    /** Not known before {@link #settle}. */
    static final String UNKNOWN = "tok_unknown";
    /** Held at once, but the answer comes only with {@link #release}. */
    static final String SLOW = "tok_slow";
    /** The buyer has to approve it at the provider. */
    static final String ACTION = "tok_action";

    /** What whoever asks gets. */
    enum Reply {
        ANSWER,
        /** It is done, and nobody hears of it. */
        LOSE_ANSWER,
        REFUSE
    }

    private final Platform platform;
    private final Map<UUID, Money> payments = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> asked = new ConcurrentHashMap<>();
    private final List<Promise<Void>> heldBack = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile Function<Caller, Reply> manner = _ -> Reply.ANSWER;

    FakePayments(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Future<?> start() {
        Bus bus = platform.bus();
        return Future.all(
                bus.serve(
                        question(PaymentAddresses.AUTHORISE, AuthorisePayment.class),
                        10_000,
                        (caller, ask) -> here(caller, ask.orderId(), () -> authorise(ask))),
                bus.serve(
                        question(PaymentAddresses.SETTLE, SettlePayment.class),
                        10_000,
                        (caller, ask) -> here(caller, ask.orderId(), () -> settle(ask))));
    }

    private static <Q> Question<Q, PaymentAnswer> question(String address, Class<Q> ask) {
        return new Question<>(address, ask, PaymentAnswer.class);
    }

    private interface Work {
        Future<Money> run();
    }

    private Future<PaymentAnswer> here(Caller caller, UUID orderId, Work work) {
        return switch (away ? Reply.REFUSE : manner.apply(caller)) {
            case ANSWER -> work.run().map(money -> money.answer(orderId));
            case LOSE_ANSWER -> work.run().compose(_ -> Future.failedFuture(gone()));
            case REFUSE -> Future.failedFuture(gone());
        };
    }

    private static Refusal gone() {
        return Refusal.unavailable("Payments are away.", 1);
    }

    private Future<Money> authorise(AuthorisePayment ask) {
        var money = hold(ask);
        if (!ask.token().equals(SLOW)) {
            return Future.succeededFuture(money);
        }
        var promise = Promise.<Void>promise();
        heldBack.add(promise);
        return promise.future().map(money);
    }

    private Money hold(AuthorisePayment ask) {
        return payments.compute(ask.orderId(), (_, now) -> {
            if (now != null) {
                return now.of(ask.amount());
            }
            return switch (ask.token()) {
                case DECLINED -> new Money(PaymentOutcome.DECLINED, ask.amount(), 0, 0);
                case UNKNOWN -> new Money(PaymentOutcome.UNKNOWN, ask.amount(), 0, 0);
                case ACTION -> new Money(PaymentOutcome.ACTION_REQUIRED, ask.amount(), 0, 0);
                default -> new Money(PaymentOutcome.AUTHORISED, ask.amount(), 0, 0);
            };
        });
    }

    private Future<Money> settle(SettlePayment ask) {
        asked.merge(ask.orderId(), 1, Integer::sum);
        return Future.succeededFuture(payments.compute(
                ask.orderId(),
                (_, now) -> Objects.requireNonNullElse(now, new Money(PaymentOutcome.UNKNOWN, 0, 0, 0))
                        .towards(ask)));
    }

    /** From now on, by who asks. */
    void answer(Function<Caller, Reply> manner) {
        this.manner = manner;
    }

    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    void release() {
        heldBack.forEach(promise -> promise.tryComplete());
        heldBack.clear();
    }

    /** What has become of a payment, whole, before anybody of the order domain looked. */
    void became(UUID orderId, PaymentOutcome outcome, long amount) {
        payments.put(
                orderId,
                switch (outcome) {
                    case CAPTURED -> new Money(outcome, amount, amount, 0);
                    case REFUNDED -> new Money(outcome, amount, amount, amount);
                    default -> new Money(outcome, amount, 0, 0);
                });
    }

    /** Somebody at the provider's side has given back a part of what was taken; the webhook tells. */
    Future<Void> giveBack(Caller system, UUID orderId, long more) {
        givenBack(orderId, more);
        return tell(system, orderId);
    }

    /** As {@link #giveBack}, and nobody is told. */
    void givenBack(UUID orderId, long more) {
        Objects.requireNonNull(payments.computeIfPresent(orderId, (_, now) -> now.givingBack(more)));
    }

    PaymentOutcome of(UUID orderId) {
        return money(orderId).outcome();
    }

    Money money(UUID orderId) {
        return payments.getOrDefault(orderId, new Money(PaymentOutcome.UNKNOWN, 0, 0, 0));
    }

    /** How often the order has said what its money shall become. */
    int asked(UUID orderId) {
        return asked.getOrDefault(orderId, 0);
    }

    /** The webhook: the provider says what became of it, and the payment domain tells so. */
    Future<Void> settle(Caller system, UUID orderId, PaymentOutcome outcome) {
        became(orderId, outcome, money(orderId).authorised());
        return tell(system, orderId);
    }

    /** The webhook, of where the money stands. */
    Future<Void> tell(Caller system, UUID orderId) {
        var money = money(orderId);
        var settled = new PaymentSettled(
                orderId,
                money.outcome(),
                money.authorised(),
                money.authorised(),
                money.captured(),
                money.refunded(),
                "EUR",
                2,
                null);
        return platform.tenancy()
                .write(
                        system,
                        sql -> platform.outbox()
                                .add(
                                        sql,
                                        system,
                                        new Outbox.Event(PaymentAddresses.SETTLED, UUID.randomUUID(), 2, settled)))
                .onSuccess(_ -> platform.outbox().wake());
    }

    /** The books of the provider about one order. */
    record Money(PaymentOutcome outcome, long authorised, long captured, long refunded) {
        private PaymentAnswer answer(UUID orderId) {
            return new PaymentAnswer(
                    orderId,
                    outcome,
                    authorised,
                    captured,
                    refunded,
                    null,
                    outcome == PaymentOutcome.ACTION_REQUIRED ? "https://psp.example/approve" : null);
        }

        private Money of(long amount) {
            return new Money(outcome, amount, captured, refunded);
        }

        /** Takes, gives back and lets go what the order wants. */
        private Money towards(SettlePayment wanted) {
            if (outcome == PaymentOutcome.DECLINED || outcome == PaymentOutcome.VOIDED) {
                return this;
            }
            if (outcome != PaymentOutcome.AUTHORISED
                    && outcome != PaymentOutcome.CAPTURED
                    && outcome != PaymentOutcome.REFUNDED) {
                return wanted.releaseRest() && wanted.captureTotal() == 0
                        ? new Money(PaymentOutcome.VOIDED, authorised, 0, 0)
                        : this;
            }
            long taken = Math.max(captured, Math.min(wanted.captureTotal(), authorised));
            long beyond = wanted.releaseRest() ? taken - wanted.captureTotal() : 0;
            long back = Math.max(refunded, wanted.refundTotal() + Math.max(0, beyond));
            return new Money(
                    outcome(taken, back, wanted.releaseRest() || taken == authorised), authorised, taken, back);
        }

        private Money givingBack(long more) {
            return new Money(
                    outcome(captured, refunded + more, captured == authorised), authorised, captured, refunded + more);
        }

        private static PaymentOutcome outcome(long taken, long back, boolean released) {
            if (taken == 0) {
                return released ? PaymentOutcome.VOIDED : PaymentOutcome.AUTHORISED;
            }
            return back == taken && released ? PaymentOutcome.REFUNDED : PaymentOutcome.CAPTURED;
        }
    }
}
