package stoa.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Few articles are wanted by many and many by few: the n-th most popular one with a weight of 1/n^s. */
final class Zipf {
    private final double[] cumulated;

    Zipf(int size, double exponent) {
        cumulated = new double[size];
        double sum = 0;
        for (int n = 0; n < size; n++) {
            sum += 1 / Math.pow(n + 1, exponent);
            cumulated[n] = sum;
        }
    }

    /** @return from 0, the most popular, to size - 1 */
    int next(RandomGenerator chance) {
        double point = chance.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, point);
        return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found + 1);
    }
}
