package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves intents from state to state: every order to do so is idempotent, and of two that contradict each other the first one counts.
 * An empty answer means that the asker shall never hear one.
 */
final class Till {
    /**
     * To take or to give back.
     *
     * @param amount minor units, or null for all there is
     * @param key under which it happens once, or null
     */
    record Order(@Nullable Long amount, @Nullable String key) {
        private String text(String verb) {
            return verb + " " + (amount == null ? "all" : amount);
        }

        private Moved noted(String verb, Moved moved) {
            return key == null ? moved : moved.under(key, text(verb));
        }
    }

    private final Vertx vertx;
    private final Books books;
    private final Webhooks webhooks;
    private final SandboxPsp.Pace pace;

    Till(Vertx vertx, Books books, Webhooks webhooks, SandboxPsp.Pace pace) {
        this.vertx = vertx;
        this.books = books;
        this.webhooks = webhooks;
        this.pace = pace;
    }

    /** Goes on with what was under way when the process ended. */
    void resume() {
        books.all().stream().filter(i -> i.status() == IntentStatus.PROCESSING).forEach(this::authoriseLater);
    }

    Future<Optional<Intent>> confirm(Intent intent) {
        return switch (intent.status()) {
            case REQUIRES_CONFIRMATION -> confirmFirst(intent);
            case REQUIRES_ACTION, PROCESSING, AUTHORISED, CAPTURED, DECLINED -> answer(intent);
            case VOIDED, REFUNDED -> wrongState("confirmed", intent);
        };
    }

    private Future<Optional<Intent>> confirmFirst(Intent intent) {
        return switch (intent.terms().behaviour()) {
            case PAYS, DUPLICATE_WEBHOOKS, OUT_OF_ORDER_WEBHOOKS, CAPTURE_TIMEOUT ->
                authorise(intent).map(Optional::of);
            case DECLINED -> decline(intent, "The card was declined.").map(Optional::of);
            case SLOW -> after(pace.slow()).compose(_ -> confirmSlow(intent));
            case TIMEOUT -> books.keep(charged(intent)).map(Optional.empty());
            case LOST ->
                intent.tries() == 0
                        ? books.keep(intent.triedAgain()).map(Optional.empty())
                        : authorise(intent).map(Optional::of);
            case WEBHOOK_ONLY ->
                books.keep(intent.to(IntentStatus.PROCESSING))
                        .onSuccess(this::authoriseLater)
                        .map(Optional::of);
            case STEP_UP ->
                told("requires_action", intent.asking(books.newId("act"))).map(Optional::of);
        };
    }

    /** What the buyer says on the provider's page. The first word counts, and only while it is asked for. */
    Future<Intent> decide(Intent intent, boolean approved) {
        if (intent.status() != IntentStatus.REQUIRES_ACTION) {
            return Future.succeededFuture(intent);
        }
        return approved ? authorise(intent) : decline(intent, "The buyer did not confirm the payment.");
    }

    /** Meanwhile others may have been here. */
    private Future<Optional<Intent>> confirmSlow(Intent intent) {
        var now = current(intent);
        return now.status() == IntentStatus.REQUIRES_CONFIRMATION
                ? authorise(now).map(Optional::of)
                : confirm(now);
    }

    private void authoriseLater(Intent intent) {
        after(pace.later()).onSuccess(_ -> {
            var now = current(intent);
            if (now.status() == IntentStatus.PROCESSING) {
                authorise(now);
            }
        });
    }

    Future<Optional<Intent>> capture(Intent intent, Order order) {
        return once("capture", intent, order, () -> captureFirst(intent, order));
    }

    private Future<Optional<Intent>> captureFirst(Intent intent, Order order) {
        if (order.amount == null && intent.held() == 0 && intent.moved().captured() > 0) {
            return answer(intent);
        }
        long amount = order.amount == null ? intent.held() : order.amount;
        if (amount == 0 || amount > intent.held()) {
            return wrongState("captured", intent);
        }
        var captured = intent.with(order.noted("capture", intent.moved().capture(amount)));
        return intent.terms().behaviour() == Behaviour.CAPTURE_TIMEOUT
                ? books.keep(captured).map(Optional.empty())
                : told("captured", captured).map(Optional::of);
    }

    /** Lets go of all that is held; what was captured stays. */
    Future<Optional<Intent>> release(Intent intent) {
        return switch (intent.status()) {
            case REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING ->
                told("voided", intent.to(IntentStatus.VOIDED)).map(Optional::of);
            case AUTHORISED, CAPTURED ->
                intent.held() > 0
                        ? told("voided", intent.with(intent.moved().release(intent.held())))
                                .map(Optional::of)
                        : intent.moved().voided() > 0 ? answer(intent) : wrongState("voided", intent);
            case VOIDED -> answer(intent);
            case DECLINED, REFUNDED -> wrongState("voided", intent);
        };
    }

    Future<Optional<Intent>> refund(Intent intent, Order order) {
        return once("refund", intent, order, () -> refundFirst(intent, order));
    }

    private Future<Optional<Intent>> refundFirst(Intent intent, Order order) {
        long left = intent.moved().captured() - intent.moved().refunded();
        if (order.amount == null && left == 0 && intent.moved().refunded() > 0) {
            return answer(intent);
        }
        long amount = order.amount == null ? left : order.amount;
        if (amount == 0 || amount > left) {
            return wrongState("refunded", intent);
        }
        return told("refunded", intent.with(order.noted("refund", intent.moved().refund(amount))))
                .map(Optional::of);
    }

    /** Under the same key it happens once; a refusal is not remembered. */
    private static Future<Optional<Intent>> once(
            String verb, Intent intent, Order order, Supplier<Future<Optional<Intent>>> first) {
        var before = order.key == null ? null : intent.moved().keys().get(order.key);
        if (before == null) {
            return first.get();
        }
        return before.equals(order.text(verb))
                ? answer(intent)
                : Future.failedFuture(new Problem(422, "key-reused", "This Idempotency-Key has done something else."));
    }

    private Future<Intent> decline(Intent intent, String reason) {
        return told("declined", intent.declined(reason));
    }

    private Future<Intent> authorise(Intent intent) {
        return told("authorised", charged(intent));
    }

    private Intent charged(Intent intent) {
        return intent.authorised(books.newCharge(intent.account()));
    }

    /** @param what for the type of the event */
    private Future<Intent> told(String what, Intent changed) {
        return books.keep(changed).onSuccess(kept -> webhooks.tell(what, kept));
    }

    private Intent current(Intent intent) {
        var now = books.intent(intent.account(), intent.id());
        return now == null ? intent : now;
    }

    private Future<Void> after(Duration delay) {
        var over = Promise.<Void>promise();
        vertx.setTimer(Math.max(1, delay.toMillis()), _ -> over.complete());
        return over.future();
    }

    private static Future<Optional<Intent>> answer(Intent intent) {
        return Future.succeededFuture(Optional.of(intent));
    }

    private static Future<Optional<Intent>> wrongState(String wish, Intent intent) {
        return Future.failedFuture(
                Problem.conflict("An intent that is " + intent.status().wire() + " cannot be " + wish + "."));
    }
}
