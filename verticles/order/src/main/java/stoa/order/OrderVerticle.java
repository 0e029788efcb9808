package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;
import stoa.openapi.CartBindings;
import stoa.openapi.OrderBindings;
import stoa.openapi.PricingBindings;
import stoa.openapi.StockBindings;
import stoa.openapi.WorkBindings;
import stoa.platform.Cursors;
import stoa.platform.Platform;

/** Stock, checkout and orders. */
public final class OrderVerticle extends VerticleBase {
    private final Platform platform;
    private @Nullable Sweeper sweeper;

    public OrderVerticle(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Future<?> start() {
        var times = platform.config().checkout();
        var bus = platform.bus();
        var orders = new Orders(platform.tenancy());
        var steps = platform.ofNode(Steps.class, Steps::new);
        var sagas = new Sagas(platform.tenancy(), times.stall(), times.maxAttempts());
        var live = new LiveOrders(bus, platform.outbox());
        var rules = new OrderRules(platform.tenancy(), bus);
        var priceRules = new ShopRules(platform.tenancy(), bus);
        var prices = new PriceCheck(bus, priceRules);
        var carts = new Carts(platform.tenancy(), platform.config().carts());
        var settlement = new Settlement(new Payments(bus), orders, steps, sagas, live, rules);
        var flow = new CheckoutFlow(
                carts,
                prices,
                platform.ofNode(Checkouts.class, Checkouts::new),
                settlement,
                orders,
                live,
                rules,
                new OrderNumbers(platform.tenancy()),
                platform.signer(),
                platform.ofNode(Waiters.class, Waiters::new),
                platform.ofNode(Admission.class, Admission::new),
                new Buyers(platform.signer()));
        var cursors = new Cursors(platform.signer());
        var timelines = new Timelines(platform.tenancy());
        var api = new OrderApi(
                flow,
                settlement,
                orders,
                new OrderActions(steps),
                new OrderNotes(platform.tenancy()),
                rules,
                new OrderPages(platform.tenancy(), cursors),
                timelines,
                live,
                platform.idempotency());
        var cartApi = new CartApi(carts, new CartPrices(prices, priceRules), platform.signer(), platform.idempotency());
        var sweep = new CartSweep(platform.tenancy(), platform.outbox(), platform.meters());
        var expiry = new Expiry(platform.tenancy(), sagas, live, times.maxBatch(), platform.meters());
        var looking = new Sweeper(vertx, sagas, settlement, expiry, platform.meters());
        var check = platform.ofNode(StockCheck.class, StockCheck::new);
        sweeper = looking;
        var work = new WorkApi(new ParkedRows(platform.tenancy(), cursors), platform, looking);
        return new OrderEvents(orders, timelines, looking, platform.signer())
                .serve(bus, platform.outbox())
                .compose(_ -> priceRules.listen())
                .compose(_ -> rules.listen())
                .compose(_ -> bus.serveApi(OrderBindings.of(api)))
                .compose(_ -> bus.serveApi(StockBindings.of(new StockApi(platform, check))))
                .compose(_ -> platform.jobs().sweep("stock-check", times.stockCheck(), check::sweep))
                .compose(_ -> bus.serveApi(WorkBindings.of(work)))
                .compose(_ -> bus.serveApi(PricingBindings.of(new PricingApi(priceRules))))
                .compose(_ -> bus.serveApi(CartBindings.of(cartApi)))
                .compose(_ ->
                        platform.jobs().sweep("carts", platform.config().carts().sweep(), sweep::run))
                .onSuccess(_ -> looking.start(times.sweep()));
    }

    @Override
    public Future<?> stop() {
        if (sweeper != null) {
            sweeper.stop();
        }
        return Future.succeededFuture();
    }
}
