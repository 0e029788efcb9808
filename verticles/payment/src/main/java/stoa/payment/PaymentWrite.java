package stoa.payment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.SettlePayment;

/** Something to be written about one payment. Many of them travel in one batch; see {@code payment_batch}. */
sealed interface PaymentWrite {
    Caller caller();

    /** An order is to be paid: its intent is stored, and to hold the money is open, unless the order has a payment already. */
    record Begin(Caller caller, AuthorisePayment ask, String intentId) implements PaymentWrite {}

    /** What the order wants its money to have become. */
    record Want(Caller caller, SettlePayment ask) implements PaymentWrite {}

    /**
     * Where the provider says that the payment of an order stands.
     *
     * @param tell whether others are to hear of it, because nobody waits for the answer
     */
    record Move(Caller caller, UUID orderId, PaymentProvider.Intent stands, boolean tell) implements PaymentWrite {}

    /**
     * An event of the provider, applied once however often it comes.
     *
     * @param stands null where it moves nothing
     */
    record Hear(Caller caller, String eventId, String type, PaymentProvider.@Nullable Intent stands)
            implements PaymentWrite {
        /** Whether it says the same, whoever has brought it. */
        boolean repeats(Hear other) {
            return type.equals(other.type) && (stands == null ? other.stands == null : stands.equals(other.stands));
        }
    }
}
