package stoa.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;

/**
 * Finds what may be the number of a payment card: 14 to 19 digits in a card issuer's range whose last one is right by the Luhn formula
 * (ISO/IEC 7812-1), in one piece or in groups, standing by itself. Thirteen digits are left out: no card has had so few for decades, and
 * every third article number of Europe would look like one. So are UUIDs.
 */
public final class CardNumbers {
    private static final int FEWEST = 14;
    private static final int MOST = 19;

    /** ISO/IEC 7812 ranges as the schemes publish them. */
    private static final CreditCardValidator CARDS = new CreditCardValidator(new CreditCardRange[] {
        new CreditCardRange("34", "34", 15, 15), // American Express
        new CreditCardRange("37", "37", 15, 15),
        new CreditCardRange("300", "305", 14, 19), // Diners Club
        new CreditCardRange("3095", "3095", 14, 19),
        new CreditCardRange("36", "36", 14, 19),
        new CreditCardRange("38", "39", 14, 19),
        new CreditCardRange("3528", "3589", 16, 19), // JCB
        new CreditCardRange("4", "4", 16, 16), // Visa
        new CreditCardRange("4", "4", 19, 19),
        new CreditCardRange("51", "55", 16, 16), // Mastercard
        new CreditCardRange("2221", "2720", 16, 16),
        new CreditCardRange("50", "50", 16, 19), // Maestro
        new CreditCardRange("56", "58", 16, 19),
        new CreditCardRange("6011", "6011", 16, 19), // Discover
        new CreditCardRange("644", "659", 16, 19),
        new CreditCardRange("62", "62", 16, 19), // UnionPay
        new CreditCardRange("6304", "6304", 16, 19), // Maestro
        new CreditCardRange("67", "67", 16, 19)
    });

    private static final String UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";

    /** A UUID, which is skipped, or groups of digits that no letter touches. */
    private static final Pattern RUN =
            Pattern.compile(UUID + "|(?<![\\p{L}\\p{N}_])[0-9](?:[ .\\-\\u00a0]?[0-9]){13,}(?![\\p{L}\\p{N}_])");

    private static final Pattern GROUP = Pattern.compile("[0-9]+");

    private CardNumbers() {}

    /** Whether there may be one: a look that costs next to nothing and is wrong only by saying yes. */
    static boolean suspicious(CharSequence text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                if (++digits == FEWEST) {
                    return true;
                }
            } else if (c != ' ' && c != '-' && c != '.' && c != '\u00a0') {
                digits = 0;
            }
        }
        return false;
    }

    /** The same of text in UTF-8. */
    public static boolean suspicious(byte[] utf8) {
        int digits = 0;
        for (byte b : utf8) {
            if (b >= '0' && b <= '9') {
                if (++digits == FEWEST) {
                    return true;
                }
            } else if (b != ' ' && b != '-' && b != '.' && b >= 0) {
                digits = 0;
            }
        }
        return false;
    }

    public static boolean in(CharSequence text) {
        if (!suspicious(text)) {
            return false;
        }
        var run = RUN.matcher(text);
        while (run.find()) {
            if (!found(run.group()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The same text with all but the last four digits of each number made into stars. */
    public static String masked(String text) {
        if (!suspicious(text)) {
            return text;
        }
        return RUN.matcher(text).replaceAll(run -> Matcher.quoteReplacement(maskedRun(run.group())));
    }

    private static String maskedRun(String run) {
        var masked = new StringBuilder(run);
        for (var number : found(run)) {
            int shown = 4;
            for (int i = number.end - 1; i >= number.start; i--) {
                if (Character.isDigit(run.charAt(i)) && shown-- <= 0) {
                    masked.setCharAt(i, '*');
                }
            }
        }
        return masked.toString();
    }

    private record Span(int start, int end) {}

    /** A number is one group of digits, or some that follow each other: what stands beside it may be an expiry date. */
    private static List<Span> found(String run) {
        if (run.matches(UUID)) {
            return List.of();
        }
        var groups = new ArrayList<Span>();
        var group = GROUP.matcher(run);
        while (group.find()) {
            groups.add(new Span(group.start(), group.end()));
        }
        var found = new ArrayList<Span>();
        for (int first = 0; first < groups.size(); first++) {
            int digits = 0;
            for (int last = first; last < groups.size() && digits <= MOST; last++) {
                var ends = groups.get(last);
                digits += ends.end - ends.start;
                var span = new Span(groups.get(first).start, ends.end);
                if (digits >= FEWEST && digits <= MOST && CARDS.isValid(digits(run, span))) {
                    found.add(span);
                }
            }
        }
        return found;
    }

    private static String digits(String run, Span span) {
        return run.substring(span.start, span.end).replaceAll("[^0-9]", "");
    }
}
