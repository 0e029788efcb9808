package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.order.AskChanges;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.AskReceipt;
import stoa.messages.order.Changes;
import stoa.messages.order.KnownOrder;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.OrderList;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.Receipt;
import stoa.platform.GuestToken;
import stoa.platform.Question;
import stoa.platform.Topic;
import stoa.testkit.Outcome;

/** What is told about orders while they move, and what those who missed it can ask. */
class OrderEventsTest {
    private static final Question<AskChanges, Changes> CHANGES =
            new Question<>(OrderAddresses.CHANGES, AskChanges.class, Changes.class);
    private static final Question<AskListChanges, Changes> LIST =
            new Question<>(OrderAddresses.LIST_CHANGES, AskListChanges.class, Changes.class);
    private static final Question<AskReceipt, Receipt> RECEIPT =
            new Question<>(OrderAddresses.RECEIPT, AskReceipt.class, Receipt.class);

    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open();
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    private static Future<List<Integer>> changes(Caller caller, UUID orderId, int after) {
        return ground.stoa
                .bus()
                .ask(caller, CHANGES, new AskChanges(orderId, after))
                .map(changes ->
                        changes.orders().stream().map(LiveOrder::version).toList());
    }

    private static Future<List<LiveOrder>> list(Caller caller, OrderList of, KnownOrder... known) {
        return ground.stoa
                .bus()
                .ask(caller, LIST, new AskListChanges(of, List.of(known), 50))
                .map(Changes::orders);
    }

    @Test
    void eachVersionIsToldLiveOnOneOfTheAddresses() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        Queue<LiveOrder> heard = new ConcurrentLinkedQueue<>();
        var last = Promise.<Void>promise();
        Outcome.of(Future.all(IntStream.range(0, OrderAddresses.LIVE_PARTITIONS)
                .mapToObj(n -> ground.stoa
                        .bus()
                        .hear(new Topic<>(OrderAddresses.LIVE_PREFIX + n, LiveOrder.class), (_, order) -> {
                            if (order.tenant().equals(shop.id())) {
                                heard.add(order);
                                if (order.status() == OrderStatus.PAID) {
                                    last.tryComplete();
                                }
                            }
                        }))
                .toList()));

        var shopper = ground.stoa.shopper(shop);
        var order = Outcome.of(ground.buy(shopper, cart(FakePayments.GOOD, line(boots, 1))))
                .order();
        Outcome.of(last.future());

        assertEquals(List.of(1, 2, 3), heard.stream().map(LiveOrder::version).toList());
        assertEquals(
                List.of(order.id()),
                heard.stream().map(LiveOrder::orderId).distinct().toList());
        assertEquals(shopper.user(), heard.element().user());
    }

    @Test
    void whoMissedVersionsGetsThemInOrder() {
        var shop = ground.shop();
        var boots = ground.article(shop, 1);
        var shopper = ground.stoa.shopper(shop);
        var order = Outcome.of(ground.buyAndWait(shopper, cart(FakePayments.GOOD, line(boots, 1))))
                .order()
                .id();

        assertEquals(List.of(1, 2, 3), Outcome.of(changes(shopper, order, 0)));
        assertEquals(List.of(3), Outcome.of(changes(ground.staff(shop), order, 2)));
        assertEquals(List.of(), Outcome.of(changes(GuestToken.ORDER.holding(shop.guest(), order), order, 3)));
        for (var stranger : List.of(shop.guest(), ground.stoa.shopper(shop), ground.staff(ground.shop()))) {
            assertEquals(404, refusal(changes(stranger, order, 0)).status());
        }
    }

    @Test
    void aListTellsWhatIsNotKnownYet() {
        var shop = ground.shop();
        var boots = ground.article(shop, 3);
        var shopper = ground.stoa.shopper(shop);
        var cart = cart(FakePayments.GOOD, line(boots, 1));
        var one = Outcome.of(ground.buyAndWait(shopper, cart)).order().id();
        var other = Outcome.of(ground.buyAndWait(shopper, cart)).order().id();
        var foreign = Outcome.of(ground.buyAndWait(shop.guest(), cart)).order().id();

        var own = Outcome.of(list(shopper, OrderList.OWN, new KnownOrder(one, 3), new KnownOrder(other, 1)));
        assertEquals(List.of(other), own.stream().map(LiveOrder::orderId).toList());

        var shops = Outcome.of(list(ground.staff(shop), OrderList.SHOP));
        assertEquals(
                List.of(foreign, other, one),
                shops.stream().map(LiveOrder::orderId).toList());
        assertEquals(404, refusal(list(shopper, OrderList.SHOP)).status());
        assertEquals(404, refusal(list(shop.guest(), OrderList.OWN)).status());
        assertFalse(Outcome.of(list(shopper, OrderList.OWN, new KnownOrder(foreign, 0))).stream()
                .anyMatch(order -> order.orderId().equals(foreign)));
    }

    @Test
    void theReceiptOfAnOrderIsForThePlatformOnly() {
        var shop = ground.shop();
        var boots = ground.article(shop, 2);
        var order = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 2))))
                .order()
                .id();
        Outcome.of(ground.act(ground.staff(shop), "shipOrder", order, Map.of("carrier", "Post")));

        var receipt = Outcome.of(ground.stoa.bus().ask(shop.system(), RECEIPT, new AskReceipt(order)));

        assertEquals("mara@example.org", receipt.email());
        assertEquals(
                new Receipt.Line("BOOT-42", "Ridge boots, 42", 2, 1000, 2000),
                receipt.lines().getFirst());
        assertEquals("Post", receipt.carrier());
        assertEquals("de", receipt.locale());
        assertEquals(
                403,
                refusal(ground.stoa.bus().ask(ground.staff(shop), RECEIPT, new AskReceipt(order)))
                        .status());
    }
}
