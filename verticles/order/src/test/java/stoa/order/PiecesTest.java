package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import stoa.messages.order.FulfilmentStatus;
import stoa.openapi.model.LinePieces;
import stoa.platform.Refusal;

/** Pieces of an order: where they are taken from, and what they are worth. */
class PiecesTest {
    private static final UUID NORTH = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    private static final UUID SOUTH = UUID.fromString("00000000-0000-7000-8000-00000000000b");

    private static Pieces of(Pieces.Row... rows) {
        return new Pieces(List.of(rows), 0, 0);
    }

    private static Pieces.Row row(int lineNo, UUID location, int quantity, long amount) {
        return new Pieces.Row(lineNo, location, quantity, 0, 0, amount);
    }

    @Property
    void whatWasShippedAndWhatWasCancelledIsTheWholeToTheCent(
            @ForAll @LongRange(min = 0, max = 9_007_199_254_740_991L) long amount,
            @ForAll @IntRange(min = 1, max = 999) int quantity,
            @ForAll @IntRange(min = 0, max = 998) int some) {
        int shipped = some % quantity;
        var pieces = of(row(1, NORTH, quantity, amount));
        if (shipped > 0) {
            pieces = pieces.shipped(List.of(new Pieces.Part(1, NORTH, shipped)));
        }
        long before = pieces.shippedAmount();
        pieces = pieces.cancelled(pieces.left());

        assertTrue(pieces.noneLeft());
        assertEquals(before, pieces.shippedAmount());
        assertEquals(amount, pieces.shippedAmount() + pieces.cancelledAmount());
    }

    @Test
    void piecesOfALineAreTakenFromItsFirstLocationOn() {
        var pieces = of(row(1, NORTH, 2, 200), row(1, SOUTH, 3, 300), row(2, SOUTH, 1, 50));

        var picked = pieces.pick(List.of(new LinePieces(1, 4)));
        assertEquals(List.of(new Pieces.Part(1, NORTH, 2), new Pieces.Part(1, SOUTH, 2)), picked);

        var after = pieces.shipped(picked);
        assertEquals(FulfilmentStatus.PARTIALLY_SHIPPED, after.fulfilment());
        assertEquals(400, after.shippedAmount());
        assertEquals(List.of(new Pieces.Part(1, SOUTH, 1), new Pieces.Part(2, SOUTH, 1)), after.left());
    }

    @Test
    void moreThanIsLeftIsRefusedWithWhatIsLeft() {
        var pieces = of(row(1, NORTH, 2, 200)).shipped(List.of(new Pieces.Part(1, NORTH, 1)));
        var refused = assertThrows(Refusal.class, () -> pieces.pick(List.of(new LinePieces(1, 2))));
        assertEquals(409, refused.status());
        assertEquals(1, refused.errors().getFirst().available());
    }

    @Test
    void cancelledPiecesDoNotKeepAnOrderFromBeingDelivered() {
        var pieces = new Pieces(List.of(new Pieces.Row(1, NORTH, 3, 0, 2, 300)), 1, 1);
        assertEquals(FulfilmentStatus.PARTIALLY_SHIPPED, pieces.fulfilment());
        assertEquals(FulfilmentStatus.DELIVERED, pieces.cancelled(pieces.left()).fulfilment());
    }
}
