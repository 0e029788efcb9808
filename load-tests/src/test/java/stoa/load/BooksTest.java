package stoa.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stoa.load.Books.Balance;
import stoa.load.Books.Order;

/** A verifier that has never failed proves nothing: each kind of mistake is seeded once. */
class BooksTest {
    private static final Balance BEFORE = new Balance(Map.of("boots", 10), Map.of(), Map.of());

    @Test
    void agreeWhereStockTakenIsSoldAndEachOrderIsChargedOnce() {
        assertEquals(List.of(), check(8, "PAID", 2, 1));
    }

    @Test
    void seePiecesThatVanished() {
        assertTrue(check(7, "PAID", 2, 1).getFirst().contains("3 pieces were taken from stock, 2 were sold"));
    }

    @Test
    void seePiecesSoldThatWereNeverTaken() {
        assertTrue(check(10, "PAID", 2, 1).getFirst().contains("0 pieces were taken from stock, 2 were sold"));
    }

    @Test
    void seeAnOversoldVariant() {
        assertTrue(check(-1, "PAID", 11, 1).getFirst().contains("is oversold"));
    }

    @Test
    void seeAnOrderWithoutCharge() {
        assertTrue(check(8, "PAID", 2, 0).getFirst().contains("charged 0 times"));
    }

    @Test
    void seeADoubleCharge() {
        assertTrue(check(8, "PAID", 2, 2).getFirst().contains("charged 2 times"));
    }

    @Test
    void seeAChargeWithoutAnOrder() {
        assertTrue(check(10, "CANCELLED", 2, 1).getFirst().contains("is cancelled and charged"));
    }

    @Test
    void seeAnOrderThatNeverSettles() {
        assertTrue(check(8, "PLACED", 2, 0).getFirst().contains("is not settled"));
    }

    @Test
    void seeAnAnsweredOrderThatIsLost() {
        var wrong = Books.check(BEFORE, BEFORE, List.of("lost"));
        assertTrue(wrong.getFirst().contains("answered 2xx and is not found again"));
    }

    @Test
    void seeAChargeForAnOrderThatDoesNotExist() {
        var after = new Balance(Map.of("boots", 10), Map.of(), Map.of("ghost", 1));
        assertTrue(Books.check(BEFORE, after, List.of()).getFirst().contains("which does not exist"));
    }

    @Test
    void agreeWithASocketThatShowedEveryVersionOnce() {
        assertEquals(List.of(), Books.watched("order", List.of(1, 2, 3), List.of(1, 2, 3)));
    }

    @Test
    void askNothingOfASocketAfterItWasClosed() {
        assertEquals(List.of(), Books.watched("order", List.of(1, 2, 3), List.of(1, 2)));
    }

    @Test
    void seeALiveUpdateThatWasMissed() {
        var wrong = Books.watched("order", List.of(1, 2, 3), List.of(1, 3));
        assertTrue(wrong.getFirst().contains("version 2 was missed"));
    }

    @Test
    void seeALiveUpdateThatCameTwiceOrTooLate() {
        assertTrue(Books.watched("order", List.of(1, 2), List.of(1, 2, 2))
                .getFirst()
                .contains("was shown after"));
        assertTrue(
                Books.watched("order", List.of(1, 2), List.of(2, 1)).getFirst().contains("was shown after"));
    }

    @Test
    void agreeWithASaleThatSoldWhatWasThere() {
        assertEquals(List.of(), Books.sale("shop", 100, 0, 100));
        assertEquals(List.of(), Books.sale("shop", 100, 40, 60));
    }

    @Test
    void seeASaleOfMoreThanThereWas() {
        assertTrue(Books.sale("shop", 100, 0, 101).getFirst().contains("sold 101 of 100"));
    }

    @Test
    void seeASaleThatLostPieces() {
        assertTrue(Books.sale("shop", 100, 5, 90).getFirst().contains("has 5 left"));
    }

    private static List<String> check(int left, String status, int pieces, int charges) {
        var after = new Balance(
                Map.of("boots", left),
                Map.of("order", new Order(status, Map.of("boots", pieces), charges)),
                Map.of("order", charges));
        return Books.check(BEFORE, after, List.of("order"));
    }
}
