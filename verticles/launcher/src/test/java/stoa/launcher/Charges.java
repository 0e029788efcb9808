package stoa.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;

/** What the payment provider itself has in its books. */
final class Charges {
    private Charges() {}

    /** The status of every charge there ever was, by order. */
    static Map<String, List<String>> of(String url, String secretKey) throws IOException {
        var charges = new HashMap<String, List<String>>();
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // an upgrade under load now and then ends in EOF
                .build()) {
            for (int after = 0; after >= 0; ) {
                var request = HttpRequest.newBuilder(URI.create(url + "/v1/charges?limit=1000&after=" + after))
                        .header("Authorization", "Bearer " + secretKey)
                        .build();
                JsonNode page = Json.MAPPER.readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
                for (JsonNode charge : page.path("items")) {
                    charges.computeIfAbsent(charge.path("reference").asString(), order -> new ArrayList<>())
                            .add(charge.path("status").asString());
                }
                after = page.path("next").asInt(-1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return charges;
    }
}
