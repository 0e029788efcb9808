package stoa.payment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import stoa.platform.Config;
import stoa.platform.Secret;
import stoa.testkit.Outcome;

/** A provider that treats each shop as a test wants; it hears of a shop by its secret key. */
final class FakePsp implements AutoCloseable {
    static final Consumer<HttpServerRequest> NEVER_ANSWERS = _ -> {};

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, Consumer<HttpServerRequest>> manners = new ConcurrentHashMap<>();
    private final List<UUID> heard = new CopyOnWriteArrayList<>();
    private final HttpServer server =
            Outcome.of(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    private final ProviderKeys keys = new ProviderKeys(new Secret("an api key"), new Secret("a webhook secret"));

    /** @param patience of a call; long, where not time shall decide */
    SandboxProvider provider(Duration patience) {
        var url = URI.create("http://127.0.0.1:" + server.actualPort());
        var psp = new Config.Psp(url, url, url, keys.apiKey(), keys.webhookSecret(), patience);
        return new SandboxProvider(vertx, psp, keys, meters);
    }

    UUID shop(Consumer<HttpServerRequest> manner) {
        var shop = UUID.randomUUID();
        manners.put("Bearer " + keys.secretKey(shop), request -> {
            heard.add(shop);
            manner.accept(request);
        });
        return shop;
    }

    private void take(HttpServerRequest request) {
        manners.getOrDefault(
                        request.getHeader("Authorization"),
                        r -> r.response().setStatusCode(401).end())
                .accept(request);
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    /** How many calls of this shop have come in. */
    long heard(UUID shop) {
        return heard.stream().filter(shop::equals).count();
    }

    static Consumer<HttpServerRequest> answers(int status) {
        return request -> request.body()
                .onSuccess(_ -> request.response()
                        .setStatusCode(status)
                        .end(new JsonObject().put("detail", "so it is").encode()));
    }

    static void pays(HttpServerRequest request) {
        request.body()
                .onSuccess(_ -> request.response()
                        .setStatusCode(201)
                        .end(new JsonObject()
                                .put("id", "pi_" + UUID.randomUUID())
                                .put("status", "authorised")
                                .put("authorised", 100)
                                .put("captured", 0)
                                .put("refunded", 0)
                                .put("voided", 0)
                                .put("fee", 0)
                                .encode()));
    }

    @Override
    public void close() {
        Outcome.of(vertx.close().map(true));
    }
}
