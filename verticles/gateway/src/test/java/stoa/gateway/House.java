package stoa.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import stoa.messages.Json;
import stoa.openapi.ResponseCheck;
import stoa.platform.Bus;
import stoa.platform.Config;
import stoa.platform.Platform;
import stoa.platform.Signer;
import stoa.testkit.Outcome;
import tools.jackson.databind.JsonNode;

/** A running gateway before fake domains, and a client. Every answer it gives is held against the contract. */
final class House implements AutoCloseable {
    /** @param headers by name in lower case */
    record Answer(int status, Map<String, String> headers, Buffer body) {
        JsonNode json() {
            return Json.MAPPER.readTree(body.getBytes());
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String text() {
            return body.toString(StandardCharsets.UTF_8);
        }
    }

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final TestKeys keys = new TestKeys();
    final Signer signer;
    final Gateway gateway;
    final FakeDomains domains;
    final String deployment;
    final GatewayVerticle verticle;

    private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(50));
    private final ResponseCheck contract;

    House() {
        this(Map.of());
    }

    /** @param settings of the configuration, by their keys without {@code STOA_} */
    House(Map<String, String> settings) {
        this(settings, List.of());
    }

    /** @param unserved operations that no domain serves */
    House(Map<String, String> settings, List<String> unserved) {
        var config = Config.read(environment(settings));
        var bus = Bus.open(vertx, config.bus(), meters);
        signer = Signer.of(config.security().secret());
        domains = new FakeDomains(bus, keys, unserved);
        Outcome.of(vertx.deployVerticle(domains));
        gateway = Outcome.of(Gateway.load(platform(config, bus)));
        verticle = new GatewayVerticle(gateway);
        deployment = Outcome.of(vertx.deployVerticle(verticle));
        contract = new ResponseCheck(gateway.contract());
    }

    /** The gateway asks for nothing that has to do with data. */
    @SuppressWarnings("NullAway")
    private Platform platform(Config config, Bus bus) {
        return new Platform(vertx, config, bus, null, null, null, null, signer, meters);
    }

    private static Map<String, String> environment(Map<String, String> settings) {
        var all = new HashMap<String, String>();
        all.put("STOA_PROFILE", "test");
        all.put("STOA_HTTP_HOST", "127.0.0.1");
        all.put("STOA_HTTP_PORT", "0");
        all.put("STOA_DATABASE_URL", "postgres://127.0.0.1:1/none");
        all.put("STOA_AMQP_URL", "amqp://127.0.0.1:1");
        all.put("STOA_PSP_URL", "http://psp.localhost:9");
        all.put("STOA_PSP_API_KEY", "k");
        all.put("STOA_PSP_WEBHOOK_SECRET", "s");
        all.put("STOA_SECURITY_SECRET", "0123456789abcdef0123456789abcdef");
        all.put("STOA_SECURITY_SIGNING_KEY", "unused here");
        all.put("STOA_RATE_ADDRESS_BURST", "100000");
        settings.forEach((key, value) -> all.put("STOA_" + key, value));
        return all;
    }

    /** A GET for the shop NORD by its host name. */
    Answer get(String operationId, String path) {
        return get(operationId, path, Map.of());
    }

    Answer get(String operationId, String path, Map<String, String> headers) {
        return send(operationId, HttpMethod.GET, "nord.localhost", path, headers, null);
    }

    Answer post(String operationId, String path, String body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.putIfAbsent("Content-Type", "application/json");
        all.putIfAbsent("Idempotency-Key", "key-12345678");
        return send(operationId, HttpMethod.POST, "nord.localhost", path, all, Buffer.buffer(body));
    }

    /** @param operationId which operation's answers this may be; empty for none of the contract */
    Answer send(
            String operationId,
            HttpMethod method,
            String host,
            String path,
            Map<String, String> headers,
            @Nullable Buffer body) {
        var answer = raw(method, host, path, headers, body);
        List<String> faults = operationId.isEmpty()
                ? contract.problemFaults(answer.headers(), answer.body().getBytes())
                : contract.faults(
                        operationId,
                        answer.status(),
                        answer.headers(),
                        answer.body().getBytes());
        Assertions.assertEquals(List.of(), faults, () -> answer.status() + " " + answer.text());
        return answer;
    }

    /** Not looked at. */
    Answer raw(HttpMethod method, String host, String path, Map<String, String> headers, @Nullable Buffer body) {
        return Outcome.of(ask(method, host, path, headers, body));
    }

    Future<Answer> ask(
            HttpMethod method, String host, String path, Map<String, String> headers, @Nullable Buffer body) {
        var options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(gateway.port(), "127.0.0.1"))
                .setHost(host)
                .setPort(gateway.port())
                .setURI(path)
                .setMethod(method);
        headers.forEach(options::putHeader);
        return client.request(options)
                .compose(request -> (body == null ? request.send() : request.send(body)).compose(House::whole));
    }

    /** To be asked at once when the head is there: a body that has passed is not kept. */
    private static Future<Answer> whole(HttpClientResponse response) {
        var headers = new TreeMap<String, String>();
        response.headers().forEach(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
        return response.body().map(content -> new Answer(response.statusCode(), headers, content));
    }

    @Override
    public void close() {
        Outcome.of(vertx.close());
    }
}
