package stoa.openapi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import stoa.messages.Json;
import stoa.openapi.model.Fault;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;

/** Reads a JSON body as RFC 8259 wants it, and refuses what would hurt further in: duplicate names, deep nesting, NUL, halves of surrogate pairs. */
final class BodyReader {
    private static final int LONGEST_REASON = 200;

    private BodyReader() {}

    /** @param what is read, for the sentence that refuses it */
    static String text(String what, byte[] utf8) throws Violation {
        var bytes = ByteBuffer.wrap(utf8);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw Violation.malformed("The " + what + " is not UTF-8 at byte " + bytes.position() + ".");
        }
    }

    static JsonNode json(String text) throws Violation {
        try {
            var tree = Json.MAPPER.readTree(text);
            // Raw control characters are no JSON, and decoded UTF-8 has no half pairs: only an escape can bring either
            // in.
            if (text.contains("\\u")) {
                refuseUnstorable(tree);
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw Violation.malformed(
                    "The body is nested too deeply, or has too long a text or number" + position(e) + ".");
        } catch (JacksonException e) {
            throw Violation.malformed("The body is not well-formed JSON" + position(e) + ": " + reason(e));
        }
    }

    private static String position(JacksonException e) {
        var at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    /** The parser's own sentence without its remarks on sources and settings. */
    private static String reason(JacksonException e) {
        if (e instanceof UnexpectedEndOfInputException) {
            return "it ends too early";
        }
        var said = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return said.substring(0, Math.min(said.length(), LONGEST_REASON));
    }

    /** Adds a fault for every number that no integer of ours can hold. */
    static void outOfRange(JsonNode tree, List<Fault> faults) {
        walk(tree, "", (node, pointer) -> {
            if (node.isNumber() && Math.abs(node.doubleValue()) > Long.MAX_VALUE) {
                faults.add(Faults.of(pointer, "is out of range"));
            }
        });
    }

    private static void refuseUnstorable(JsonNode tree) throws Violation {
        var faults = new ArrayList<Fault>();
        walk(tree, "", (node, pointer) -> {
            if (node.isString() && !storable(node.stringValue())) {
                faults.add(Faults.of(pointer, "must have neither NUL nor half a surrogate pair"));
            }
            if (!node.propertyNames().stream().allMatch(BodyReader::storable)) {
                faults.add(Faults.of(pointer, "has a name with NUL or half a surrogate pair"));
            }
        });
        if (!faults.isEmpty()) {
            throw new Violation(400, Faults.counted(faults), faults);
        }
    }

    /** Recursion ends: the reader has bounded the depth. */
    private static void walk(JsonNode node, String pointer, BiConsumer<JsonNode, String> visitor) {
        visitor.accept(node, pointer);
        for (var member : node.properties()) {
            walk(member.getValue(), Faults.join(pointer, member.getKey()), visitor);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), pointer + "/" + i, visitor);
        }
    }

    /** Whether PostgreSQL can store it as text and UTF-8 can carry it. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
