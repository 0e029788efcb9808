package stoa.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import stoa.openapi.Contract;
import stoa.platform.CardNumbers;
import stoa.platform.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Card numbers go from the buyer's browser to the payment provider and nowhere else. What looks like one is refused here, before anything
 * is done, stored, told or logged of it. Numbers, and texts that the contract declares to be digits of another kind
 * ({@code x-stoa-digits}), are no card numbers.
 */
final class NoCardNumbers {
    private static final String DECLARED = "x-stoa-digits";

    private final Set<String> declared;

    NoCardNumbers(Contract contract) {
        var names = new HashSet<String>();
        gather(contract.document(), names);
        this.declared = Set.copyOf(names);
    }

    private static void gather(JsonNode node, Set<String> names) {
        for (var member : node.path("properties").properties()) {
            if (member.getValue().path(DECLARED).asBoolean(false)) {
                names.add(member.getKey());
            }
        }
        node.forEach(child -> gather(child, names));
    }

    /** @throws Refusal where there is one, naming the place and never the number */
    void require(byte[] body) {
        if (CardNumbers.suspicious(body)) {
            refuse(faults(body));
        }
    }

    /** The same of a header that is kept: a key is what a client likes it to be. */
    void require(String header, @Nullable String value) {
        if (value != null) {
            var faults = new ArrayList<Refusal.Fault>();
            check(value, "#/header/" + header, faults);
            refuse(faults);
        }
    }

    private static void refuse(List<Refusal.Fault> faults) {
        if (!faults.isEmpty()) {
            throw new Refusal(
                    400,
                    "/problems/card-number",
                    "Card numbers are not taken here",
                    "A card number belongs to the payment provider alone: make it a token there, and send the token.",
                    faults);
        }
    }

    private List<Refusal.Fault> faults(byte[] body) {
        var faults = new ArrayList<Refusal.Fault>();
        try {
            look(Json.MAPPER.readTree(body), "", faults);
        } catch (JacksonException e) {
            // No JSON, which is refused later in words that repeat some of it.
            check(new String(body, StandardCharsets.UTF_8), "", faults);
        }
        return faults;
    }

    private void look(JsonNode node, String pointer, List<Refusal.Fault> faults) {
        if (node.isString()) {
            check(node.stringValue(), pointer, faults);
        }
        for (var member : node.properties()) {
            var name = member.getKey();
            check(name, pointer, faults);
            if (!declared.contains(name)) {
                look(member.getValue(), pointer + "/" + name.replace("~", "~0").replace("/", "~1"), faults);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            look(node.get(i), pointer + "/" + i, faults);
        }
    }

    private static void check(String text, String pointer, List<Refusal.Fault> faults) {
        if (CardNumbers.in(text)) {
            faults.add(Refusal.Fault.of(pointer, "looks like a card number"));
        }
    }
}
