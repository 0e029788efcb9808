package stoa.platform;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Two bodies that say the same have the same fingerprint, in whatever order their members came. */
final class Fingerprint {
    private Fingerprint() {}

    static byte[] of(Object body) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(Json.MAPPER.writeValueAsBytes(sorted(Json.MAPPER.valueToTree(body))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var result = Json.MAPPER.createObjectNode();
            object.propertyNames().stream().sorted().forEach(name -> result.set(name, sorted(object.path(name))));
            return result;
        }
        if (node instanceof ArrayNode array) {
            var result = Json.MAPPER.createArrayNode();
            array.forEach(item -> result.add(sorted(item)));
            return result;
        }
        return node;
    }
}
