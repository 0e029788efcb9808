package stoa.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The rules of the house for {@code swagger.json}. Each finds what breaks it, in sentences. */
final class ContractRules {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** What a POST without an idempotency key needs a reason for: it would store credentials, has ids of its own, or creates nothing. */
    private static final Set<String> WITHOUT_KEY =
            Set.of("createSession", "refreshSession", "receivePaymentWebhook", "confirmPayment");

    /** Foreign documents, taken as they come. */
    private static final Set<String> FOREIGN = Set.of("WebhookEvent");

    static final Map<String, Function<JsonNode, List<String>>> ALL = all();

    private ContractRules() {}

    private static Map<String, Function<JsonNode, List<String>>> all() {
        var rules = new LinkedHashMap<String, Function<JsonNode, List<String>>>();
        rules.put("operations are named, summed up, secured and have one declared tag", ContractRules::described);
        rules.put("operationIds are unique", ContractRules::unique);
        rules.put("request bodies and successes have examples that hold", ContractRules::examples);
        rules.put("errors are problems with an example of their status", ContractRules::problems);
        rules.put("operations declare the errors that the gateway may answer", ContractRules::gatewayErrors);
        rules.put("creating posts take an idempotency key", ContractRules::idempotency);
        rules.put("every component is used", ContractRules::used);
        rules.put("what comes in is bounded", ContractRules::bounded);
        rules.put("defaults stand where they are applied", ContractRules::defaults);
        return rules;
    }

    private record Op(String path, String method, JsonNode node) {
        String id() {
            return node.path("operationId").asString(method + " " + path);
        }

        String pointer() {
            return Faults.join("/paths", path) + "/" + method;
        }
    }

    private static List<Op> operations(JsonNode document) {
        var found = new ArrayList<Op>();
        for (var path : document.get("paths").properties()) {
            for (var member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    found.add(new Op(path.getKey(), member.getKey(), member.getValue()));
                }
            }
        }
        return found;
    }

    private static List<String> broken(JsonNode document, Predicate<Op> rule) {
        return operations(document).stream().filter(rule.negate()).map(Op::id).toList();
    }

    private static List<String> described(JsonNode document) {
        var tags = document.get("tags")
                .valueStream()
                .map(tag -> tag.get("name").asString())
                .toList();
        var schemes = document.at("/components/securitySchemes").propertyNames();
        return broken(
                document,
                op -> op.node.has("operationId")
                        && op.node.path("tags").size() == 1
                        && tags.contains(op.node.at("/tags/0").asString())
                        && !op.node.path("summary").asString("").isBlank()
                        && op.node.path("security").isArray()
                        && op.node
                                .get("security")
                                .valueStream()
                                .allMatch(way -> schemes.containsAll(way.propertyNames())));
    }

    private static List<String> unique(JsonNode document) {
        var seen = new HashSet<String>();
        return operations(document).stream()
                .map(Op::id)
                .filter(id -> !seen.add(id))
                .toList();
    }

    private static List<String> examples(JsonNode document) {
        var schemas = new Schemas(document);
        var faults = new ArrayList<String>();
        for (var op : operations(document)) {
            var contents = new ArrayList<String>();
            if (op.node.has("requestBody")) {
                contents.add(op.pointer() + "/requestBody/content");
            }
            op.node.get("responses").propertyNames().stream()
                    .filter(status -> status.startsWith("2")
                            && op.node.at("/responses/" + status).has("content"))
                    .forEach(status -> contents.add(op.pointer() + "/responses/" + status + "/content"));
            for (var content : contents) {
                for (var type : document.at(content).propertyNames()) {
                    var media = content + Faults.join("", type);
                    if (!document.at(media).has("example")) {
                        faults.add(media + " has no example");
                    } else {
                        Faults.of(
                                        media,
                                        schemas.at(media + "/schema")
                                                .validate(document.at(media).get("example")))
                                .forEach(fault -> faults.add(fault.pointer() + " " + fault.detail()));
                    }
                }
            }
        }
        return faults;
    }

    private static List<String> problems(JsonNode document) {
        var schemas = new Schemas(document);
        var faults = new ArrayList<String>();
        for (var op : operations(document)) {
            for (var response : op.node.get("responses").properties()) {
                if (!response.getKey().startsWith("2")) {
                    var node = resolved(document, response.getValue());
                    var media = node.at("/content/application~1problem+json");
                    var example = media.path("example");
                    boolean good = node.path("content").size() == 1
                            && media.at("/schema/$ref").asString("").equals("#/components/schemas/Problem")
                            && example.path("status").asInt(0) == Integer.parseInt(response.getKey())
                            && schemas.at("/components/schemas/Problem")
                                    .validate(example)
                                    .isEmpty();
                    if (!good) {
                        faults.add(op.id() + " " + response.getKey());
                    }
                }
            }
        }
        return faults;
    }

    private static List<String> gatewayErrors(JsonNode document) {
        return broken(document, op -> {
            var declared = op.node.get("responses").propertyNames();
            return declared.containsAll(Set.of("400", "404", "429", "500", "503"))
                    && (op.node.path("security").isEmpty() || declared.containsAll(Set.of("401", "403")))
                    && (!op.node.has("requestBody") || declared.containsAll(Set.of("408", "413", "415")))
                    && (!parameters(op).contains("IfMatch") || declared.containsAll(Set.of("412", "428")));
        });
    }

    private static List<String> idempotency(JsonNode document) {
        return broken(
                document,
                op -> !op.method.equals("post")
                        || WITHOUT_KEY.contains(op.id())
                        || parameters(op).contains("IdempotencyKey"));
    }

    private static List<String> parameters(Op op) {
        return op.node
                .path("parameters")
                .valueStream()
                .map(parameter -> parameter.path("$ref").asString(""))
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .toList();
    }

    private static List<String> used(JsonNode document) {
        var text = document.toString();
        var security = operations(document).stream()
                .flatMap(op -> op.node.path("security").valueStream())
                .flatMap(way -> way.propertyNames().stream())
                .toList();
        var unused = new ArrayList<String>();
        for (var kind : document.get("components").properties()) {
            for (var name : kind.getValue().propertyNames()) {
                boolean found = kind.getKey().equals("securitySchemes")
                        ? security.contains(name)
                        : text.contains("\"#/components/" + kind.getKey() + "/" + name + "\"");
                if (!found) {
                    unused.add(kind.getKey() + "/" + name);
                }
            }
        }
        return unused;
    }

    /** Texts and lists have a longest, numbers a smallest and a largest, objects know their members. */
    private static List<String> bounded(JsonNode document) {
        var faults = new ArrayList<String>();
        for (var op : operations(document)) {
            bounds(
                    document,
                    op.id(),
                    op.node.at("/requestBody/content/application~1json/schema"),
                    new HashSet<>(),
                    faults);
            for (var parameter : op.node.path("parameters")) {
                var resolved = resolved(document, parameter);
                bounds(
                        document,
                        op.id() + " " + resolved.path("name").asString(""),
                        resolved.get("schema"),
                        new HashSet<>(),
                        faults);
            }
        }
        return faults;
    }

    private static void bounds(
            JsonNode document, String where, JsonNode schema, Set<String> seen, List<String> faults) {
        var reference = schema.path("$ref").asString("");
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        if (schema.isMissingNode() || FOREIGN.contains(name) || (!reference.isEmpty() && !seen.add(reference))) {
            return;
        }
        var node = resolved(document, schema);
        boolean good = switch (node.path("type").asString("")) {
            case "string" -> node.has("maxLength") || node.has("enum") || node.has("const");
            case "integer", "number" -> node.has("minimum") && node.has("maximum");
            case "array" -> node.has("maxItems");
            case "object" -> node.path("additionalProperties").isBoolean() || node.has("maxProperties");
            default -> true;
        };
        if (!good) {
            faults.add(where + " is not bounded");
        }
        node.path("properties")
                .properties()
                .forEach(member -> bounds(document, where + "/" + member.getKey(), member.getValue(), seen, faults));
        node.path("oneOf").forEach(choice -> bounds(document, where, choice, seen, faults));
        bounds(document, where + "/*", node.path("items"), seen, faults);
        if (node.path("additionalProperties").isObject()) {
            bounds(document, where + "/*", node.get("additionalProperties"), seen, faults);
        }
    }

    private static List<String> defaults(JsonNode document) {
        var faults = new ArrayList<String>();
        for (var schema : document.at("/components/schemas").properties()) {
            for (var combined : List.of("allOf", "anyOf", "oneOf", "not", "if", "patternProperties", "prefixItems")) {
                if (schema.getValue().path(combined).toString().contains("\"default\"")) {
                    faults.add(schema.getKey() + " has a default under " + combined);
                }
            }
        }
        return faults;
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }
}
