package stoa.platform.relay;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Which events there are, who tells them, who must have applied them, and what they look like. Declared in resources, not by running
 * code: an event waits also for a consumer whose node has not started yet.
 */
public final class EventTypes {
    private static final String DECLARED = "/stoa/platform/events";

    /**
     * @param source the domain that tells it
     * @param consumers the domains that apply it
     * @param latest each event says all that can be known of its aggregate: a later one is told instead of those before it, which its
     *     consumers then apply along with it
     */
    record EventType(int version, String source, List<String> consumers, boolean latest) {
        EventType {
            consumers = List.copyOf(consumers);
        }
    }

    private record Declared(EventType type, Schema schema) {}

    private final Map<String, Declared> types = new TreeMap<>();

    private EventTypes() {}

    /** The events of Stoa. Reads resources, so not on an event loop. */
    public static EventTypes declared() {
        return read(DECLARED);
    }

    /** @param folder of resources: {@code events.json}, and {@code <type>.<version>.json} with a JSON Schema (2020-12) for each */
    static EventTypes read(String folder) {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var read = new EventTypes();
        for (var entry : resource(folder + "/events.json").properties()) {
            var type = Json.MAPPER.treeToValue(entry.getValue(), EventType.class);
            var schema = registry.getSchema(resource(folder + "/" + entry.getKey() + "." + type.version() + ".json"));
            read.types.put(entry.getKey(), new Declared(type, schema));
        }
        return read;
    }

    private static JsonNode resource(String path) {
        try (InputStream in = EventTypes.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The declaration of events lacks " + path);
            }
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean knows(String type) {
        return types.containsKey(type);
    }

    /** @throws IllegalArgumentException where nobody has declared it */
    EventType named(String type) {
        return declaration(type).type();
    }

    private Declared declaration(String type) {
        var declared = types.get(type);
        if (declared == null) {
            throw new IllegalArgumentException(
                    "No event " + type + " is declared; add it to events.json with its JSON Schema");
        }
        return declared;
    }

    /** Every domain that applies events. */
    List<String> consumers() {
        return types.values().stream()
                .flatMap(declared -> declared.type().consumers().stream())
                .distinct()
                .toList();
    }

    /** The types of which a later event says all that an earlier one did. */
    String[] latest() {
        return types.entrySet().stream()
                .filter(entry -> entry.getValue().type().latest())
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    /** The types that this domain applies. */
    List<String> of(String consumer) {
        var mine = new ArrayList<String>();
        types.forEach((name, declared) -> {
            if (declared.type().consumers().contains(consumer)) {
                mine.add(name);
            }
        });
        return mine;
    }

    /** What is wrong with the data (JSON) of an event, or null. An unknown type is wrong as a whole. */
    @Nullable
    String fault(String type, String data) {
        var declared = types.get(type);
        if (declared == null) {
            return "no event " + type + " is declared";
        }
        try {
            return fault(declared, Json.MAPPER.readTree(data));
        } catch (JacksonException e) {
            return "cannot be read: " + e.getOriginalMessage();
        }
    }

    private static @Nullable String fault(Declared declared, JsonNode data) {
        var errors = declared.schema().validate(data);
        return errors.isEmpty()
                ? null
                : errors.stream()
                        .map(e -> e.getInstanceLocation() + " " + e.getMessage())
                        .collect(Collectors.joining("; "));
    }
}
