package stoa.payment;

import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who moves the money. Every call is idempotent and bounded in time. It fails with {@link Unanswered} where it is not known what came of
 * it, with {@link Declined} or {@link WrongState} where the provider has clearly said no. {@code ProviderContract} in the tests says it
 * in examples; every implementation passes it.
 */
interface PaymentProvider {
    /**
     * Where an intent stands at the provider.
     *
     * @param status CREATED where the provider was not told to move money, PENDING while it is at it
     * @param reason why it declined, or null
     * @param actionUrl where the buyer confirms it, or null
     */
    record Intent(
            String id,
            PaymentStatus status,
            Totals totals,
            @Nullable String reason,
            @Nullable String actionUrl) {}

    /**
     * An order to be paid.
     *
     * @param amount minor units of the currency (ISO 4217)
     * @param returnUrl where the buyer's browser goes after a confirmation at the provider
     */
    record NewIntent(UUID orderId, long amount, String currency, String token, String returnUrl) {}

    /** Under which the provider is stored. */
    String name();

    /**
     * The id under which the provider will know the intent of an order, always the same one: it is ours, so that it can be stored before the
     * provider hears of it. A provider that gives ids of its own keeps ours as its reference, and finds by it.
     */
    String intentId(UUID orderId);

    /** Makes the intent where it is not there yet, and holds its money: once, however often and however late it is told. */
    Future<Intent> hold(UUID tenant, String intentId, NewIntent wanted);

    /** Where it stands: CREATED, with nothing moved, also where the provider has not heard of it, which may still be on its way. */
    Future<Intent> ask(UUID tenant, String intentId);

    /**
     * Takes, gives back or lets go, or holds the money of an intent that is there. Under the same key it happens once. To let go also ends an
     * intent that is not there yet: whatever of it arrives later holds nothing.
     *
     * @param operation any kind but FEE
     */
    Future<Intent> tell(UUID tenant, String intentId, Operation operation);

    /** Where an event of the provider says that its intent stands, or null where it does not say it whole. */
    @Nullable
    Intent told(JsonNode data);

    /** No answer, or none that says anything: the money may have moved or not. */
    final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unanswered(String why) {
            super(why, null, false, false);
        }
    }

    /** The provider will not have it; this call has made no intent. */
    final class Declined extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Declined(String reason) {
            super(reason, null, false, false);
        }
    }

    /** The provider has said no, and no money has moved by this: ask where the intent stands, then decide again. */
    final class WrongState extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongState(String detail) {
            super(detail, null, false, false);
        }
    }
}
