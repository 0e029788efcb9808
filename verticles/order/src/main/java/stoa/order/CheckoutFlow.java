package stoa.order;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.model.Checkout;
import stoa.openapi.model.CheckoutInput;
import stoa.platform.GuestToken;
import stoa.platform.Refusal;
import stoa.platform.Signer;

/** Buying: check the prices, place the order in one transaction, settle it with its payment. */
final class CheckoutFlow {
    /** Numbers that are tried for one order: two equal random ones are rare, five in a row are none by chance. */
    private static final int MOST_NUMBERS = 5;

    private final Carts carts;
    private final PriceCheck prices;
    private final Checkouts checkouts;
    private final Settlement settlement;
    private final Orders orders;
    private final LiveOrders live;
    private final OrderRules rules;
    private final OrderNumbers numbers;
    private final Signer signer;
    private final Buyers buyers;
    private final Waiters waiters;
    private final Admission admission;

    CheckoutFlow(
            Carts carts,
            PriceCheck prices,
            Checkouts checkouts,
            Settlement settlement,
            Orders orders,
            LiveOrders live,
            OrderRules rules,
            OrderNumbers numbers,
            Signer signer,
            Waiters waiters,
            Admission admission,
            Buyers buyers) {
        this.carts = carts;
        this.prices = prices;
        this.checkouts = checkouts;
        this.settlement = settlement;
        this.orders = orders;
        this.live = live;
        this.rules = rules;
        this.numbers = numbers;
        this.signer = signer;
        this.buyers = buyers;
        this.waiters = waiters;
        this.admission = admission;
    }

    /** @param wait how long to wait for the outcome of the payment; zero answers as soon as the order is placed */
    Future<Answer<Checkout>> buy(Caller caller, String key, Duration wait, CheckoutInput input) {
        return admission
                .enter(caller.tenant(), wait)
                .compose(visit -> checkouts
                        .room(caller)
                        .compose(_ -> offer(caller, key, visit, input))
                        .onComplete(_ -> visit.over()));
    }

    private Future<Answer<Checkout>> offer(Caller caller, String key, Admission.Visit visit, CheckoutInput input) {
        Countries.check(input.shippingAddress());
        return ownCart(caller, input)
                .compose(_ -> prices.check(caller, input))
                .compose(priced -> numbered(caller, key, input, priced))
                .transform(purchase -> purchase.succeeded()
                        ? place(purchase.result(), visit, MOST_NUMBERS)
                        : answeredBefore(caller, key, visit, input, purchase.cause()));
    }

    /** 404 where the caller may not see the cart that is to become the order. */
    private Future<?> ownCart(Caller caller, CheckoutInput input) {
        return input.cart() == null
                ? Future.succeededFuture()
                : carts.find(caller, input.cart().cartId());
    }

    private Future<Purchase> numbered(Caller caller, String key, CheckoutInput input, PriceCheck.Priced priced) {
        return rules.of(caller)
                .compose(rule -> numbers.next(caller, rule))
                .map(number ->
                        Purchase.of(caller, buyers.of(caller, input.contact().email()), number, key, input, priced));
    }

    /** A number that the shop has given before is no failure of this buyer: the next one is tried, with nothing written in between. */
    private Future<Answer<Checkout>> place(Purchase purchase, Admission.Visit visit, int numbersLeft) {
        return checkouts
                .place(purchase)
                .compose(
                        placement -> placed(purchase, placement, visit),
                        failure -> OrderNumbers.isTaken(failure)
                                ? renumbered(purchase, visit, numbersLeft - 1)
                                : Future.failedFuture(failure));
    }

    private Future<Answer<Checkout>> renumbered(Purchase purchase, Admission.Visit visit, int numbersLeft) {
        if (numbersLeft == 0) {
            return Future.failedFuture(Refusal.unavailable("No free order number was found; try again.", 1));
        }
        var caller = purchase.caller();
        return rules.of(caller)
                .compose(rule -> numbers.next(caller, rule))
                .compose(number -> place(purchase.numbered(number), visit, numbersLeft));
    }

    private Future<Answer<Checkout>> placed(Purchase purchase, Placement placement, Admission.Visit visit) {
        return switch (placement) {
            case Placement.Placed placed -> placed(purchase, OrderDetails.of(purchase, placed.at()), visit);
            case Placement.Replayed(var orderId) -> replay(purchase.caller(), orderId, visit);
            case Placement.KeyReused() -> Future.failedFuture(keyReused());
            case Placement.CartOrdered() -> Future.failedFuture(cartOrdered());
            case Placement.CartChanged() -> Future.failedFuture(cartChanged());
            case Placement.OutOfStock(var shortages) -> Future.failedFuture(outOfStock(shortages));
            case Placement.Limited(var shortages) -> Future.failedFuture(limited(shortages));
        };
    }

    private Future<Answer<Checkout>> placed(Purchase purchase, OrderDetails details, Admission.Visit visit) {
        var caller = purchase.caller();
        live.tell(caller, details.order());
        var settled = visit.until(settlement.begin(caller, details.standing(), purchase.paymentToken()));
        return visit.patience().isZero()
                ? Future.succeededFuture(answer(caller, details))
                : outcome(caller, details.order().orderId(), settled, visit.patience());
    }

    /** What this key was answered before stands, also when by now the price is another one. */
    private Future<Answer<Checkout>> answeredBefore(
            Caller caller, String key, Admission.Visit visit, CheckoutInput input, Throwable refused) {
        return checkouts
                .known(caller, key, input)
                .compose(orderId -> orderId == null ? Future.failedFuture(refused) : replay(caller, orderId, visit));
    }

    /**
     * The same answer again; who asked to wait for the outcome gets the order as it stands when that is decided. That takes no place: nothing
     * is placed.
     */
    private Future<Answer<Checkout>> replay(Caller caller, UUID orderId, Admission.Visit visit) {
        visit.over();
        var holder = GuestToken.ORDER.holding(caller, orderId);
        var found = visit.patience().isZero()
                ? orders.find(holder, orderId).map(OrderDetails::asPlaced)
                : waiters.await(orders, holder, orderId, orders.standing(holder, orderId), visit.patience())
                        .compose(_ -> orders.find(holder, orderId));
        return found.map(details -> answer(caller, details).withHeader("Idempotent-Replayed", "true"));
    }

    /** The order when its payment is decided, or as it stands when the wait is over: whatever fails on the way is no failure of the order. */
    private Future<Answer<Checkout>> outcome(Caller caller, UUID orderId, Future<Standing> settled, Duration wait) {
        var holder = GuestToken.ORDER.holding(caller, orderId);
        return waiters.await(orders, holder, orderId, settled, wait)
                .compose(_ -> orders.find(holder, orderId))
                .map(details -> answer(caller, details));
    }

    private Answer<Checkout> answer(Caller caller, OrderDetails details) {
        var order = details.order();
        var shown = OrderRecords.order(GuestToken.ORDER.holding(caller, order.orderId()), details);
        var token = GuestToken.ORDER.seal(signer, caller.tenant(), order.orderId());
        return Answer.created(new Checkout(shown, token), OrderRecords.path(order))
                .withETag(order.version());
    }

    private static Refusal keyReused() {
        return Refusal.unprocessable(
                "/problems/idempotency-key-reused",
                "Key used for another request",
                "Make a new key for a new request.",
                List.of());
    }

    private static Refusal cartOrdered() {
        return Refusal.conflict(
                "/problems/cart-ordered",
                "Bought already",
                "This cart has become an order; read it to learn which.",
                List.of());
    }

    private static Refusal cartChanged() {
        return Refusal.conflict(
                "/problems/cart-changed",
                "The cart has changed",
                "It was changed in another place; read it, and order what it holds now.",
                List.of());
    }

    private static Refusal outOfStock(List<Placement.Shortage> shortages) {
        var faults = shortages.stream()
                .map(shortage -> fault(
                        shortage, shortage.available() == 0 ? "sold out" : "only " + shortage.available() + " left"))
                .toList();
        return Refusal.conflict(
                "/problems/out-of-stock",
                "Not enough in stock",
                faults.size() == 1 ? "1 line cannot be served." : faults.size() + " lines cannot be served.",
                faults);
    }

    private static Refusal limited(List<Placement.Shortage> shortages) {
        var faults = shortages.stream()
                .map(shortage -> fault(
                        shortage,
                        shortage.available() == 0
                                ? "you have as many as one buyer may"
                                : "only " + shortage.available() + " for one buyer"))
                .toList();
        return Refusal.conflict(
                "/problems/purchase-limit",
                "Too many for one buyer",
                "The shop sells only so many of it in one order, or to one buyer.",
                faults);
    }

    private static Refusal.Fault fault(Placement.Shortage shortage, String detail) {
        return new Refusal.Fault("/lines/" + (shortage.lineNo() - 1) + "/quantity", detail, shortage.available(), null);
    }
}
