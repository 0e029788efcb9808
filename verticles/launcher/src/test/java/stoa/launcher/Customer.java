package stoa.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;

/** Speaks HTTP with a shop, as its staff or as a guest. */
final class Customer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final UUID tenant;

    /** @param body as JSON, or missing where there was none */
    record Heard(int status, JsonNode body, Map<String, List<String>> headers) {}

    Customer(String url, UUID tenant) {
        this.url = url;
        this.tenant = tenant;
    }

    /** @param headers name, value, name, value, ... */
    Heard send(String method, String path, @Nullable Object body, String... headers) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : url + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(
                                        body instanceof String text ? text : Json.MAPPER.writeValueAsString(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!path.startsWith("http")) {
            request.header("X-Tenant-ID", tenant.toString());
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = answer(request.build());
            JsonNode json =
                    response.body().isEmpty() ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(response.body());
            return new Heard(response.statusCode(), json, response.headers().map());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** What only reads is asked again: a kept connection may lead to a node that is gone. */
    private HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            if (!request.method().equals("GET")) {
                throw e;
            }
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** A checkout of one line; the answer as it comes. */
    Heard buy(JsonNode variant, int quantity, String token, String key, String... headers) throws IOException {
        var body = Map.of(
                "lines",
                List.of(Map.of(
                        "variantId", variant.path("id").asString(),
                        "quantity", quantity,
                        "unitPrice", variant.path("price"))),
                "contact",
                Map.of("email", "guest@example.org", "name", "Guest"),
                "shippingAddress",
                Map.of(
                        "name",
                        "Guest",
                        "line1",
                        "Hauptstraße 1",
                        "postalCode",
                        "10115",
                        "city",
                        "Berlin",
                        "country",
                        "DE"),
                "payment",
                Map.of("kind", "card", "token", token));
        var all = new java.util.ArrayList<>(List.of("Idempotency-Key", key));
        all.addAll(List.of(headers));
        return send("POST", "/checkouts", body, all.toArray(String[]::new));
    }
}
