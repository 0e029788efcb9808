package stoa.openapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The defaults of one schema, found once, so that a body pays only for the places where there are any. They are looked for under properties, items and additional
 * properties; {@code ContractRulesTest} holds that the contract has none elsewhere.
 */
final class Defaults {
    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final Map<String, Defaults> members = new LinkedHashMap<>();
    private @Nullable Defaults items;
    private @Nullable Defaults others;

    private Defaults() {}

    static Defaults of(JsonNode document, JsonNode schema) {
        var defaults = new Finder(document).find(schema);
        defaults.prune(new ArrayList<>());
        return defaults;
    }

    boolean isEmpty() {
        return values.isEmpty() && members.isEmpty() && items == null && others == null;
    }

    /** Fills in what is missing; changes the tree it is given. */
    void apply(JsonNode node) {
        if (node instanceof ObjectNode object) {
            values.forEach((name, value) -> {
                if (!object.has(name)) {
                    object.set(name, value);
                }
            });
            members.forEach((name, inner) -> {
                var member = object.get(name);
                if (member != null) {
                    inner.apply(member);
                }
            });
            if (others != null) {
                object.properties().forEach(member -> others.apply(member.getValue()));
            }
        } else if (items != null && node.isArray()) {
            node.forEach(items::apply);
        }
    }

    /** Forgets every branch that leads to no default. A schema that contains itself keeps the way back, which ends where the body ends. */
    private boolean prune(List<Defaults> above) {
        if (above.contains(this)) {
            return true;
        }
        var here = new ArrayList<>(above);
        here.add(this);
        members.values().removeIf(inner -> !inner.prune(here));
        items = items != null && items.prune(here) ? items : null;
        others = others != null && others.prune(here) ? others : null;
        return !isEmpty();
    }

    private static final class Finder {
        private final JsonNode document;
        private final Map<String, Defaults> known = new HashMap<>();

        Finder(JsonNode document) {
            this.document = document;
        }

        Defaults find(JsonNode schema) {
            var reference = schema.path("$ref").asString("");
            if (reference.isEmpty()) {
                return fill(new Defaults(), schema);
            }
            var seen = known.get(reference);
            if (seen != null) {
                return seen;
            }
            var defaults = new Defaults();
            known.put(reference, defaults);
            return fill(defaults, document.at(reference.substring(1)));
        }

        private Defaults fill(Defaults defaults, JsonNode schema) {
            for (var property : schema.path("properties").properties()) {
                var value = property.getValue().get("default");
                if (value != null) {
                    defaults.values.put(property.getKey(), value);
                }
                defaults.members.put(property.getKey(), find(property.getValue()));
            }
            if (schema.path("items").isObject()) {
                defaults.items = find(schema.path("items"));
            }
            if (schema.path("additionalProperties").isObject()) {
                defaults.others = find(schema.path("additionalProperties"));
            }
            return defaults;
        }
    }
}
