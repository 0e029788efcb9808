package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.CartLine;
import stoa.openapi.model.CartLineInput;
import stoa.openapi.model.CartLineState;
import stoa.openapi.model.CartStatus;
import stoa.openapi.model.OpenedCart;
import stoa.platform.GuestToken;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Carts: what is put in, who sees it, and what becomes of those that are left. */
class CartTest extends CartGround {
    @Test
    void aGuestsCartIsPricedAndOpensByItsTokenAlone() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);

        var opened = opened(shop.guest(), holding(of(boots, 2)));
        var id = opened.cart().id();

        assertEquals(
                shop.id() + ":" + id,
                ground.stoa.platform().signer().open("cart", Objects.requireNonNull(opened.cartToken())));
        assertEquals(2000, Objects.requireNonNull(opened.cart().price()).total());
        assertEquals(5, opened.cart().lines().getFirst().available());
        assertEquals(opened.cart(), read(GuestToken.CART.holding(shop.guest(), id), id));
        for (var stranger : List.of(
                shop.guest(),
                ground.stoa.shopper(shop),
                ground.staff(shop),
                GuestToken.CART.holding(shop.guest(), UUID.randomUUID()),
                GuestToken.CART.holding(ground.shop().guest(), id))) {
            assertEquals(
                    404,
                    refusal(ground.ask(stranger, "getCart", path(id), key(), null))
                            .status());
            assertEquals(404, refusal(put(stranger, id, 1, holding())).status());
        }
    }

    @Test
    void openingTwiceWithOneKeyIsOpeningOnce() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var key = key();

        var one = Outcome.of(ground.ask(shop.guest(), "createCart", Map.of(), key, holding(of(boots, 1))));
        var again = Outcome.of(ground.ask(shop.guest(), "createCart", Map.of(), key, holding(of(boots, 1))));

        assertEquals(body(one), body(again));
        assertEquals("true", again.headers().get("Idempotent-Replayed"));
    }

    @Test
    void aGuestWhoTakesAGuessableKeyIsNotGivenTheCartOfAnother() {
        var shop = ground.shop();
        for (var guessable : List.of("cart-1234", "11111111-1111-1111-1111-111111111111")) {
            var victim = refusal(ground.ask(shop.guest(), "createCart", Map.of(), guessable, holding()));
            assertEquals("/problems/idempotency-key-guessable", victim.type(), "nothing is kept that could be guessed");
        }
        var key = key();
        var victims = opened(ground.ask(shop.guest(), "createCart", Map.of(), key, holding()));
        var others = opened(shop.guest(), holding());

        var attacker = GuestToken.CART.holding(shop.guest(), others.cart().id());
        var taken = opened(ground.ask(attacker, "createCart", Map.of(), key, holding()));

        assertNotEquals(victims.cart().id(), taken.cart().id());
        assertNotEquals(victims.cartToken(), taken.cartToken());
    }

    @Test
    void oneKeyForTheCartsOfTwoGuestsIsRefused() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var one = opened(shop.guest(), holding()).cart().id();
        var other = opened(shop.guest(), holding()).cart().id();
        var key = key();
        Outcome.of(ground.ask(GuestToken.CART.holding(shopper, one), "createCart", Map.of(), key, holding()));

        var refused =
                refusal(ground.ask(GuestToken.CART.holding(shopper, other), "createCart", Map.of(), key, holding()));

        assertEquals("/problems/idempotency-key-reused", refused.type());
    }

    @Test
    void aPersonHasOneOpenCartOnEveryDevice() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var boots = ground.article(shop, 5);

        var opened = Outcome.of(Future.all(IntStream.range(0, 4)
                        .mapToObj(_ -> ground.ask(shopper, "createCart", Map.of(), key(), holding(of(boots, 1)))
                                .map(answer -> (OpenedCart) body(answer)))
                        .toList()))
                .<OpenedCart>list();

        assertEquals(1, opened.stream().map(o -> o.cart().id()).distinct().count());
        assertNull(opened.getFirst().cartToken());
        assertEquals(
                List.of(boots + " x 1"),
                lines(read(shopper, opened.getFirst().cart().id())));
    }

    @Test
    void manyClicksAreOneState() {
        var shop = ground.shop();
        var boots = ground.article(shop, 50);
        var cart = opened(shop.guest(), holding()).cart();
        var guest = GuestToken.CART.holding(shop.guest(), cart.id());

        var changed = Outcome.of(put(guest, cart.id(), 1, holding(of(boots, 17))));
        var again = Outcome.of(put(guest, cart.id(), 1, holding(of(boots, 17))));
        var stale = refusal(put(guest, cart.id(), 1, holding(of(boots, 18))));

        assertEquals(2, changed.version());
        assertEquals(changed, again, "the answer was lost and the same state is sent again");
        assertEquals(412, stale.status());
        assertEquals(2, stale.currentVersion());
        assertEquals(
                428,
                refusal(ground.ask(guest, "updateCart", path(cart.id()), key(), holding()))
                        .status());
    }

    @Test
    void ofTwoTabsThatChangeAtOnceOneIsToldToLookAgain() {
        var shop = ground.shop();
        var boots = ground.article(shop, 50);
        var cart = opened(shop.guest(), holding()).cart();
        var guest = GuestToken.CART.holding(shop.guest(), cart.id());

        var one = put(guest, cart.id(), 1, holding(of(boots, 1)));
        var other = put(guest, cart.id(), 1, holding(of(boots, 2)));
        Outcome.of(Future.join(one, other).otherwiseEmpty());

        assertTrue(one.succeeded() ^ other.succeeded());
    }

    @Test
    void priceAndAvailabilityAreThoseOfThisMoment() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);
        var socks = ground.article(shop, 1);
        var maps = ground.article(shop, 1);
        var opened = opened(shop.guest(), holding(of(boots, 2), of(socks, 3), of(maps, 1)))
                .cart();
        ground.catalog.sell(boots, 1200);
        ground.catalog.withdraw(maps);

        var now = read(GuestToken.CART.holding(shop.guest(), opened.id()), opened.id());

        assertEquals(
                List.of(CartLineState.AVAILABLE, CartLineState.SHORT, CartLineState.NOT_SOLD),
                now.lines().stream().map(CartLine::state).toList());
        assertEquals(1, now.lines().get(1).available());
        assertEquals(2 * 1200 + 3 * 1000, Objects.requireNonNull(now.price()).total());
        assertEquals(opened.version(), now.version(), "nobody has changed it");
    }

    @Test
    void aVariantStandsOnOneLine() {
        var shop = ground.shop();
        var boots = ground.article(shop, 5);

        var refused =
                refusal(ground.ask(shop.guest(), "createCart", Map.of(), key(), holding(of(boots, 1), of(boots, 2))));

        assertEquals(422, refused.status());
        assertEquals("/lines/1/variantId", refused.errors().getFirst().pointer());
    }

    @Test
    void signingInMergesByTheLargerQuantityAndAgainChangesNothing() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var boots = ground.article(shop, 9);
        var socks = ground.article(shop, 9);
        var maps = ground.article(shop, 9);
        var own = opened(shopper, holding(of(boots, 1), of(socks, 3))).cart();
        var guests = opened(shop.guest(), holding(of(boots, 2), of(maps, 1))).cart();
        var signedIn = GuestToken.CART.holding(shopper, guests.id());

        var merged = opened(signedIn, holding()).cart();
        var again = opened(signedIn, holding()).cart();

        assertEquals(own.id(), merged.id());
        assertEquals(List.of(boots + " x 2", socks + " x 3", maps + " x 1"), lines(merged));
        assertEquals(merged, again);
        var left = read(signedIn, guests.id());
        assertEquals(CartStatus.MERGED, left.status());
        assertEquals(
                "/problems/cart-closed",
                refusal(put(GuestToken.CART.holding(shop.guest(), guests.id()), guests.id(), left.version(), holding()))
                        .type());
    }

    @Test
    void whoSignsInWithoutACartOfTheirOwnKeepsWhatTheyHad() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        var guests = opened(shop.guest(), holding(of(boots, 2))).cart();

        var merged = opened(GuestToken.CART.holding(ground.stoa.shopper(shop), guests.id()), holding())
                .cart();

        assertEquals(List.of(boots + " x 2"), lines(merged));
    }

    @Test
    void twoFullCartsAreNotMergedAndNeitherIsLost() {
        var shop = ground.shop();
        var shopper = ground.stoa.shopper(shop);
        var own = opened(shopper, holding(many(30))).cart();
        var guests = opened(shop.guest(), holding(many(30))).cart();

        var refused = refusal(
                ground.ask(GuestToken.CART.holding(shopper, guests.id()), "createCart", Map.of(), key(), holding()));

        assertEquals("/problems/cart-full", refused.type());
        assertEquals(30, read(shopper, own.id()).lines().size());
        assertEquals(
                CartStatus.OPEN,
                read(GuestToken.CART.holding(shop.guest(), guests.id()), guests.id())
                        .status());
    }

    private static CartLineInput[] many(int lines) {
        return Stream.generate(() -> of(UUID.randomUUID(), 1)).limit(lines).toArray(CartLineInput[]::new);
    }

    @Test
    void whatIsLeftBehindIsToldOnceForEachStateAndGoesWhenItsTimeIsOver() {
        var shop = ground.shop();
        var boots = ground.article(shop, 9);
        var left = opened(shop.guest(), holding(of(boots, 2))).cart();
        opened(shop.guest(), holding());
        var sweep = new CartSweep(
                ground.stoa.tenancy(),
                ground.stoa.platform().outbox(),
                ground.stoa.platform().meters());

        due(shop, "");
        Outcome.of(sweep.run());
        Outcome.of(sweep.run());
        assertEquals(List.of(left.id() + " 1 2"), told(shop), "the empty one is no loss");

        Outcome.of(put(GuestToken.CART.holding(shop.guest(), left.id()), left.id(), 1, holding(of(boots, 3))));
        due(shop, "");
        Outcome.of(sweep.run());
        assertEquals(List.of(left.id() + " 1 2", left.id() + " 2 3"), told(shop));

        due(shop, ", expires_date = now() - interval '1 minute'");
        Outcome.of(sweep.run());
        assertEquals(0, ground.count("select count(*) from stoa.cart where tenant_id = '" + shop.id() + "'"));
    }

    /** The clock that decides is the database's: so its rows are moved, not the clock of a test. */
    private static void due(TestTenant shop, String more) {
        Outcome.of(ground.stoa
                .tenancy()
                .call(
                        shop.system(),
                        "update cart set due_date = now() - interval '1 minute'" + more,
                        Tuple.tuple(),
                        RowSet::rowCount));
    }

    private static List<String> told(TestTenant shop) {
        return ground.rows(
                "select concat_ws(' ', data ->> 'cartId', data ->> 'version', data ->> 'pieces') from stoa.outbox"
                        + " where type = 'CartAbandoned' and tenant_id = '" + shop.id()
                        + "' order by aggregate_version");
    }
}
