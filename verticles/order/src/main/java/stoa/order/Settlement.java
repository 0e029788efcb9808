package stoa.order;

import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentOutcome;
import stoa.platform.Failpoints;

/**
 * The saga of a placed order: ask the payment domain for what the state needs next, take the one step that its answer allows, again, until
 * money and goods agree. Each step holds only if nobody else has moved the order; whoever lost that race goes on from where it stands now.
 * Shoppers' requests, the sweeper and news from the provider all come through here, and may do so at once.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final Payments payments;
    private final Orders orders;
    private final Steps steps;
    private final Sagas sagas;
    private final LiveOrders live;
    private final OrderRules rules;

    Settlement(Payments payments, Orders orders, Steps steps, Sagas sagas, LiveOrders live, OrderRules rules) {
        this.payments = payments;
        this.orders = orders;
        this.steps = steps;
        this.sagas = sagas;
        this.live = live;
        this.rules = rules;
    }

    /**
     * @param token of the provider; null where the money is held already
     * @return the order when its saga has ended, or as it stands where nobody knows yet; fails where somebody did not answer. Nothing is
     *     lost then: the sweeper comes back to it.
     */
    Future<Standing> settle(Caller system, Standing order, @Nullable String token) {
        return payments.advance(system, order, token).compose(answer -> answered(system, order, answer, token));
    }

    /** Settles beside the answer to whoever has moved the order, in the platform's own name. */
    Future<Standing> begin(Caller caller, Standing order, @Nullable String token) {
        if (order.settled()) {
            return Future.succeededFuture(order);
        }
        var system = Caller.system(caller.tenant(), caller.correlationId());
        return settle(system, order, token).onFailure(cause -> standsStill(system, order, cause));
    }

    private static void standsStill(Caller system, Standing order, Throwable cause) {
        LOG.atInfo()
                .addKeyValue("correlationId", system.correlationId())
                .addKeyValue("tenant", order.live().tenant())
                .addKeyValue("order", order.orderId())
                .addKeyValue("reason", String.valueOf(cause.getMessage()))
                .log("An order stands still for now; the sweeper comes back to it");
    }

    /** From what the sweeper has found: goods that nobody paid for in time are given back first. */
    Future<Standing> resume(Caller system, Sagas.Claimed claimed) {
        var order = claimed.order();
        return claimed.expired() && order.state().may(OrderStep.EXPIRE)
                ? step(system, order, Outcomes.expired(order), claimed.paymentToken())
                : settle(system, order, claimed.paymentToken());
    }

    /** Somebody expects news of the payment just now, such as who has approved it: asks for them. Whatever fails is no failure of theirs. */
    Future<Void> look(Caller caller, Standing order) {
        if (order.settled()) {
            return Future.succeededFuture();
        }
        var system = Caller.system(caller.tenant(), caller.correlationId());
        return sagas.take(system, order.orderId())
                .compose(taken -> taken.isEmpty() ? Future.<Standing>succeededFuture() : resume(system, taken.get()))
                .onFailure(cause -> standsStill(system, order, cause))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Standing> answered(Caller system, Standing order, PaymentAnswer answer, @Nullable String token) {
        if (answer.outcome() == PaymentOutcome.UNKNOWN) {
            return sagas.suspendExpiry(system, order.orderId()).map(order);
        }
        return next(system, order, answer)
                .compose(move ->
                        move.isPresent() ? step(system, order, move.get(), token) : stays(system, order, answer));
    }

    /** What the answer means for this order. */
    private Future<Optional<Move>> next(Caller system, Standing order, PaymentAnswer answer) {
        return switch (order.state()) {
            case OrderState.Reserved _
            when answer.outcome() == PaymentOutcome.AUTHORISED ->
                rules.of(system)
                        .map(rule ->
                                Optional.of(Outcomes.held(order, rule.capture() == OrderRules.Capture.AT_SHIPMENT)));
            case OrderState.Reserved _ -> Future.succeededFuture(Outcomes.reserved(order, answer));
            case OrderState.Confirmed _ -> Future.succeededFuture(Outcomes.confirmed(order, answer));
            case OrderState.Open _
            when answer.outcome() == PaymentOutcome.REFUNDED && order.partlyShipped() ->
                orders.pieces(system, order.orderId())
                        .map(pieces -> Optional.of(Outcomes.givenBack(
                                order, answer, pieces.cancelled(pieces.left()).fulfilment())));
            case OrderState.Open _ -> Future.succeededFuture(Outcomes.open(order, answer));
            case OrderState.Cancelled _ -> Future.succeededFuture(Outcomes.cancelled(order, answer));
        };
    }

    private Future<Standing> step(Caller system, Standing order, Move move, @Nullable String token) {
        return steps.take(system, order, move)
                .compose(moved ->
                        moved.isPresent() ? went(system, moved.get(), move, token) : lost(system, order, token));
    }

    private Future<Standing> went(Caller system, Standing moved, Move move, @Nullable String token) {
        Failpoints.at("payment-step-commit");
        live.tell(system, moved.live());
        // Who has to approve the payment is not asked again at once.
        return move.settles() || move.step() == OrderStep.ACTION_REQUIRED
                ? Future.succeededFuture(moved)
                : settle(system, moved, token);
    }

    /** Somebody else has moved the order: on from where it stands now. */
    private Future<Standing> lost(Caller system, Standing order, @Nullable String token) {
        return orders.standing(system, order.orderId())
                .compose(now -> now.settled() ? Future.succeededFuture(now) : settle(system, now, token));
    }

    /** Nothing has moved. The saga ends where all is as it shall be; otherwise somebody asks again later. */
    private Future<Standing> stays(Caller system, Standing order, PaymentAnswer answer) {
        return Outcomes.asWanted(order, answer) ? sagas.end(system, order).map(order) : Future.succeededFuture(order);
    }
}
