package stoa.messages.payment;

import java.util.UUID;

/**
 * What the order wants its money to have become: totals over its whole life, not steps. The payment domain makes the difference at the
 * provider, in one operation per kind, and answers where the money stands. Idempotent; a question of an older order version than one
 * that was asked before changes nothing and is answered by the newer one's targets.
 *
 * @param orderVersion of the order that wants this; fences it
 * @param captureTotal minor units to have been taken; never more than is authorised
 * @param refundTotal minor units of them to have been given back
 * @param releaseRest whether what is held beyond {@code captureTotal} is let go, and what was taken beyond it is given back: a capture
 *     that came through after the order was cancelled needs no targets of its own. Nothing can be taken afterwards; with
 *     {@code captureTotal} 0 the order never holds nor keeps money, also where nobody knows yet what became of it.
 */
public record SettlePayment(UUID orderId, int orderVersion, long captureTotal, long refundTotal, boolean releaseRest) {
    public SettlePayment {
        if (captureTotal < 0 || refundTotal < 0 || refundTotal > captureTotal) {
            throw new IllegalArgumentException("Targets are totals from 0 up, and no more is given back than is taken: "
                    + captureTotal + ", " + refundTotal);
        }
    }

    /** The order keeps no money, whatever has become of it by now. */
    public static SettlePayment nothing(UUID orderId, int orderVersion) {
        return new SettlePayment(orderId, orderVersion, 0, 0, true);
    }
}
