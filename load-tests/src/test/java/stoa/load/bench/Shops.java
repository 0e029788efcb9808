package stoa.load.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shops of a measurement, filled through their own operations, and what people ask of them. */
final class Shops {
    static final long PRICE = 1999;
    private static final JsonMapper JSON = new JsonMapper();
    private static final int VARIANTS = 10;
    private static final int PLENTY = 50_000_000;
    private static final int CONNECTIONS = 16;
    private static final int TOKEN_SECONDS = 86_400;

    /** @param variants all articles */
    record Shop(UUID tenant, String token, List<String> products, List<String> variants) {
        String anyVariant() {
            return any(variants);
        }
    }

    private final int port;
    private final List<Shop> shops;

    private Shops(int port, List<Shop> shops) {
        this.port = port;
        this.shops = shops;
    }

    static Shops fill(Ground ground, Settings settings) {
        var shops = new ArrayList<Shop>();
        String kid = kid(ground);
        for (int n = 0; n < settings.tenants(); n++) {
            var tenant = UUID.randomUUID();
            ground.database().execute("select set_config('stoa.user', '00000000-0000-7000-8000-000000000002', false)");
            ground.database().execute("""
                    insert into stoa.tenant (id, slug, hosts, name, currency, locale, locales, country, theme)
                    values ('%s', 'bench-%d', '{bench-%d.localhost}', 'Bench %d', 'EUR', 'en', '{en}', 'DE',
                        '{"face": "outdoor", "seed": "#23503a"}')""".formatted(tenant, n, n, n));
            shops.add(new Shop(tenant, token(ground.key(), kid, tenant), new ArrayList<>(), new ArrayList<>()));
        }
        var filled = new Shops(ground.port(), shops);
        filled.products(settings.articles());
        filled.stock(shops.stream().flatMap(shop -> shop.variants.stream().map(v -> filled.stock(shop, v, PLENTY))));
        return filled;
    }

    private void products(int articles) {
        var asked = shops.stream()
                .flatMap(shop ->
                        IntStream.range(0, Math.max(1, articles / VARIANTS)).mapToObj(n -> Map.entry(shop, n)))
                .toList();
        var requests = asked.stream()
                .map(e -> post(e.getKey(), "/products", product(e.getValue())))
                .toList();
        try (var wire = new Wire("127.0.0.1", port)) {
            wire.all(requests, CONNECTIONS, (body, which) -> {
                Shop shop = asked.get(which).getKey();
                JsonNode product = JSON.readTree(body);
                shop.products.add(product.path("id").asString());
                product.path("variants")
                        .forEach(v -> shop.variants.add(v.path("id").asString()));
            });
        }
    }

    private void stock(Stream<byte[]> requests) {
        try (var wire = new Wire("127.0.0.1", port)) {
            wire.all(requests.toList(), CONNECTIONS, (body, which) -> {});
        }
    }

    private static String product(int n) {
        var variants = IntStream.range(0, VARIANTS)
                .mapToObj(v -> Map.of(
                        "sku", "A-" + n + "-" + v,
                        "name", "Size " + v,
                        "prices", List.of(Map.of("amount", PRICE, "currency", "EUR"))))
                .toList();
        return JSON.writeValueAsString(Map.of(
                "slug",
                "article-" + n,
                "texts",
                Map.of("en", Map.of("name", "Article " + n, "description", "A thing that many people want.")),
                "images",
                List.of(Map.of("url", "/demo/boots.webp", "alt", "Boots", "width", 256, "height", 256)),
                "variants",
                variants));
    }

    private byte[] stock(Shop shop, String variant, int pieces) {
        return post(
                shop,
                "/stock-movements",
                JSON.writeValueAsString(
                        Map.of("kind", "absolute", "variantId", variant, "onHand", pieces, "reason", "Delivery")));
    }

    /** From now on exactly so many pieces of the article are there. */
    void setStock(Shop shop, String variant, int pieces) {
        stock(Stream.of(stock(shop, variant, pieces)));
    }

    Shop first() {
        return shops.getFirst();
    }

    private static <T> T any(List<T> list) {
        return list.get(ThreadLocalRandom.current().nextInt(list.size()));
    }

    Supplier<byte[]> lists() {
        return () -> get(any(shops), "/products?limit=24");
    }

    Supplier<byte[]> details() {
        return () -> {
            Shop shop = any(shops);
            return get(shop, "/products/" + any(shop.products));
        };
    }

    /** Two articles of any shop. */
    Supplier<byte[]> checkouts() {
        return () -> {
            Shop shop = any(shops);
            return checkout(shop, List.of(shop.anyVariant(), shop.anyVariant()));
        };
    }

    /** The one article that everybody wants, and another one. */
    Supplier<byte[]> hotCheckouts(Shop shop, String hot) {
        return () -> checkout(shop, List.of(hot, shop.anyVariant()));
    }

    /** Just the one. */
    Supplier<byte[]> onlyCheckouts(Shop shop, String hot) {
        return () -> checkout(shop, List.of(hot));
    }

    private static byte[] checkout(Shop shop, List<String> variants) {
        var lines = new StringBuilder();
        for (Iterator<String> i = variants.iterator(); i.hasNext(); ) {
            lines.append("{\"variantId\":\"")
                    .append(i.next())
                    .append("\",\"quantity\":1,\"unitPrice\":{\"amount\":")
                    .append(PRICE)
                    .append(",\"currency\":\"EUR\"}}")
                    .append(i.hasNext() ? "," : "");
        }
        return request(
                "POST",
                shop,
                "/checkouts",
                "",
                "{\"lines\":[" + lines
                        + "],\"contact\":{\"email\":\"load@example.org\",\"name\":\"Load\"},\"shippingAddress\":{\"name\":\"Load\","
                        + "\"line1\":\"Main Street 1\",\"postalCode\":\"10115\",\"city\":\"Berlin\",\"country\":\"DE\"},"
                        + "\"payment\":{\"kind\":\"card\",\"token\":\"tok_pays\"}}");
    }

    private static byte[] get(Shop shop, String path) {
        return request("GET", shop, path, "", "");
    }

    private static byte[] post(Shop shop, String path, String body) {
        return request("POST", shop, path, "Authorization: Bearer " + shop.token + "\r\n", body);
    }

    private static byte[] request(String method, Shop shop, String path, String more, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " /api/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nX-Tenant-ID: " + shop.tenant
                + "\r\nAccept: application/json\r\n" + more
                + (method.equals("POST")
                        ? "Content-Type: application/json\r\nIdempotency-Key: " + key() + "\r\nContent-Length: "
                                + content.length + "\r\n"
                        : "")
                + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = java.util.Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, whole, start.length, content.length);
        return whole;
    }

    /** As {@link UUID#randomUUID()}, without the generator that costs more than the request. */
    private static UUID key() {
        var random = ThreadLocalRandom.current();
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | Long.MIN_VALUE);
    }

    private static String kid(Ground ground) {
        try (var wire = new Wire("127.0.0.1", ground.port())) {
            var keys = new ArrayList<String>();
            var platform = new Shop(UUID.fromString("00000000-0000-7000-8000-000000000000"), "", List.of(), List.of());
            wire.all(List.of(get(platform, "/jwks")), 1, (body, which) -> keys.add(body));
            return JSON.readTree(keys.getFirst())
                    .path("keys")
                    .get(0)
                    .path("kid")
                    .asString();
        }
    }

    /** The shop's staff, as the server itself would sign them in: the key is this measurement's own. */
    private static String token(KeyPair key, String kid, UUID tenant) {
        long now = System.currentTimeMillis() / 1000;
        String staff = UUID.randomUUID().toString();
        String head = base64(JSON.writeValueAsBytes(Map.of("alg", "ES256", "typ", "JWT", "kid", kid)));
        String claims = base64(JSON.writeValueAsBytes(Map.of(
                "iss",
                "stoa:" + tenant,
                "aud",
                "staff",
                "sub",
                staff,
                "tenant",
                tenant.toString(),
                "scope",
                "orders:manage catalog:manage stock:manage payments:read messages:read",
                "iat",
                now,
                "exp",
                now + TOKEN_SECONDS,
                "jti",
                UUID.randomUUID().toString(),
                "sid",
                UUID.randomUUID().toString())));
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.getPrivate());
            signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
            return head + "." + claims + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK signs ES256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
