package stoa.payment;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import stoa.messages.Caller;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Coalescer;
import stoa.platform.Failpoints;
import stoa.platform.Outbox;
import stoa.platform.Platform;
import stoa.tenancy.Tenancy;

/**
 * Moves payments: those of all shops of this node, as many as have gathered, by one call in one transaction. What it does is idempotent,
 * because totals and versions only grow, so that a batch may be written again.
 */
final class PaymentWrites {
    /**
     * A payment after something was written, or nothing was.
     *
     * @param fresh whether its open operation was opened just now, so that nobody has told it yet
     */
    record Standing(PaymentState payment, boolean fresh) {
        /** As it was found: whether anybody has told its open operation is not known. */
        static Standing found(PaymentState payment) {
            return new Standing(payment, false);
        }
    }

    private record Key(UUID tenant, Object what) {}

    private final Tenancy tenancy;
    private final Outbox outbox;
    private final String provider;
    private final Coalescer<PaymentWrite, PaymentBatch.Written> coalescer;

    private PaymentWrites(Platform platform, String provider) {
        tenancy = platform.tenancy();
        outbox = platform.outbox();
        this.provider = provider;
        var limits = platform.config().payments();
        coalescer = new Coalescer<>(
                platform.vertx(),
                new Coalescer.Options<>(
                        "payment",
                        limits.maxBatch(),
                        limits.maxWaiting(),
                        1, // batch size decides the cost
                        write -> write.caller().tenant(),
                        PaymentWrites::key,
                        PaymentWrites::repeats),
                platform.meters(),
                this::write);
    }

    /** The one of this node: the more moves share a batch, the less each costs. */
    static PaymentWrites ofNode(Platform platform, String provider) {
        return platform.ofNode(PaymentWrites.class, made -> new PaymentWrites(made, provider));
    }

    private static Key key(PaymentWrite write) {
        return new Key(
                write.caller().tenant(),
                write instanceof PaymentWrite.Hear hear
                        ? hear.eventId()
                        : Objects.requireNonNull(PaymentBatch.order(write), "only events come without an order"));
    }

    /** Only an event may be answered by another's outcome: of two who may tell the provider something, one does. */
    private static boolean repeats(PaymentWrite one, PaymentWrite other) {
        return one instanceof PaymentWrite.Hear first
                && other instanceof PaymentWrite.Hear second
                && first.repeats(second);
    }

    /** Stores the order's payment with its intent, before the provider hears of it. Where it already has one, that stays. */
    Future<Standing> begin(Caller caller, AuthorisePayment ask, String intentId) {
        return submit(new PaymentWrite.Begin(caller, ask, intentId)).map(PaymentWrites::standing);
    }

    /** Writes what the order wants, unless it has wanted something newer; empty where it has no payment. */
    Future<Optional<Standing>> want(Caller caller, SettlePayment ask) {
        return submit(new PaymentWrite.Want(caller, ask))
                .map(written -> written.payment() == null ? Optional.empty() : Optional.of(standing(written)));
    }

    /** Writes where the provider says the payment stands, and what follows from it; the caller learns it. */
    Future<Standing> move(Caller caller, PaymentState payment, PaymentProvider.Intent stands) {
        return submit(new PaymentWrite.Move(caller, payment.orderId(), stands, false))
                .map(PaymentWrites::standing);
    }

    /** As {@link #move}, and tells others, because nobody waits for it. */
    Future<Standing> moveAndTell(Caller caller, PaymentState payment, PaymentProvider.Intent stands) {
        return submit(new PaymentWrite.Move(caller, payment.orderId(), stands, true))
                .map(PaymentWrites::standing);
    }

    /** Applies an event of the provider, and notes that it has come; ends after the commit. */
    Future<Void> hear(PaymentWrite.Hear event) {
        return submit(event).mapEmpty();
    }

    private static Standing standing(PaymentBatch.Written written) {
        return new Standing(
                Objects.requireNonNull(written.payment(), "what was begun or moved is there"), written.fresh());
    }

    private Future<PaymentBatch.Written> submit(PaymentWrite write) {
        return coalescer.submit(write);
    }

    private Future<List<PaymentBatch.Written>> write(List<PaymentWrite> batch) {
        var tenants = batch.stream().map(write -> write.caller().tenant()).collect(Collectors.toSet());
        Failpoints.at("payment-before-commit");
        return tenancy.batch(tenants, PaymentBatch.CALL, PaymentBatch.arguments(provider, batch), rows -> {
                    Failpoints.at("payment-after-commit");
                    return PaymentBatch.written(batch, rows);
                })
                .onSuccess(this::wakeIfTold);
    }

    private void wakeIfTold(List<PaymentBatch.Written> written) {
        if (written.stream().anyMatch(PaymentBatch.Written::told)) {
            outbox.wake();
        }
    }
}
