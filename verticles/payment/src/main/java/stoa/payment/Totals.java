package stoa.payment;

/**
 * What has happened to the money of an intent over its whole life, in minor units. Each only grows.
 *
 * @param fee what the provider kept for itself
 */
record Totals(long authorised, long captured, long refunded, long voided, long fee) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0);
}
