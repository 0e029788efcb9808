package stoa.embedded.psp;

import java.util.Locale;

/** Where an intent stands. */
enum IntentStatus {
    REQUIRES_CONFIRMATION,
    /** The buyer has to approve it on the provider's page. */
    REQUIRES_ACTION,
    PROCESSING,
    AUTHORISED,
    /** Taken, whole or in part. */
    CAPTURED,
    DECLINED,
    VOIDED,
    /** Given back whole, and nothing more is held. */
    REFUNDED;

    /** As the API writes it. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
