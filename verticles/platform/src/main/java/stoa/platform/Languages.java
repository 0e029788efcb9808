package stoa.platform;

import java.util.List;

/** Which language an answer speaks. */
public final class Languages {
    private Languages() {}

    /**
     * The offered language closest to the wanted one (RFC 4647 section 3.4): the same, else without its region, else any of the same
     * language, else the fall-back.
     *
     * @param wanted BCP 47
     * @param fallback one of the offered
     */
    public static String pick(String wanted, List<String> offered, String fallback) {
        if (offered.contains(wanted)) {
            return wanted;
        }
        var language = wanted.split("-", 2)[0];
        if (offered.contains(language)) {
            return language;
        }
        return offered.stream()
                .filter(locale -> locale.startsWith(language + "-"))
                .findFirst()
                .orElse(fallback);
    }
}
