package stoa.openapi;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came from the wire, before anything is believed of it.
 *
 * @param path path parameters, decoded
 * @param query the raw query, or null
 * @param headers all values of a header, by its name in any case; an empty list where it is missing
 * @param cookies value of a cookie, or null
 * @param gateway what the gateway itself knows of the connection, by the names that {@code x-stoa-gateway} uses
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Incoming(
        Map<String, String> path,
        @Nullable String query,
        Function<String, List<String>> headers,
        Function<String, @Nullable String> cookies,
        Map<String, String> gateway,
        byte[] body) {}
