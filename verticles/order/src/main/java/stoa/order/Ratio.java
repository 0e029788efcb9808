package stoa.order;

import java.math.BigInteger;

/**
 * {@code a * b / c}, exactly, also where the product is beyond a long.
 *
 * @param whole rounded down
 * @param rest of the division, from 0 to c - 1
 */
record Ratio(long whole, long rest, long divisor) {
    /** Of numbers that are not negative, c above 0; the result must fit a long. */
    static Ratio of(long a, long b, long c) {
        if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
            return new Ratio(a * b / c, a * b % c, c);
        }
        var parts = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).divideAndRemainder(BigInteger.valueOf(c));
        return new Ratio(parts[0].longValueExact(), parts[1].longValueExact(), c);
    }

    /** Rounded to the nearest, a half upwards. */
    long rounded() {
        return rest >= divisor - rest ? whole + 1 : whole;
    }
}
