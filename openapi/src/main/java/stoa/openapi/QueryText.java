package stoa.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query string, decoded strictly (WHATWG URL section 5): what others repair silently, such as broken escapes, is refused here. */
final class QueryText {
    private QueryText() {}

    static Map<String, List<String>> parse(@Nullable String raw) throws Violation {
        var values = new LinkedHashMap<String, List<String>>();
        if (raw == null || raw.isEmpty()) {
            return values;
        }
        for (var pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                var name = decode(equals < 0 ? pair : pair.substring(0, equals));
                var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
            }
        }
        return values;
    }

    static String decode(String text) throws Violation {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(escaped(text, i));
                i += 2;
            } else {
                bytes.writeBytes((c == '+' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
            }
        }
        var decoded = BodyReader.text("query", bytes.toByteArray());
        if (!BodyReader.storable(decoded)) {
            throw Violation.malformed("The query has a NUL.");
        }
        return decoded;
    }

    private static int escaped(String text, int at) throws Violation {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw Violation.malformed("The query has a broken percent-escape.");
        }
        return high << 4 | low;
    }
}
