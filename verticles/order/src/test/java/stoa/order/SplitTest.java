package stoa.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SplitTest {
    static final long LARGEST = (1L << 53) - 1;

    @Example
    void tenCentsForThreePieces() {
        assertEquals(List.of(0L, 4L, 7L, 10L), List.of(first(10, 0), first(10, 1), first(10, 2), first(10, 3)));
    }

    private static long first(long amount, int pieces) {
        return Split.first(amount, pieces, 3);
    }

    @Example
    void theLargestRemainderTakesWhatIsLeft() {
        assertArrayEquals(new long[] {3, 7}, Split.proportionally(10, 1, 2));
        assertArrayEquals(new long[] {5, 5, 0}, Split.proportionally(10, 7, 7, 0));
        assertArrayEquals(new long[] {2, 1}, Split.proportionally(3, 0, 0));
    }

    @Property
    void piecesGivenBackInAnyPortionsAddUpToTheWhole(
            @ForAll @LongRange(min = 0, max = LARGEST) long amount,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 999) Integer> portions) {
        int all = portions.stream().mapToInt(n -> n).sum();
        long given = 0;
        int pieces = 0;
        for (int portion : portions) {
            long worth = Split.first(amount, pieces + portion, all) - Split.first(amount, pieces, all);
            assertTrue(worth >= amount / all * portion && worth <= (amount / all + 1) * portion);
            given += worth;
            pieces += portion;
        }
        assertEquals(amount, given);
    }

    @Property
    void sharesAddUpAndAreLessThanOneUnitOff(
            @ForAll @LongRange(min = 0, max = LARGEST) long amount,
            @ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0, max = LARGEST) Long> weights) {
        long[] shares = Split.proportionally(amount, longs(weights));

        assertEquals(amount, Arrays.stream(shares).sum());
        var sum = BigInteger.valueOf(weights.stream().mapToLong(w -> w).sum());
        for (int i = 0; i < shares.length && sum.signum() > 0; i++) {
            // |share * sum - amount * weight| < sum
            var exact = BigInteger.valueOf(amount).multiply(BigInteger.valueOf(weights.get(i)));
            var off =
                    BigInteger.valueOf(shares[i]).multiply(sum).subtract(exact).abs();
            assertTrue(off.compareTo(sum) < 0, "share " + i + " of " + Arrays.toString(shares));
        }
    }

    @Property
    void whoStandsWhereChangesNoShareButBetweenEquals(
            @ForAll @LongRange(min = 0, max = 100_000) long amount,
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 500) Long> weights) {
        var turned = weights.reversed();

        assertEquals(pairs(amount, weights), pairs(amount, turned));
    }

    /** Each weight with its share, sorted. */
    private static List<String> pairs(long amount, List<Long> weights) {
        long[] shares = Split.proportionally(amount, longs(weights));
        var pairs = new ArrayList<String>();
        for (int i = 0; i < shares.length; i++) {
            pairs.add(weights.get(i) + ":" + shares[i]);
        }
        Collections.sort(pairs);
        return pairs;
    }

    private static long[] longs(List<Long> numbers) {
        return numbers.stream().mapToLong(n -> n).toArray();
    }
}
