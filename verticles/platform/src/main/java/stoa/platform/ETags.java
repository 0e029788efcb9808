package stoa.platform;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions as strong entity tags (RFC 9110 section 8.8.3). */
public final class ETags {
    private static final Pattern ONE = Pattern.compile("\"(\\d{1,9})\"");

    private ETags() {}

    public static String of(int version) {
        return '"' + Integer.toString(version) + '"';
    }

    /**
     * The version that the asker has seen.
     *
     * @throws Refusal 428 where the header is missing, 400 where it is not one strong tag of ours: a weak tag or {@code *} does not say which
     *     version was seen
     */
    public static int parseIfMatch(@Nullable String ifMatch) {
        if (ifMatch == null) {
            throw Refusal.preconditionRequired();
        }
        Matcher matcher = ONE.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw Refusal.invalid(
                    "If-Match is malformed.",
                    List.of(Refusal.Fault.of("#/header/If-Match", "Send the ETag as it was read, such as \"3\".")));
        }
        return Integer.parseInt(matcher.group(1));
    }
}
