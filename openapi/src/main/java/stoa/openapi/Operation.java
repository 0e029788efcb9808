package stoa.openapi;

import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.openapi.model.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/** One operation of the contract, with all that checks a request for it prepared. Immutable; shared by all threads. */
public final class Operation {
    private static final String JSON = "application/json";

    private final String id;
    private final String method;
    private final String path;
    private final String tag;
    private final boolean rawBody;
    private final List<Map<String, List<String>>> security;
    private final List<Parameter> parameters;
    private final Set<String> queryNames;
    private final Set<Integer> statuses;
    private final boolean setsCookies;
    private final Map<String, String> cookiesByScheme;
    private final Body body;

    /** What the contract says of the body: nothing, or a schema with its defaults. */
    private record Body(
            boolean required,
            @Nullable Schema schema,
            @Nullable Defaults defaults) {}

    Operation(Schemas schemas, JsonNode document, String path, String method) {
        var pointer = Faults.join("/paths", path) + "/" + method;
        var node = document.at(pointer);
        this.id = node.get("operationId").asString();
        this.method = method.toUpperCase(Locale.ROOT);
        this.path = path;
        this.tag = node.at("/tags/0").asString();
        this.rawBody = node.path("x-stoa-raw-body").asBoolean(false);
        this.security =
                node.path("security").valueStream().map(Operation::alternative).toList();
        this.parameters = parameters(schemas, document, pointer);
        this.queryNames = parameters.stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(Parameter::name)
                .collect(Collectors.toUnmodifiableSet());
        this.statuses = node.get("responses").propertyNames().stream()
                .map(Integer::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        this.setsCookies = node.get("responses")
                .valueStream()
                .anyMatch(response -> response.path("headers").has("Set-Cookie"));
        this.cookiesByScheme = cookies(document.at("/components/securitySchemes"));
        this.body = body(schemas, document, pointer + "/requestBody");
    }

    public String id() {
        return id;
    }

    /** In capitals. */
    public String method() {
        return method;
    }

    /** As the contract writes it, such as {@code /orders/{orderId}}. */
    public String path() {
        return path;
    }

    public String tag() {
        return tag;
    }

    /** Alternatives, of which one must hold; each names schemes with the scopes they must bring. Empty: open to everybody. */
    public List<Map<String, List<String>>> security() {
        return security;
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /** Whether the contract describes answers of this status. */
    public boolean declares(int status) {
        return statuses.contains(status);
    }

    /** Whether an answer may set cookies; such an operation is for pages of the shop's own origin. */
    public boolean setsCookies() {
        return setsCookies;
    }

    /** The cookie that a security scheme means, or null where the scheme is of another kind. */
    public @Nullable String cookieOf(String scheme) {
        return cookiesByScheme.get(scheme);
    }

    public boolean takesBody() {
        return body.schema != null;
    }

    /**
     * The request as the domain may believe it, defaults filled in.
     *
     * @throws Violation with everything that is wrong with it, not only the first fault
     */
    public ApiRequest accept(Incoming incoming) throws Violation {
        var faults = new ArrayList<Fault>();
        var query = QueryText.parse(incoming.query());
        query.keySet().stream()
                .filter(name -> !queryNames.contains(name))
                .forEach(name -> faults.add(Faults.of("#" + Faults.join("/query", name), "is not known")));
        var headers = new HashMap<String, String>();
        var cookies = new HashMap<String, String>();
        for (var parameter : parameters) {
            take(parameter, incoming, query, headers, cookies, faults);
        }
        var text = bodyText(incoming, faults);
        var tree = text == null ? null : checkedBody(BodyReader.json(text), faults);
        if (!faults.isEmpty()) {
            throw new Violation(400, Faults.counted(faults), faults.subList(0, Math.min(faults.size(), Faults.MOST)));
        }
        return new ApiRequest(id, incoming.path(), query, headers, cookies, tree, rawBody ? text : null);
    }

    private static void take(
            Parameter parameter,
            Incoming incoming,
            Map<String, List<String>> query,
            Map<String, String> headers,
            Map<String, String> cookies,
            List<Fault> faults) {
        switch (parameter.in()) {
            case "query" -> {
                parameter.check(query.getOrDefault(parameter.name(), List.of()), faults);
                if (parameter.fallback() != null) {
                    query.putIfAbsent(parameter.name(), List.of(parameter.fallback()));
                }
            }
            case "path" -> parameter.check(given(incoming.path().get(parameter.name())), faults);
            case "cookie" -> keep(parameter, given(incoming.cookies().apply(parameter.name())), cookies, faults);
            default -> {
                if (parameter.gateway() != null) {
                    keep(parameter, given(incoming.gateway().get(parameter.gateway())), headers, faults);
                } else if (parameter.caller()) {
                    parameter.check(incoming.headers().apply(parameter.name()), faults);
                } else {
                    keep(parameter, incoming.headers().apply(parameter.name()), headers, faults);
                }
            }
        }
    }

    private static void keep(Parameter parameter, List<String> values, Map<String, String> kept, List<Fault> faults) {
        parameter.check(values, faults);
        if (!values.isEmpty()) {
            kept.put(parameter.key(), values.getFirst());
        }
    }

    private static List<String> given(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    private @Nullable String bodyText(Incoming incoming, List<Fault> faults) throws Violation {
        if (incoming.body().length == 0) {
            if (body.required) {
                faults.add(Faults.of("", "the body is missing"));
            }
            return null;
        }
        if (body.schema == null) {
            faults.add(Faults.of("", "a body is not expected"));
            return null;
        }
        requireJson(incoming);
        return BodyReader.text("body", incoming.body());
    }

    private static void requireJson(Incoming incoming) throws Violation {
        var types = incoming.headers().apply("Content-Type");
        var encodings = incoming.headers().apply("Content-Encoding");
        var type = types.size() == 1 ? types.getFirst().toLowerCase(Locale.ROOT).split(";", 2) : new String[] {""};
        var charset = type.length == 1 ? "" : type[1].replace(" ", "").replace("\"", "");
        if (!type[0].strip().equals(JSON)
                || !(charset.isEmpty() || charset.equals("charset=utf-8"))
                || !(encodings.isEmpty() || encodings.equals(List.of("identity")))) {
            throw new Violation(415, "Send application/json in UTF-8, not encoded.", List.of());
        }
    }

    private JsonNode checkedBody(JsonNode tree, List<Fault> faults) {
        if (body.schema != null) {
            try {
                faults.addAll(Faults.of("", body.schema.validate(tree)));
            } catch (JsonNodeException e) {
                // The validator compares with whole limits as longs and does not expect 1e300 there.
                BodyReader.outOfRange(tree, faults);
            }
        }
        if (body.defaults != null) {
            body.defaults.apply(tree);
        }
        return tree;
    }

    private static Map<String, List<String>> alternative(JsonNode node) {
        return node.properties().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue()
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList()));
    }

    private static Map<String, String> cookies(JsonNode schemes) {
        return schemes.properties().stream()
                .filter(scheme -> scheme.getValue().path("in").asString("").equals("cookie"))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        scheme -> scheme.getValue().get("name").asString()));
    }

    private static List<Parameter> parameters(Schemas schemas, JsonNode document, String pointer) {
        var found = new ArrayList<Parameter>();
        for (var owner : List.of(pointer.substring(0, pointer.lastIndexOf('/')), pointer)) {
            int count = document.at(owner + "/parameters").size();
            for (int i = 0; i < count; i++) {
                var parameter = Parameter.of(schemas, document, owner + "/parameters/" + i);
                // Taken if well-formed, else made: never refused.
                if (!parameter.name().equals("X-Correlation-ID")) {
                    found.add(parameter);
                }
            }
        }
        return List.copyOf(found);
    }

    private static Body body(Schemas schemas, JsonNode document, String pointer) {
        var node = document.at(pointer);
        if (node.isMissingNode()) {
            return new Body(false, null, null);
        }
        var schema = pointer + Faults.join("/content", JSON) + "/schema";
        var defaults = Defaults.of(document, document.at(schema));
        return new Body(
                node.path("required").asBoolean(false), schemas.at(schema), defaults.isEmpty() ? null : defaults);
    }
}
