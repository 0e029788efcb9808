package stoa.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop's API as its staff uses it: for reading the books, not for load. */
final class Api {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long TOKEN_NANOS = Duration.ofMinutes(5).toNanos();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host"); // read once, by the client's first request
    }

    private final Target.Door door;
    private final URI origin;
    private @Nullable String token;
    private long signedIn;

    Api(Target.Door door) {
        this.door = door;
        origin = URI.create(door.below() ? door.url().replace(door.host(), "127.0.0.1") : door.url());
    }

    /** Of the shop's staff; good for some minutes. */
    synchronized String token() {
        if (token == null || System.nanoTime() - signedIn > TOKEN_NANOS) {
            var who = Map.of("email", door.staffEmail(), "password", door.staffPassword(), "audience", "staff");
            token = send(request("/api/v1/sessions").POST(body(who)))
                    .path("accessToken")
                    .asString();
            signedIn = System.nanoTime();
        }
        return token;
    }

    JsonNode get(String path) {
        return send(asStaff(path).GET());
    }

    /** @param body null for none */
    JsonNode post(String path, @Nullable Object body, String key) {
        return send(asStaff(path)
                .header("Idempotency-Key", key)
                .POST(body == null ? HttpRequest.BodyPublishers.noBody() : body(body)));
    }

    /** All items of a list, page after page. */
    List<JsonNode> all(String path) {
        var items = new ArrayList<JsonNode>();
        String next = path;
        while (!next.isEmpty()) {
            JsonNode page = get(next);
            page.path("items").forEach(items::add);
            next = page.path("links").path("next").path("href").asString("");
        }
        return items;
    }

    private HttpRequest.Builder asStaff(String path) {
        return request(path).header("Authorization", "Bearer " + token());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(origin.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Host", URI.create(door.url()).getAuthority())
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher body(Object body) {
        return HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
