package stoa.messages;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A validated request of one operation of the contract, on its way from the gateway to the domain. Defaults are filled in; the names
 * of parameters are those of the contract, header names in lower case.
 *
 * @param path path parameters, decoded
 * @param query query parameters, decoded, in the order given
 * @param headers the header parameters that the contract names for this operation
 * @param cookies the cookies that the operation's security names
 * @param body the JSON body, or null where there is none
 * @param rawBody the body as it came (UTF-8), only where the contract says {@code x-stoa-raw-body}
 */
public record ApiRequest(
        String operationId,
        Map<String, String> path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        Map<String, String> cookies,
        @Nullable JsonNode body,
        @Nullable String rawBody) {}
