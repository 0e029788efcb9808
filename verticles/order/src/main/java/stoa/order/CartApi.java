package stoa.order;

import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.CartOperations;
import stoa.openapi.model.Cart;
import stoa.openapi.model.CartInput;
import stoa.openapi.model.OpenedCart;
import stoa.platform.ETags;
import stoa.platform.GuestToken;
import stoa.platform.Idempotency;
import stoa.platform.Signer;

/** The operations of the contract under the tag Cart. */
final class CartApi implements CartOperations {
    /** What is kept under the key: the answer is priced anew, and its token is made, not stored. */
    record Kept(UUID cartId) {}

    /** What a repeated request must repeat beside the key: also the guest's cart that it brings along. */
    private record Asked(@Nullable UUID shown, CartInput body) {}

    private final Carts carts;
    private final CartPrices prices;
    private final Signer signer;
    private final Idempotency idempotency;

    CartApi(Carts carts, CartPrices prices, Signer signer, Idempotency idempotency) {
        this.carts = carts;
        this.prices = prices;
        this.signer = signer;
        this.idempotency = idempotency;
    }

    @Override
    public Future<Answer<OpenedCart>> createCart(Caller caller, String idempotencyKey, CartInput cartInput) {
        return idempotency
                .once(
                        caller,
                        "createCart",
                        idempotencyKey,
                        new Asked(caller.cart(), cartInput),
                        Kept.class,
                        sql -> carts.open(sql, caller, cartInput)
                                .map(id -> Answer.created(new Kept(id), CartRecords.path(id))))
                .compose(kept -> opened(caller, kept));
    }

    private Future<Answer<OpenedCart>> opened(Caller caller, Answer<Kept> kept) {
        if (kept.body() == null) {
            return Future.failedFuture(new IllegalStateException("a kept cart without its id"));
        }
        var id = kept.body().cartId();
        var token = caller.user() == null ? GuestToken.CART.seal(signer, caller.tenant(), id) : null;
        return carts.find(GuestToken.CART.holding(caller, id), id)
                .compose(state -> prices.show(caller, state))
                .map(cart -> new Answer<>(kept.status(), new OpenedCart(cart, token), kept.headers())
                        .withETag(cart.version()));
    }

    @Override
    public Future<Answer<Cart>> getCart(Caller caller, UUID cartId) {
        return carts.find(caller, cartId).compose(state -> answer(caller, state));
    }

    @Override
    public Future<Answer<Cart>> updateCart(Caller caller, UUID cartId, @Nullable String ifMatch, CartInput cartInput) {
        return carts.put(caller, cartId, ETags.parseIfMatch(ifMatch), cartInput)
                .compose(state -> answer(caller, state));
    }

    private Future<Answer<Cart>> answer(Caller caller, CartState state) {
        return prices.show(caller, state).map(cart -> Answer.ok(cart).withETag(cart.version()));
    }
}
