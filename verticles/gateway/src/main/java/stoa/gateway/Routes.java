package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import stoa.openapi.Contract;
import stoa.openapi.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the operation of a request: the router is the contract. */
final class Routes {
    static final String BASE = "/api/v1";

    private static final Set<String> ROUTED = Set.of("operationId", "parameters", "responses");

    private final Contract contract;
    private final OpenAPIContract routed;
    private final Map<Pattern, Set<String>> methods;

    private Routes(Contract contract, OpenAPIContract routed) {
        this.contract = contract;
        this.routed = routed;
        this.methods = contract.operations().stream()
                .collect(Collectors.groupingBy(
                        Operation::path, Collectors.mapping(Operation::method, Collectors.toCollection(TreeSet::new))))
                .entrySet()
                .stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> Pattern.compile(BASE + entry.getKey().replaceAll("\\{[^}]+}", "[^/]+")),
                        entry -> Set.copyOf(entry.getValue())));
    }

    /** Takes a second: before anything is served. */
    static Future<Routes> load(Vertx vertx, Contract contract) {
        return OpenAPIContract.from(vertx, forRouter(contract.document())).map(routed -> new Routes(contract, routed));
    }

    /**
     * What the library's router looks at. Bodies, headers and media types are checked by {@link Validation}, and the library cannot even
     * load some of them (application/problem+json).
     */
    private static JsonObject forRouter(JsonNode document) {
        for (var path : document.get("paths")) {
            for (var member : path.properties()) {
                if (member.getValue() instanceof ObjectNode operation) {
                    operation.retain(ROUTED);
                    onlyPathParameters(document, operation);
                    operation.set("responses", operation.objectNode());
                    operation.withObject("responses").putObject("default").put("description", "see swagger.json");
                }
            }
            ((ObjectNode) path).remove("parameters");
        }
        var components = (ObjectNode) document.get("components");
        components.retain(Set.of("schemas", "parameters"));
        components.get("schemas").forEach(schema -> ((ObjectNode) schema).remove("example"));
        return new JsonObject(document.toString());
    }

    private static void onlyPathParameters(JsonNode document, ObjectNode operation) {
        if (operation.has("parameters")) {
            var kept = operation.arrayNode();
            for (var parameter : operation.get("parameters")) {
                var reference = parameter.path("$ref").asString("");
                var resolved = reference.isEmpty() ? parameter : document.at(reference.substring(1));
                if (resolved.get("in").asString().equals("path")) {
                    kept.add(parameter);
                }
            }
            operation.set("parameters", kept);
        }
    }

    /** A router of its own for each event loop; every route only says which operation it is. */
    Router router(Vertx vertx) {
        var builder = RouterBuilder.create(vertx, routed);
        for (var operation : contract.operations()) {
            Objects.requireNonNull(builder.getRoute(operation.id()), operation.id())
                    .setDoValidation(false)
                    .setDoSecurity(false)
                    .addHandler(found(operation));
        }
        return builder.createRouter();
    }

    private static Handler<RoutingContext> found(Operation operation) {
        return ctx -> {
            var exchange = Exchange.of(ctx);
            exchange.operation = operation;
            exchange.path = Map.copyOf(ctx.pathParams());
            ctx.next();
        };
    }

    /** Behind the contract's routes: what none of them took does not exist. */
    void requireOperation(RoutingContext ctx) {
        if (Exchange.of(ctx).operation != null) {
            ctx.next();
            return;
        }
        var allowed = allowed(ctx.normalizedPath());
        if (allowed.isEmpty()) {
            ctx.fail(Problems.byStatus(404));
        } else {
            ctx.response().putHeader("Allow", String.join(", ", allowed));
            ctx.fail(Problems.byStatus(405));
        }
    }

    private List<String> allowed(String path) {
        return methods.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .flatMap(entry -> entry.getValue().stream())
                .sorted()
                .distinct()
                .toList();
    }
}
