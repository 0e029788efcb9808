package stoa.embedded.psp;

import io.vertx.core.json.JsonObject;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Looks at a card as a provider would, and knows only cards that are nobody's. */
final class TestCards {
    /** @param last4 the digits one may show */
    record Card(Behaviour behaviour, String last4) {}

    private TestCards() {}

    static Card check(JsonObject card) {
        var number = PspRoutes.text(card, "number", 40).replaceAll("[ -]", "");
        if (!number.matches("[0-9]{12,19}") || !luhn(number)) {
            throw Problem.card("This is not a card number; please look for a mistyped digit.");
        }
        var end = expiry(card);
        if (end.isBefore(YearMonth.now(ZoneOffset.UTC))) {
            throw Problem.card("This card has expired.");
        }
        if (!PspRoutes.text(card, "cvc", 10).matches("[0-9]{3,4}")) {
            throw Problem.card("The security code has three or four digits.");
        }
        var behaviour = Behaviour.ofCard(number)
                .orElseThrow(() -> Problem.card("The sandbox takes only its test cards, never a real one."));
        return new Card(behaviour, number.substring(number.length() - 4));
    }

    private static YearMonth expiry(JsonObject card) {
        int month = number(card, "expMonth");
        int year = number(card, "expYear");
        if (month < 1 || month > 12 || year > 9999) {
            throw Problem.card("The expiry date is a month from 1 to 12 and a year.");
        }
        return YearMonth.of(year < 100 ? year + 2000 : year, month);
    }

    private static int number(JsonObject card, String name) {
        if (card.getValue(name) instanceof Integer number && number >= 0) {
            return number;
        }
        throw Problem.invalid(name + ": a whole number, please.");
    }

    /** ISO/IEC 7812-1, annex B. */
    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
            sum += i % 2 == 0 ? digit : doubled;
        }
        return sum % 10 == 0;
    }
}
