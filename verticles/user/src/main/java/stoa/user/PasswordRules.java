package stoa.user;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import stoa.platform.Refusal;

/**
 * What a password must be (OWASP ASVS 5.0, V6.2): long, and not a word that everybody would try first. Nothing is asked of its
 * characters, nothing is cut off or changed.
 */
final class PasswordRules {
    /** In code points: V6.2.1 allows 8 and recommends more. */
    static final int SHORTEST = 12;

    /** Argon2id takes any length; this only bounds the work. */
    static final int LONGEST = 256;

    /** Fewer different characters are left when the names are taken away: nearly nothing but the names. */
    private static final int DIFFERENT = 5;

    private static final Pattern GAPS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private PasswordRules() {}

    /** @param words names of shop and person, which must not be most of the password (V6.2.11) */
    static void check(String password, List<String> words) {
        var faults = new ArrayList<Refusal.Fault>();
        var length = password.codePointCount(0, password.length());
        if (length < SHORTEST) {
            faults.add(Refusal.Fault.of("/password", "must have at least " + SHORTEST + " characters"));
        }
        if (length > LONGEST) {
            faults.add(Refusal.Fault.of("/password", "must have at most " + LONGEST + " characters"));
        }
        var rest = password.toLowerCase(Locale.ROOT);
        for (var word : words) {
            for (var part : GAPS.split(word.toLowerCase(Locale.ROOT), -1)) {
                rest = part.length() < 3 ? rest : rest.replace(part, "");
            }
        }
        if (faults.isEmpty() && rest.codePoints().distinct().count() < DIFFERENT) {
            faults.add(Refusal.Fault.of("/password", "is too easy to guess"));
        }
        if (!faults.isEmpty()) {
            throw Refusal.unprocessable(
                    "/problems/weak-password", "Password not acceptable", "Choose another password.", faults);
        }
    }
}
