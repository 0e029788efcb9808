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
     * @param status CREATED where the provider waits for the confirmation, PENDING while it is at it
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

    /** Makes the intent of an order, moving no money; asked again it answers the same intent. */
    Future<Intent> create(UUID tenant, NewIntent wanted);

    Future<Intent> ask(UUID tenant, String intentId);

    /**
     * Holds, takes, gives back or lets go. Under the same key it happens once.
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

    /** The provider will not have it; no intent was made. */
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
