package stoa.payment;

/**
 * What the provider is told about an intent.
 *
 * @param total of this kind when it is done, minor units
 * @param amount by which it grows
 * @param key under which it happens once, however often it is told
 */
record Operation(Kind kind, long total, long amount, String key) {
    /** What moves money, or lets go of it. A fee is what the provider keeps by itself. */
    enum Kind {
        AUTHORISE,
        CAPTURE,
        REFUND,
        VOID,
        FEE
    }
}
