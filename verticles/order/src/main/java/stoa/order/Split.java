package stoa.order;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Sharing an amount out without losing a cent: the shares always add up to it. Minor units throughout. */
final class Split {
    private Split() {}

    /**
     * What the first {@code pieces} of {@code all} equal pieces are worth. No two pieces differ by more than one minor unit; the earlier
     * ones take what is left over. Cumulative: what the pieces from m to n are worth is {@code first(n) - first(m)}, so that parts that are
     * paid or given back one after the other add up to the whole, whatever their sizes.
     */
    static long first(long amount, int pieces, int all) {
        if (amount < 0 || pieces < 0 || pieces > all || all == 0) {
            throw new IllegalArgumentException(pieces + " of " + all + " pieces worth " + amount);
        }
        return amount / all * pieces + Math.min(pieces, amount % all);
    }

    /**
     * Shares in proportion to weights, by the largest remainder. Where remainders are equal the larger weight takes the unit, then the
     * earlier one. Shares are equal where all weights are 0.
     *
     * @param weights at least one, none negative, their sum no more than a long
     */
    static long[] proportionally(long amount, long... weights) {
        long sum = Arrays.stream(weights).reduce(0, Math::addExact);
        if (amount < 0 || weights.length == 0 || Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException(amount + " by " + Arrays.toString(weights));
        }
        if (sum == 0) {
            return IntStream.range(0, weights.length)
                    .mapToLong(i -> first(amount, i + 1, weights.length) - first(amount, i, weights.length))
                    .toArray();
        }
        var parts = Arrays.stream(weights)
                .mapToObj(weight -> Ratio.of(amount, weight, sum))
                .toList();
        long[] shares = parts.stream().mapToLong(Ratio::whole).toArray();
        long left = amount - Arrays.stream(shares).sum();
        IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> -parts.get(i).rest())
                        .thenComparingLong(i -> -weights[i])
                        .thenComparing(Comparator.naturalOrder()))
                .limit(left)
                .forEach(i -> shares[i]++);
        return shares;
    }
}
