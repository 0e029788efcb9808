package stoa.order;

import stoa.messages.order.PaymentStatus;

/**
 * The money of an order, in minor units: what shall have been taken and given back as the order stands, and what has been, as far as the
 * order has learned.
 */
record Funds(long toCapture, long toRefund, long captured, long refunded) {
    static final Funds NONE = new Funds(0, 0, 0, 0);

    Funds taking(long total) {
        return new Funds(Math.max(toCapture, total), toRefund, captured, refunded);
    }

    Funds givingBack(long more) {
        return new Funds(toCapture, Math.min(toRefund + more, toCapture), captured, refunded);
    }

    /** What the provider has told: more than was wanted is wanted by now. */
    Funds told(long captured, long refunded) {
        return new Funds(Math.max(toCapture, captured), Math.max(toRefund, refunded), captured, refunded);
    }

    /** What staff may still give back. */
    long refundable() {
        return captured - toRefund;
    }

    boolean even() {
        return captured == toCapture && refunded == toRefund;
    }

    /**
     * Where the payment stands while some of the money is still the shop's.
     *
     * @param total of the order
     * @param closed nothing is left to ship, so nothing more will be taken
     */
    PaymentStatus payment(long total, boolean closed) {
        if (refunded > 0) {
            return PaymentStatus.PARTIALLY_REFUNDED;
        }
        if (captured == total || (closed && captured == toCapture)) {
            return PaymentStatus.CAPTURED;
        }
        return captured == 0 ? PaymentStatus.AUTHORISED : PaymentStatus.PARTIALLY_CAPTURED;
    }
}
