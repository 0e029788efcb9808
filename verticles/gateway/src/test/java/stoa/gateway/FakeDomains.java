package stoa.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.user.AskKeys;
import stoa.messages.user.FindTenant;
import stoa.messages.user.PublicKeys;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.openapi.Contract;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.platform.TenantDirectory;
import tools.jackson.databind.JsonNode;

/** Two shops, and domains that answer every operation with the contract's own example, unless a test says otherwise. */
final class FakeDomains extends VerticleBase {
    static final TenantProfile NORD = shop("0197c1d0-7a00-7000-8000-00000000000a", "nord", "de", "outdoor");
    static final TenantProfile SUD = shop("0197c1d0-7a00-7000-8000-00000000000b", "sud", "en", "coffee");

    private final Bus bus;
    private final TestKeys keys;
    private final Map<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>> examples;
    private final ConcurrentMap<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>> otherwise =
            new ConcurrentHashMap<>();

    /** The last question that any operation was asked, with its caller. */
    volatile @Nullable Caller lastCaller;

    volatile @Nullable ApiRequest lastRequest;
    volatile boolean directoryDown;

    FakeDomains(Bus bus, TestKeys keys, List<String> unserved) {
        this.bus = bus;
        this.keys = keys;
        this.examples = examples(Contract.load());
        unserved.forEach(examples::remove);
    }

    private static TenantProfile shop(String id, String slug, String locale, String face) {
        return new TenantProfile(
                UUID.fromString(id),
                slug,
                slug,
                List.of(slug + ".localhost"),
                Map.of(),
                "EUR",
                locale,
                List.of("de", "en"),
                "DE",
                face,
                "#123456");
    }

    void answer(String operationId, BiFunction<Caller, ApiRequest, Future<ApiResponse>> work) {
        otherwise.put(operationId, work);
    }

    /** Back to the examples. */
    void forget() {
        otherwise.clear();
    }

    void refuse(String operationId, RuntimeException why) {
        answer(operationId, (caller, request) -> Future.failedFuture(why));
    }

    @Override
    public Future<?> start() {
        var operations = new HashMap<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>>();
        examples.keySet().forEach(id -> operations.put(id, this::work));
        return Future.all(
                bus.serveApi(operations),
                bus.serve(TenantDirectory.FIND, 100, (caller, question) -> find(question)),
                bus.serve(
                        new Question<>(UserAddresses.JWKS, AskKeys.class, PublicKeys.class),
                        100,
                        (caller, question) -> Future.succeededFuture(keys.published())));
    }

    private Future<ApiResponse> work(Caller caller, ApiRequest request) {
        lastCaller = caller;
        lastRequest = request;
        var id = request.operationId();
        var work = otherwise.get(id);
        return (work == null ? Objects.requireNonNull(examples.get(id), id) : work).apply(caller, request);
    }

    private Future<TenantProfile> find(FindTenant question) {
        if (directoryDown) {
            return Future.failedFuture(Refusal.unavailable("The directory is away.", 1));
        }
        return List.of(NORD, SUD).stream()
                .filter(shop -> shop.id().equals(question.id())
                        || shop.hosts().stream().anyMatch(host -> host.equals(question.host())))
                .findFirst()
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(Refusal.notFound("shop")));
    }

    private static Map<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>> examples(Contract contract) {
        var document = contract.document();
        var answers = new HashMap<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>>();
        for (var path : document.get("paths")) {
            for (var member : path) {
                if (member.has("operationId")) {
                    var answer = example(member.get("responses"));
                    answers.put(
                            member.get("operationId").asString(), (caller, request) -> Future.succeededFuture(answer));
                }
            }
        }
        return answers;
    }

    private static ApiResponse example(JsonNode responses) {
        for (var status : responses.propertyNames()) {
            if (status.startsWith("2")) {
                var body = responses.get(status).at("/content/application~1json/example");
                var headers = responses.get(status).path("headers").has("ETag")
                        ? Map.of("ETag", "\"1\"")
                        : Map.<String, String>of();
                return new ApiResponse(Integer.parseInt(status), headers, body.isMissingNode() ? null : body);
            }
        }
        throw new IllegalArgumentException("no example of success");
    }
}
