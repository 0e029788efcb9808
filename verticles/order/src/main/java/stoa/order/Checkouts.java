package stoa.order;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.model.CheckoutInput;
import stoa.platform.Coalescer;
import stoa.platform.Config;
import stoa.platform.Failpoints;
import stoa.platform.Idempotency;
import stoa.platform.Platform;
import stoa.tenancy.Tenancy;

/**
 * Places orders: the checkouts of all shops of this node, as many as have gathered, by one call in one transaction. What it does is
 * idempotent by key, so that a batch may be written again. One per node: the more checkouts share a batch, the less each costs.
 */
final class Checkouts {
    static final String OPERATION = "createCheckout";

    /** What is kept under the key of a checkout; the answer is made from the order. */
    record Kept(UUID orderId) {}

    private record Key(UUID tenant, UUID principal, String key) {}

    private final Tenancy tenancy;
    private final Idempotency idempotency;
    private final Config.Checkout times;
    private final Coalescer<Purchase, Placement> coalescer;

    Checkouts(Platform platform) {
        tenancy = platform.tenancy();
        idempotency = platform.idempotency();
        times = platform.config().checkout();
        coalescer = new Coalescer<>(
                platform.vertx(),
                new Coalescer.Options<>(
                        "checkout",
                        times.maxBatch(),
                        times.maxWaiting(),
                        times.batchesInFlight(),
                        purchase -> purchase.caller().tenant(),
                        Checkouts::key,
                        (one, other) -> one.hash().equals(other.hash())),
                platform.meters(),
                this::write);
    }

    private static Key key(Purchase purchase) {
        return new Key(purchase.caller().tenant(), purchase.caller().actor(), purchase.key());
    }

    /** 503 where too much waits already: said before anything is asked or priced, so that it costs nothing. */
    Future<Void> room(Caller caller) {
        return coalescer.room(caller.tenant());
    }

    /** Reserves all lines and writes the order, or says why not. 503 where too much waits already. */
    Future<Placement> place(Purchase purchase) {
        return coalescer.submit(purchase).map(placement -> ofThis(purchase, placement));
    }

    /** Two equal requests in one batch are written as one: the order of the first is the answer to both. */
    private static Placement ofThis(Purchase purchase, Placement placement) {
        return placement instanceof Placement.Placed placed && !placed.orderId().equals(purchase.orderId())
                ? new Placement.Replayed(placed.orderId())
                : placement;
    }

    /** The order that was placed under this key, or null; 422 where the key was used for another body. */
    Future<@Nullable UUID> known(Caller caller, String key, CheckoutInput input) {
        return idempotency.kept(caller, OPERATION, key, input, Kept.class).map(Checkouts::orderId);
    }

    private static @Nullable UUID orderId(@Nullable Answer<Kept> answer) {
        return answer == null || answer.body() == null ? null : answer.body().orderId();
    }

    private Future<List<Placement>> write(List<Purchase> batch) {
        var tenants = batch.stream().map(purchase -> purchase.caller().tenant()).collect(Collectors.toSet());
        Failpoints.at("checkout-before-commit");
        return tenancy.batch(tenants, CheckoutBatch.CALL, CheckoutBatch.arguments(batch, times), rows -> {
            Failpoints.at("checkout-after-commit");
            return CheckoutBatch.placements(batch, rows);
        });
    }
}
