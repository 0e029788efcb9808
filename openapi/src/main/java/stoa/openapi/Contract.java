package stoa.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;

/** {@code swagger.json}, read and prepared once. Loading takes a second: not on an event loop. */
public final class Contract {
    /** Where the contract lies on the class path. */
    public static final String RESOURCE = "stoa/openapi/swagger.json";

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode document;
    private final Map<String, Operation> operations;

    private Contract(JsonNode document) {
        this.document = document;
        var schemas = new Schemas(document);
        var found = new LinkedHashMap<String, Operation>();
        for (var path : document.get("paths").properties()) {
            for (var member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    var operation = new Operation(schemas, document, path.getKey(), member.getKey());
                    if (found.put(operation.id(), operation) != null) {
                        throw new IllegalArgumentException("Two operations are called " + operation.id());
                    }
                }
            }
        }
        this.operations = Map.copyOf(found);
    }

    public static Contract load() {
        return of(read());
    }

    /** Any document of the same kind. */
    public static Contract of(JsonNode document) {
        return new Contract(document);
    }

    static JsonNode read() {
        try (var in = Contract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            return Json.MAPPER.readTree(Objects.requireNonNull(in, RESOURCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy: the caller may change it. */
    public JsonNode document() {
        return document.deepCopy();
    }

    public List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    /** @throws IllegalArgumentException where the contract has no such operation */
    public Operation operation(String id) {
        var operation = operations.get(id);
        if (operation == null) {
            throw new IllegalArgumentException("The contract has no operation " + id);
        }
        return operation;
    }
}
