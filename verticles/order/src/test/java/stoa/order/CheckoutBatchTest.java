package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.priced;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Checkouts of several shops in one transaction: no shop may touch another one's goods, keys or orders. */
class CheckoutBatchTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    private static Purchase purchase(Caller caller, String key, UUID variant, int quantity) {
        return Purchase.of(
                caller,
                OrderGround.buyer(caller),
                "N-" + UUID.randomUUID().toString().substring(0, 12),
                key,
                cart(FakePayments.GOOD, line(variant, quantity)),
                priced(variant, quantity));
    }

    private static Future<List<Placement>> write(Set<UUID> listed, Purchase... batch) {
        var args = CheckoutBatch.arguments(List.of(batch), ground.stoa.config().checkout());
        return ground.stoa
                .tenancy()
                .batch(listed, CheckoutBatch.CALL, args, rows -> CheckoutBatch.placements(List.of(batch), rows));
    }

    private static long orders(TestTenant shop) {
        return ground.count("select count(*) from stoa.orders where tenant_id = '" + shop.id() + "'");
    }

    @Test
    void eachItemHasAnOutcomeAndAnActorOfItsOwn() {
        var one = ground.shop();
        var other = ground.shop();
        var boots = ground.article(one, 3);
        ground.putOnShelf(other, boots, 1); // the same id in two shops is two articles
        var shopper = ground.stoa.shopper(one);

        var placements = Outcome.of(write(
                Set.of(one.id(), other.id()),
                purchase(shopper, key(), boots, 2),
                purchase(other.guest(), key(), boots, 2),
                purchase(other.guest(), key(), boots, 1)));

        assertInstanceOf(Placement.Placed.class, placements.get(0));
        assertEquals(new Placement.OutOfStock(List.of(new Placement.Shortage(1, 1))), placements.get(1));
        assertInstanceOf(Placement.Placed.class, placements.get(2));
        assertEquals(1, ground.stock(one, boots).available());
        assertEquals(0, ground.stock(other, boots).available());
        assertEquals(
                List.of(String.valueOf(shopper.user())),
                ground.rows("select created_by from stoa.orders where tenant_id = '" + one.id() + "'"));
    }

    @Test
    void aShopThatIsNotListedIsRefusedByTheDatabaseAndNothingIsWritten() {
        var one = ground.shop();
        var other = ground.shop();
        var boots = ground.article(one, 3);
        ground.putOnShelf(other, boots, 3);

        var forged = write(
                Set.of(one.id()), purchase(one.guest(), key(), boots, 1), purchase(other.guest(), key(), boots, 1));

        // To the batch the other shop's shelf does not exist.
        assertEquals(
                new Placement.OutOfStock(List.of(new Placement.Shortage(1, 0))),
                Outcome.of(forged).get(1));
        assertEquals(0, orders(other));
        assertEquals(3, ground.stock(other, boots).available());
    }

    @Test
    void anArticleOfAnotherShopCannotBeBoughtAlthoughBothAreListed() {
        var one = ground.shop();
        var other = ground.shop();
        var tents = ground.article(other, 3);

        var placements = Outcome.of(write(Set.of(one.id(), other.id()), purchase(one.guest(), key(), tents, 1)));

        assertEquals(new Placement.OutOfStock(List.of(new Placement.Shortage(1, 0))), placements.getFirst());
        assertEquals(3, ground.stock(other, tents).available());
    }

    @Test
    void theKeyOfOneShopIsNoKeyOfAnother() {
        var one = ground.shop();
        var other = ground.shop();
        var boots = ground.article(one, 3);
        ground.putOnShelf(other, boots, 3);
        var key = key();
        Outcome.of(write(Set.of(one.id()), purchase(one.guest(), key, boots, 1)));

        var placements = Outcome.of(write(Set.of(one.id(), other.id()), purchase(other.guest(), key, boots, 1)));

        assertInstanceOf(Placement.Placed.class, placements.getFirst());
    }

    @Test
    void whoComesFirstIsServedFirst() {
        var shop = ground.shop();
        var boots = ground.article(shop, 3);
        var caller = shop.guest();

        var placements = Outcome.of(write(
                Set.of(shop.id()),
                purchase(caller, key(), boots, 2),
                purchase(caller, key(), boots, 2),
                purchase(caller, key(), boots, 1)));

        assertInstanceOf(Placement.Placed.class, placements.get(0));
        assertEquals(new Placement.OutOfStock(List.of(new Placement.Shortage(1, 1))), placements.get(1));
        assertInstanceOf(Placement.Placed.class, placements.get(2));
        assertEquals(
                2,
                ground.count(
                        "select count(*) from stoa.idempotency_key where operation = 'createCheckout' and tenant_id = '"
                                + shop.id() + "'"));
    }
}
