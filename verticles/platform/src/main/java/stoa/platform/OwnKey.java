package stoa.platform;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import stoa.messages.Caller;

/** Whose an Idempotency-Key is, where no account says so. See {@link Idempotency#own}. */
final class OwnKey {
    /** Made by chance: version 4, or version 7 with its 74 random bits (RFC 9562); a name may stand before or behind it. */
    private static final Pattern RANDOM = Pattern.compile(
            "(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[47][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])");

    private OwnKey() {}

    static String of(Caller caller, String key) {
        if (caller.user() != null) {
            return key;
        }
        UUID held = caller.order() == null ? caller.cart() : caller.order();
        if (held != null) {
            return held + "/" + key; // no key has a slash
        }
        if (!RANDOM.matcher(key).find()) {
            throw Refusal.unprocessable(
                    "/problems/idempotency-key-guessable",
                    "The key is too easy to guess",
                    "Nothing but the key tells one guest from another: make a new random UUID for each request.",
                    List.of(Refusal.Fault.of("#/header/Idempotency-Key", "must hold a random UUID (version 4 or 7)")));
        }
        return key;
    }
}
