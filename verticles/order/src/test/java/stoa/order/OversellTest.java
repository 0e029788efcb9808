package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.line;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.openapi.model.Checkout;
import stoa.platform.Refusal;
import stoa.testkit.Outcome;

/** More buyers than pieces. */
class OversellTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open("STOA_CHECKOUT_MAX_BATCH", "40");
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    private static List<Refusal> refusals(List<Future<Checkout>> wishes) {
        Outcome.of(Future.join(wishes).otherwiseEmpty());
        return wishes.stream()
                .filter(Future::failed)
                .map(wish -> (Refusal) wish.cause())
                .toList();
    }

    @Test
    void twoHundredBuyersOfFiftyPiecesGetFifty() {
        var shop = ground.shop();
        var boots = ground.article(shop, 50);

        var wishes = IntStream.range(0, 200)
                .mapToObj(_ -> ground.buyAndWait(ground.stoa.shopper(shop), cart(FakePayments.GOOD, line(boots, 1))))
                .toList();
        var refused = refusals(wishes);

        assertEquals(150, refused.size());
        assertEquals(
                List.of("/problems/out-of-stock"),
                refused.stream().map(Refusal::type).distinct().toList());
        assertEquals(0, ground.stock(shop, boots).onHand());
        ground.auditStock();
    }

    @Test
    void ordersThatCrossEachOtherTakeAllTheirLinesOrNone() {
        var shop = ground.shop();
        var articles = Stream.generate(() -> ground.article(shop, 20)).limit(4).toList();
        var random = new Random(42);
        var wishes = new ArrayList<Future<Checkout>>();
        for (int buyer = 0; buyer < 120; buyer++) {
            int first = random.nextInt(articles.size());
            int second = (first + 1 + random.nextInt(articles.size() - 1)) % articles.size();
            wishes.add(ground.buyAndWait(
                    shop.guest(),
                    cart(FakePayments.GOOD, line(articles.get(first), 1), line(articles.get(second), 2))));
        }
        var refused = refusals(wishes);

        assertEquals(
                List.of("/problems/out-of-stock"),
                refused.stream().map(Refusal::type).distinct().toList());
        ground.auditStock();
        int left = articles.stream()
                .mapToInt(article -> ground.stock(shop, article).onHand())
                .sum();
        assertEquals(80 - 3 * (120 - refused.size()), left);
    }
}
