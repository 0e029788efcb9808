package stoa.messages;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation of the contract answers: the typed twin of {@link ApiResponse}.
 *
 * @param status 2xx
 * @param body the record of the contract, or null for 204
 * @param headers names as the contract writes them
 */
public record Answer<T>(int status, @Nullable T body, Map<String, String> headers) {
    public static <T> Answer<T> ok(T body) {
        return new Answer<>(200, body, Map.of());
    }

    /** 201 with the path of what was made. */
    public static <T> Answer<T> created(T body, String location) {
        return new Answer<>(201, body, Map.of("Location", location));
    }

    public static Answer<Void> noContent() {
        return new Answer<>(204, null, Map.of());
    }

    /** The version as strong ETag (RFC 9110 section 8.8.3), to be sent back as If-Match. */
    public Answer<T> withETag(int version) {
        return withHeader("ETag", '"' + Integer.toString(version) + '"');
    }

    public Answer<T> withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer<>(status, body, Map.copyOf(more));
    }
}
