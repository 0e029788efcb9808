package stoa.openapi;

import com.networknt.schema.Error;
import java.util.List;
import java.util.stream.Collectors;
import stoa.openapi.model.Fault;
import tools.jackson.databind.JsonNode;

/** What the validator found, in words for the person who sent it. */
final class Faults {
    /** More are not told: an answer must not grow with a hostile request. */
    static final int MOST = 100;

    private static final int LONGEST_POINTER = 500;
    private static final int LONGEST_DETAIL = 1000;

    private Faults() {}

    static Fault of(String pointer, String detail) {
        return new Fault(cut(pointer, LONGEST_POINTER), cut(detail, LONGEST_DETAIL), null, null, null);
    }

    static String counted(List<Fault> faults) {
        return faults.size() == 1 ? "1 fault" : faults.size() + " faults";
    }

    /** Appends a member to a JSON pointer (RFC 6901). */
    static String join(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    /** All findings of one validation, each once; that a choice failed is told only where nothing inside it says why. */
    static List<Fault> of(String prefix, List<Error> errors) {
        var reasons = errors.stream().filter(error -> !choice(error)).toList();
        return (reasons.isEmpty() ? errors : reasons)
                .stream().map(error -> of(prefix, error)).distinct().toList();
    }

    private static boolean choice(Error error) {
        return switch (error.getKeyword()) {
            case "oneOf", "anyOf", "discriminator" -> true;
            default -> false;
        };
    }

    private static Fault of(String prefix, Error error) {
        var pointer = prefix + error.getInstanceLocation();
        var names = error.getProperty() != null
                && switch (error.getKeyword()) {
                    case "required", "additionalProperties", "unevaluatedProperties", "dependentRequired" -> true;
                    default -> false;
                };
        return of(names ? join(pointer, error.getProperty()) : pointer, words(error));
    }

    private static String words(Error error) {
        var value = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required", "dependentRequired" -> "is missing";
            case "additionalProperties", "unevaluatedProperties" -> "is not known";
            case "type" -> "must be " + types(value);
            case "enum" -> "must be one of " + values(value);
            case "const" -> "must be " + value;
            case "minimum" -> "must be at least " + value;
            case "maximum" -> "must be at most " + value;
            case "exclusiveMinimum" -> "must be more than " + value;
            case "exclusiveMaximum" -> "must be less than " + value;
            case "multipleOf" -> "must be a multiple of " + value;
            case "minLength" -> "must have at least " + counted(value, "character");
            case "maxLength" -> "must have at most " + counted(value, "character");
            case "minItems" -> "must have at least " + counted(value, "item");
            case "maxItems" -> "must have at most " + counted(value, "item");
            case "minProperties" -> "must have at least " + counted(value, "member");
            case "maxProperties" -> "must have at most " + counted(value, "member");
            case "uniqueItems" -> "must not repeat an item";
            case "pattern" -> "must match " + value.asString();
            case "propertyNames" -> "has a name that is not allowed";
            case "format" -> "must be a valid " + value.asString();
            case "oneOf", "discriminator" -> "must be exactly one of its kinds";
            default -> error.getMessage();
        };
    }

    private static String types(JsonNode type) {
        return type.isArray()
                ? type.valueStream().map(JsonNode::asString).collect(Collectors.joining(" or "))
                : article(type.asString());
    }

    private static String article(String type) {
        return switch (type) {
            case "object", "array", "integer" -> "an " + type;
            case "null" -> type;
            default -> "a " + type;
        };
    }

    private static String values(JsonNode allowed) {
        return allowed.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }

    private static String counted(JsonNode count, String what) {
        return count + " " + what + (count.asInt() == 1 ? "" : "s");
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
