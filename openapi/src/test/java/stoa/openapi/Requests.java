package stoa.openapi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests as they would come from the wire. */
final class Requests {
    static final String VARIANT = "0197c1d0-7a00-7000-8000-000000000011";

    static final String CHECKOUT = """
            {"lines":[{"variantId":"%1$s","quantity":2,"unitPrice":{"amount":12900,"currency":"EUR"}},
                      {"variantId":"%1$s","quantity":1,"unitPrice":{"amount":4900,"currency":"EUR"}}],
             "contact":{"email":"mara@example.org","name":"Mara Lind"},
             "shippingAddress":{"name":"Mara Lind","line1":"Am Hang 3","postalCode":"80331","city":"München","country":"DE"},
             "payment":{"kind":"card","token":"tok_visa"}}""".formatted(VARIANT);

    private Requests() {}

    static Incoming checkout(String body) {
        return post(body, Map.of("Idempotency-Key", "0197c1d0-key-1"));
    }

    static Incoming post(String body, Map<String, String> headers) {
        var all = new TreeMap<>(headers);
        all.putIfAbsent("Content-Type", "application/json");
        return request(Map.of(), null, all, body.getBytes(StandardCharsets.UTF_8));
    }

    static Incoming get(@Nullable String query) {
        return request(Map.of(), query, Map.of(), new byte[0]);
    }

    static Incoming request(
            Map<String, String> path, @Nullable String query, Map<String, String> headers, byte[] body) {
        var lower = new TreeMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return new Incoming(
                path,
                query,
                name -> {
                    var value = lower.get(name.toLowerCase(Locale.ROOT));
                    return value == null ? List.of() : List.of(value);
                },
                name -> null,
                Map.of(),
                body);
    }
}
