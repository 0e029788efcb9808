package stoa.messages;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A domain's answer on its way back to the gateway.
 *
 * @param status 2xx; everything else is a refusal
 * @param headers to be sent as they are; the names as the contract writes them
 * @param body a record of the contract (by reference on a local hop, as JSON tree after a remote one), or null
 */
public record ApiResponse(
        int status,
        Map<String, String> headers,
        @JsonDeserialize(as = JsonNode.class) @Nullable Object body) {}
