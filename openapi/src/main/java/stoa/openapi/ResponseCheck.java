package stoa.openapi;

import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Whether an answer is one that the contract describes. For tests, which ask it about every answer they get. */
public final class ResponseCheck {
    private static final String PROBLEM = "application/problem+json";

    private final JsonNode document;
    private final Schemas schemas;
    private final Contract contract;
    private final Map<String, Schema> prepared = new ConcurrentHashMap<>();

    public ResponseCheck(Contract contract) {
        this.contract = contract;
        this.document = contract.document();
        this.schemas = new Schemas(document);
    }

    /**
     * @param headers by name in lower case, one value each
     * @return what is wrong, in sentences; empty where all is well
     */
    public List<String> faults(String operationId, int status, Map<String, String> headers, byte[] body) {
        var operation = contract.operation(operationId);
        var owner = Faults.join("/paths", operation.path()) + "/"
                + operation.method().toLowerCase(Locale.ROOT) + "/responses/" + status;
        if (document.at(owner).isMissingNode()) {
            return List.of(operationId + " does not declare the status " + status);
        }
        var pointer = resolved(owner);
        var faults = new ArrayList<String>();
        checkHeaders(pointer, headers, faults);
        checkBody(pointer, headers.get("content-type"), body, faults);
        return faults;
    }

    private void checkHeaders(String pointer, Map<String, String> headers, List<String> faults) {
        if (!headers.containsKey("x-correlation-id")) {
            faults.add("X-Correlation-ID is missing");
        }
        for (var declared : document.at(pointer + "/headers").propertyNames()) {
            var value = headers.get(declared.toLowerCase(Locale.ROOT));
            if (value != null) {
                var schema = resolved(pointer + Faults.join("/headers", declared)) + "/schema";
                var node = document.at(schema).path("type").asString("").equals("integer")
                        ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                        : JsonNodeFactory.instance.stringNode(value);
                faults.addAll(describe("#/header/" + declared, schema(schema), node));
            }
        }
    }

    private void checkBody(String pointer, @Nullable String contentType, byte[] body, List<String> faults) {
        var content = document.at(pointer + "/content");
        if (content.isMissingNode()) {
            if (body.length > 0) {
                faults.add("a body is not declared");
            }
            return;
        }
        var type = String.valueOf(contentType).split(";", 2)[0];
        if (!content.has(type)) {
            faults.add("the media type " + type + " is not declared");
            return;
        }
        faults.addAll(describe("", schema(pointer + Faults.join("/content", type) + "/schema"), parsed(body)));
    }

    /** An answer outside all operations (no such path, no such method) must still be a problem of the contract. */
    public List<String> problemFaults(Map<String, String> headers, byte[] body) {
        return PROBLEM.equals(headers.get("content-type"))
                ? describe("", schema("/components/schemas/Problem"), parsed(body))
                : List.of("the media type is not " + PROBLEM);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static List<String> describe(String prefix, Schema schema, JsonNode value) {
        return Faults.of(prefix, schema.validate(value)).stream()
                .map(fault -> fault.pointer() + " " + fault.detail())
                .toList();
    }

    private Schema schema(String pointer) {
        return prepared.computeIfAbsent(pointer, schemas::at);
    }

    private String resolved(String pointer) {
        var reference = document.at(pointer).path("$ref").asString("");
        return reference.isEmpty() ? pointer : reference.substring(1);
    }
}
