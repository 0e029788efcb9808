package stoa.catalog;

import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Words as search compares them: lower case, without accents. What is stored and what is looked for go through the same door. */
final class Words {
    /** Of one product and language; the name comes first, so what is cut off is the end of a very long description. */
    static final int MOST_TERMS = 400;

    /** More words than this do not narrow a search any further. */
    static final int MOST_WANTED = 6;

    private static final int LONGEST = 40;
    /** Sorts behind every text that begins with the same letters, in collation C. */
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern GAPS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Words() {}

    /** Distinct, in the order of the texts. */
    static Set<String> terms(Collection<String> texts) {
        var terms = new LinkedHashSet<String>();
        for (var text : texts) {
            for (var word : GAPS.split(plain(text), -1)) {
                if (!word.isEmpty() && terms.size() < MOST_TERMS) {
                    terms.add(cut(word));
                }
            }
        }
        return terms;
    }

    /** What a search wants; empty where the text has no letter or digit. */
    static List<String> wanted(String text) {
        return terms(List.of(text)).stream().limit(MOST_WANTED).toList();
    }

    /** The upper end of the range of all words that begin with {@code prefix}. */
    static String behind(String prefix) {
        return prefix + LAST_CHARACTER;
    }

    /** For sorting by name, in collation C. */
    static String sortable(String name) {
        return plain(name).strip();
    }

    private static String plain(String text) {
        var decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT).replace("ß", "ss");
    }

    private static String cut(String word) {
        return word.codePointCount(0, word.length()) <= LONGEST
                ? word
                : word.substring(0, word.offsetByCodePoints(0, LONGEST));
    }
}
