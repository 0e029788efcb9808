package stoa.messages.payment;

/** Where payments are asked, and the event they tell. */
public final class PaymentAddresses {
    /** {@link AuthorisePayment} -> {@link PaymentAnswer}. */
    public static final String AUTHORISE = "payment.authorise";

    /** {@link SettlePayment} -> {@link PaymentAnswer}. */
    public static final String SETTLE = "payment.settle";

    /** {@link AskPayment} -> {@link PaymentAnswer}. */
    public static final String ASK = "payment.ask";

    /** The outbox type of {@link PaymentSettled}; its aggregate is the payment. */
    public static final String SETTLED = "PaymentSettled";

    private PaymentAddresses() {}
}
