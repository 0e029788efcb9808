package stoa.embedded.psp;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The wish of a shop to be paid once.
 *
 * @param account the shop
 * @param terms what the shop asked for; never changes
 * @param idempotencyKey under which it was created, or null
 * @param charge the one hold on the card, or null while there is none
 * @param tries how often confirm or capture was heard so far
 * @param action the secret in the address of the page where the buyer approves it, or null where nobody has to
 */
record Intent(
        String id,
        String account,
        Terms terms,
        @Nullable String idempotencyKey,
        Instant created,
        IntentStatus status,
        @Nullable Charge charge,
        @Nullable String declineReason,
        int tries,
        Moved moved,
        @Nullable String action) {

    /**
     * @param amount minor units of the currency (ISO 4217)
     * @param reference the shop's own name for it, its order
     * @param returnUrl where the buyer's browser goes after the page of the provider, or null
     */
    record Terms(
            long amount,
            String currency,
            String reference,
            String token,
            Behaviour behaviour,
            @Nullable String webhookUrl,
            @Nullable String returnUrl) {}

    /** @param number grows with each charge of the account */
    record Charge(String id, long number) {}

    /** As the shop asks for it first. */
    static Intent wanted(String id, String account, Terms terms, @Nullable String idempotencyKey) {
        return new Intent(
                id,
                account,
                terms,
                idempotencyKey,
                Instant.now(),
                IntentStatus.REQUIRES_CONFIRMATION,
                null,
                null,
                0,
                Moved.NOTHING,
                null);
    }

    /** Ended before it came: whatever arrives under this id later finds it over. */
    static Intent never(String id, String account) {
        var terms = new Terms(0, "XXX", id, "", Behaviour.PAYS, null, null); // no currency, in the words of ISO 4217
        return wanted(id, account, terms, null).to(IntentStatus.VOIDED);
    }

    /** Whether it is about this money, or was ended before anybody said about which. */
    boolean isAbout(Terms asked) {
        return terms.amount == 0 || (terms.amount == asked.amount && terms.currency.equals(asked.currency));
    }

    /** Still on the card. */
    long held() {
        return charge == null ? 0 : terms.amount - moved.captured() - moved.voided();
    }

    Intent to(IntentStatus next) {
        return new Intent(
                id, account, terms, idempotencyKey, created, next, charge, declineReason, tries, moved, action);
    }

    Intent asking(String secret) {
        return new Intent(
                id,
                account,
                terms,
                idempotencyKey,
                created,
                IntentStatus.REQUIRES_ACTION,
                charge,
                declineReason,
                tries,
                moved,
                secret);
    }

    Intent authorised(Charge made) {
        return new Intent(
                id,
                account,
                terms,
                idempotencyKey,
                created,
                IntentStatus.AUTHORISED,
                made,
                declineReason,
                tries,
                moved,
                action);
    }

    Intent declined(String reason) {
        return new Intent(
                id,
                account,
                terms,
                idempotencyKey,
                created,
                IntentStatus.DECLINED,
                charge,
                reason,
                tries,
                moved,
                action);
    }

    Intent triedAgain() {
        return new Intent(
                id, account, terms, idempotencyKey, created, status, charge, declineReason, tries + 1, moved, action);
    }

    /** With its money moved, and where it stands by that. */
    Intent with(Moved now) {
        var next = new Intent(
                id, account, terms, idempotencyKey, created, status, charge, declineReason, tries, now, action);
        return next.to(next.standing());
    }

    private IntentStatus standing() {
        if (charge == null) {
            return status;
        }
        if (moved.captured() == 0) {
            return held() == 0 ? IntentStatus.VOIDED : IntentStatus.AUTHORISED;
        }
        return moved.refunded() == moved.captured() && held() == 0 ? IntentStatus.REFUNDED : IntentStatus.CAPTURED;
    }

    /** As the API shows it. */
    JsonObject shown() {
        var json = new JsonObject()
                .put("id", id)
                .put("status", status.wire())
                .put("amount", terms.amount)
                .put("currency", terms.currency)
                .put("reference", terms.reference)
                .put("created", created.getEpochSecond())
                .put("authorised", charge == null ? 0 : terms.amount);
        moved.show(json);
        if (charge != null) {
            json.put("chargeId", charge.id);
        }
        if (declineReason != null) {
            json.put("declineReason", declineReason);
        }
        return json;
    }

    /** Whole, for the journal. */
    JsonObject written() {
        var json = shown().put("account", account)
                .put("token", terms.token)
                .put("behaviour", terms.behaviour.name())
                .put("webhookUrl", terms.webhookUrl)
                .put("returnUrl", terms.returnUrl)
                .put("idempotencyKey", idempotencyKey)
                .put("tries", tries)
                .put("action", action);
        moved.write(json);
        if (charge != null) {
            json.put("chargeNumber", charge.number);
        }
        return json;
    }

    static Intent read(JsonObject json) {
        var terms = new Terms(
                json.getLong("amount"),
                json.getString("currency"),
                json.getString("reference"),
                json.getString("token"),
                Behaviour.valueOf(json.getString("behaviour")),
                json.getString("webhookUrl"),
                json.getString("returnUrl"));
        var charge = json.containsKey("chargeId")
                ? new Charge(json.getString("chargeId"), json.getLong("chargeNumber"))
                : null;
        return new Intent(
                json.getString("id"),
                json.getString("account"),
                terms,
                json.getString("idempotencyKey"),
                Instant.ofEpochSecond(json.getLong("created")),
                IntentStatus.valueOf(json.getString("status").toUpperCase(Locale.ROOT)),
                charge,
                json.getString("declineReason"),
                json.getInteger("tries"),
                Moved.read(json),
                json.getString("action"));
    }
}
