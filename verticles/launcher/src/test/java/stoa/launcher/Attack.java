package stoa.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.openapi.Contract;
import stoa.openapi.Operation;
import stoa.openapi.Parameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** One operation, called at another shop with all that is ours: well-formed, made from the contract's own examples. */
final class Attack {
    /** What stands in a path and is no id. */
    private static final Map<String, String> WORDS = Map.of("audience", "staff", "kind", "ORDER");

    private static final Set<Integer> REFUSED = Set.of(401, 403, 404, 409, 422);

    /** The cart of a shop may be filled with any id; what the shop does not sell is shown as that. */
    private static final Set<String> ANY_ID = Set.of("createCart");

    /** Such an answer says that the attack was badly made, and proves nothing. */
    private static final Set<Integer> PROVES_NOTHING = Set.of(400, 405, 406, 408, 413, 415, 428, 429);

    private final Operation operation;
    private final Spoils ours;
    private final String path;
    private final @Nullable JsonNode body;
    private final List<String> headers = new ArrayList<>();

    Attack(Contract contract, Operation operation, Spoils ours) {
        this.operation = operation;
        this.ours = ours;
        path = path();
        body = body(contract);
        for (Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("header")) {
                header(parameter);
            }
        }
    }

    private String path() {
        String filled = operation.path();
        var query = new ArrayList<String>();
        for (Parameter parameter : operation.parameters()) {
            String id = ours.ids().get(parameter.name());
            if (parameter.in().equals("path")) {
                filled = filled.replace(
                        "{" + parameter.name() + "}", id == null ? WORDS.getOrDefault(parameter.name(), "") : id);
            } else if (parameter.in().equals("query") && id != null) {
                query.add(parameter.name() + "=" + id);
            }
        }
        return filled + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private @Nullable JsonNode body(Contract contract) {
        var content = contract.document()
                .path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content")
                .path("application/json");
        if (content.isMissingNode()) {
            return null;
        }
        var example = content.has("example")
                ? content.get("example")
                : content.path("examples").iterator().next().path("value");
        return withOurs("", example);
    }

    /** The example with ids of ours and our credentials in the places of its own. */
    private JsonNode withOurs(String name, JsonNode node) {
        String id = ours.ids().get(name);
        return switch (node) {
            case ObjectNode object -> {
                for (String member : List.copyOf(object.propertyNames())) {
                    object.set(member, withOurs(member, object.get(member)));
                }
                if (object.has("password")) {
                    object.put("email", ours.shop().email())
                            .put("password", Shop.PASSWORD)
                            .put("audience", "staff");
                }
                yield object;
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, withOurs(name, array.get(i)));
                }
                yield array;
            }
            default -> id == null ? node : StringNode.valueOf(id);
        };
    }

    private void header(Parameter parameter) {
        switch (parameter.name()) {
            case "Idempotency-Key" ->
                headers.addAll(List.of("Idempotency-Key", UUID.randomUUID().toString()));
            case "If-Match" -> headers.addAll(List.of("If-Match", ours.etag()));
            case "Stoa-Signature" -> headers.addAll(List.of("Stoa-Signature", "t=1795425300,v1=" + "0".repeat(64)));
            default -> {
                if (parameter.required() && parameter.gateway() == null) {
                    throw new AssertionError("Say here what an attacker writes into " + parameter.name());
                }
            }
        }
    }

    /** What the attacker got or learned; empty where all is well. */
    String breach(Customer there, List<String> shown) throws IOException {
        var all = new ArrayList<>(headers);
        all.addAll(shown);
        var heard = there.send(operation.method(), path, body, all.toArray(String[]::new));
        String asked = path + body;
        boolean namesOurs = ours.ids().values().stream().anyMatch(path.split("\\?", 2)[0]::contains)
                || ours.ids().values().stream().anyMatch(String.valueOf(body)::contains);
        String answered = heard.status() + " " + heard.body() + " " + heard.headers();
        boolean contradicts = operation.parameters().stream().anyMatch(Parameter::tenant);
        if (heard.status() >= 500 || (PROVES_NOTHING.contains(heard.status()) && !contradicts)) {
            return "the attack is answered " + answered;
        }
        if (namesOurs && !contradicts && !ANY_ID.contains(operation.id()) && !REFUSED.contains(heard.status())) {
            return "not refused: " + answered;
        }
        for (String secret : ours.secrets()) {
            if (answered.contains(secret) && !asked.contains(secret)) {
                return "tells " + secret + ": " + answered;
            }
        }
        return "";
    }

    /** For messages. */
    @Override
    public String toString() {
        return operation.id() + " " + Map.of("path", path);
    }
}
