package stoa.embedded.psp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The test cards, and what the provider does with each. Each has a token of its own as well, for clients that have no page. */
public enum Behaviour {
    PAYS("4242424242424242", "Pays at once"),
    DECLINED("4000000000000002", "Is declined"),
    SLOW("4000000000000044", "Pays after some seconds"),
    TIMEOUT("4000000000000101", "Holds the money, but never answers nor tells: only asking shows it"),
    LOST("4000000000000119", "Loses the first order to confirm: nothing is held, nothing answered"),
    CAPTURE_TIMEOUT("4000000000000127", "Takes the money, but never answers nor tells: only asking shows it"),
    DUPLICATE_WEBHOOKS("4000000000000135", "Pays, and tells everything three times"),
    OUT_OF_ORDER_WEBHOOKS("4000000000000143", "Pays, and tells the last thing first"),
    WEBHOOK_ONLY("4000000000000150", "Pays later: the outcome comes by webhook only"),
    STEP_UP("4000000000000168", "Asks the buyer to confirm on a page of the provider");

    private final String cardNumber;
    private final String label;

    Behaviour(String cardNumber, String label) {
        this.cardNumber = cardNumber;
        this.label = label;
    }

    public String cardNumber() {
        return cardNumber;
    }

    /** For people, in English. */
    public String label() {
        return label;
    }

    /** The token that always stands for this card and can be used again and again. */
    public String token() {
        return "tok_" + name().toLowerCase(Locale.ROOT);
    }

    static Optional<Behaviour> ofCard(String number) {
        return Arrays.stream(values()).filter(b -> b.cardNumber.equals(number)).findFirst();
    }

    static Optional<Behaviour> ofToken(String token) {
        return Arrays.stream(values()).filter(b -> b.token().equals(token)).findFirst();
    }
}
