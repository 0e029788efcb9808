package stoa.order;

/** What can happen to an order. */
enum OrderStep {
    ACTION_REQUIRED("Waiting for the buyer to approve the payment"),
    AUTHORISED("Payment authorised"),
    CAPTURED("Payment received"),
    DECLINED("Payment declined"),
    VOIDED("Payment released"),
    REFUNDED("Payment refunded"),
    CANCEL("Cancelled"),
    CANCEL_LINES("Pieces cancelled"),
    EXPIRE("Not paid in time"),
    HOLD("Held"),
    RELEASE("Released"),
    SHIP("Shipped"),
    DELIVER("Delivered"),
    REFUND("Refund ordered");

    /** For the timeline, where nobody gave a reason of their own. */
    final String reason;

    OrderStep(String reason) {
        this.reason = reason;
    }
}
