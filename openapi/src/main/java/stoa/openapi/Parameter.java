package stoa.openapi;

import com.networknt.schema.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.openapi.model.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A parameter of an operation.
 *
 * @param in {@code path}, {@code query}, {@code header} or {@code cookie}
 * @param type JSON type of the value, or of the items where it is a list
 * @param fallback the default as text, or null
 * @param caller lives in the Caller, not in the operation's arguments
 * @param gateway what the gateway writes here itself, or null
 */
public record Parameter(
        String name,
        String in,
        boolean required,
        String type,
        boolean list,
        @Nullable String fallback,
        boolean caller,
        boolean tenant,
        @Nullable String gateway,
        Schema schema) {

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,30})");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

    static Parameter of(Schemas schemas, JsonNode document, String pointer) {
        var node = document.at(pointer);
        if (node.has("$ref")) {
            return of(schemas, document, node.get("$ref").asString().substring(1));
        }
        var schema = node.get("schema");
        if (schema.has("$ref")) {
            schema = document.at(schema.get("$ref").asString().substring(1));
        }
        boolean list = schema.path("type").asString("").equals("array");
        var fallback = schema.get("default");
        return new Parameter(
                node.get("name").asString(),
                node.get("in").asString(),
                node.path("required").asBoolean(false),
                (list ? schema.path("items") : schema).path("type").asString("string"),
                list,
                fallback == null ? null : fallback.asString(),
                node.path("x-stoa-caller").asBoolean(false),
                node.path("x-stoa-tenant").asBoolean(false),
                node.has("x-stoa-gateway") ? node.get("x-stoa-gateway").asString() : null,
                schemas.at(pointer + "/schema"));
    }

    /** How ApiRequest names it. */
    String key() {
        return in.equals("header") ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** Adds what is wrong with the values given; none given is wrong only where one is required. */
    void check(List<String> given, List<Fault> faults) {
        var pointer = "#/" + in + "/" + name;
        if (given.isEmpty()) {
            if (required) {
                faults.add(Faults.of(pointer, "is missing"));
            }
        } else if (list) {
            var values = JsonNodeFactory.instance.arrayNode();
            given.forEach(text -> values.add(value(text)));
            faults.addAll(Faults.of(pointer, schema.validate(values)));
        } else if (given.size() > 1) {
            faults.add(Faults.of(pointer, "is given more than once"));
        } else {
            faults.addAll(Faults.of(pointer, schema.validate(value(given.getFirst()))));
        }
    }

    /** Text that is no literal of the type stays text, and then fails on its type. */
    private JsonNode value(String text) {
        var nodes = JsonNodeFactory.instance;
        return switch (type) {
            case "integer" ->
                INTEGER.matcher(text).matches() ? nodes.numberNode(new BigInteger(text)) : nodes.stringNode(text);
            case "number" ->
                NUMBER.matcher(text).matches() ? nodes.numberNode(new BigDecimal(text)) : nodes.stringNode(text);
            case "boolean" ->
                text.equals("true") || text.equals("false")
                        ? nodes.booleanNode(text.equals("true"))
                        : nodes.stringNode(text);
            default -> nodes.stringNode(text);
        };
    }
}
