package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.Deque;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A shop that talks to the provider, and hears its webhooks. */
final class Shop implements AutoCloseable {
    static final String ACCOUNT = "0197c1d0-7a00-7000-8000-000000000001";

    record Heard(@Nullable String signature, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String type() {
            return json().getString("type");
        }
    }

    record Reply(int status, String text, MultiMap headers) {
        static Reply of(HttpResponse<Buffer> response) {
            return new Reply(
                    response.statusCode(), Objects.requireNonNullElse(response.bodyAsString(), ""), response.headers());
        }

        JsonObject json() {
            return new JsonObject(text);
        }

        @Nullable
        String header(String name) {
            return headers.get(name);
        }
    }

    private final WebClient client;
    private final PspKeys keys;
    private final HttpServer server;
    private String url;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    final Deque<Integer> answers = new ConcurrentLinkedDeque<>();

    Shop(Vertx vertx, SandboxPsp psp, PspKeys keys) {
        this.client = WebClient.create(vertx);
        this.keys = keys;
        this.url = psp.url();
        this.server = await(vertx.createHttpServer()
                .requestHandler(request -> request.bodyHandler(body -> {
                    heard.add(new Heard(request.getHeader("Stoa-Signature"), body.toString()));
                    var answer = answers.poll();
                    request.response()
                            .setStatusCode(answer == null ? 200 : answer)
                            .end();
                }))
                .listen(0, "127.0.0.1"));
    }

    void movesTo(SandboxPsp other) {
        url = other.url();
    }

    static <T> T await(Future<T> future) {
        try {
            return Objects.requireNonNull(
                    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    JsonObject intentBody(String token) {
        return new JsonObject()
                .put("amount", 14900)
                .put("currency", "EUR")
                .put("reference", UUID.randomUUID().toString())
                .put("token", token)
                .put("webhookUrl", "http://127.0.0.1:" + server.actualPort() + "/hook");
    }

    Reply create(JsonObject body, String key) {
        return await(client.postAbs(url + "/v1/intents")
                .bearerTokenAuthentication(keys.secretKey(ACCOUNT))
                .putHeader("Idempotency-Key", key)
                .sendJsonObject(body)
                .map(Reply::of));
    }

    /** Makes and confirms an intent under an id of the shop's own. */
    Reply put(String id, JsonObject body) {
        return put(ACCOUNT, id, body.copy().put("confirm", true));
    }

    Reply put(String account, String id, JsonObject body) {
        return await(client.putAbs(url + "/v1/intents/" + id)
                .bearerTokenAuthentication(keys.secretKey(account))
                .sendJsonObject(body)
                .map(Reply::of));
    }

    /** A new intent's id. */
    String create(Behaviour card) {
        var body = intentBody(card.token());
        return create(body, body.getString("reference")).json().getString("id");
    }

    Future<Reply> send(String id, String verb, long timeoutMs) {
        return client.postAbs(url + "/v1/intents/" + id + "/" + verb)
                .bearerTokenAuthentication(keys.secretKey(ACCOUNT))
                .timeout(timeoutMs)
                .send()
                .map(Reply::of);
    }

    /** Takes or gives back an amount, under a key. */
    Reply part(String id, String verb, long amount, String key) {
        return part(id, verb, new JsonObject().put("amount", amount).encode(), key);
    }

    Reply part(String id, String verb, String body, String key) {
        return await(client.postAbs(url + "/v1/intents/" + id + "/" + verb)
                .bearerTokenAuthentication(keys.secretKey(ACCOUNT))
                .putHeader("Idempotency-Key", key)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body))
                .map(Reply::of));
    }

    Reply post(String id, String verb) {
        return await(send(id, verb, 15_000));
    }

    String statusAfter(String id, String verb) {
        return post(id, verb).json().getString("status");
    }

    Reply get(String path) {
        return get(path, keys.secretKey(ACCOUNT));
    }

    Reply get(String path, String secretKey) {
        return await(client.getAbs(url + path)
                .bearerTokenAuthentication(secretKey)
                .send()
                .map(Reply::of));
    }

    String status(String id) {
        return get("/v1/intents/" + id).json().getString("status");
    }

    Reply tokenize(String body) {
        return await(client.postAbs(url + "/v1/tokens")
                .putHeader("Content-Type", "application/json")
                .putHeader("Origin", "http://nordhang.localhost:8080")
                .sendBuffer(Buffer.buffer(body))
                .map(Reply::of));
    }

    Reply preflight() {
        return await(client.requestAbs(HttpMethod.OPTIONS, url + "/v1/tokens")
                .putHeader("Origin", "http://nordhang.localhost:8080")
                .putHeader("Access-Control-Request-Method", "POST")
                .putHeader("Access-Control-Request-Headers", "content-type")
                .send()
                .map(Reply::of));
    }

    Heard hear() {
        try {
            return Objects.requireNonNull(heard.poll(20, TimeUnit.SECONDS), "no webhook came");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean hasHeardNothing() {
        return heard.isEmpty();
    }

    @Override
    public void close() {
        client.close();
        server.close().await();
    }
}
