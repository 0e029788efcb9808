package stoa.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** One shop under load: what it sells, what it answered, what its live updates said, and its books before and after. */
final class Shopfront {
    /** @param price as the contract's Money */
    record Article(String product, String variant, String price) {}

    private static final int LOOKS = 100;
    private static final long LOOK_NANOS = 200_000_000L;

    /** By country, as its posts want it; who ships elsewhere gets Berlin. */
    private static final Map<String, String> ADDRESSES = Map.of(
            "DE", address("Hauptstraße 1", "10115", "Berlin", "DE"),
            "GB", address("1 High Street", "SW1A 1AA", "London", "GB"));

    final Target.Door door;
    private final Api api;
    private final List<Article> articles = new ArrayList<>();
    private final Zipf popularity;
    private final Set<String> variants = new HashSet<>();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> unfulfilled = new ConcurrentLinkedQueue<>();
    private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    private final JsonNode payments;
    private final String country;
    private Books.Balance before;

    private Shopfront(Target target, Target.Door door) {
        this.door = door;
        api = new Api(door);
        api.all("/api/v1/products?limit=100").forEach(this::offer);
        if (articles.isEmpty()) {
            throw new IllegalStateException(door.url() + " sells nothing: there is nothing to load it with.");
        }
        popularity = new Zipf(articles.size(), target.zipf());
        if (target.stock() > 0) {
            variants.forEach(variant -> setStock(variant, target.stock()));
        }
        payments = api.get("/api/v1/payments/setup");
        country = api.get("/api/v1/shop").path("country").asString();
        before = Books.read(api, variants, null);
    }

    static Shopfront open(Target target, Target.Door door) {
        return new Shopfront(target, door);
    }

    private void offer(JsonNode summary) {
        String id = summary.path("id").asString();
        for (JsonNode variant : api.get("/api/v1/products/" + id).path("variants")) {
            String variantId = variant.path("id").asString();
            articles.add(new Article(id, variantId, variant.path("price").toString()));
            variants.add(variantId);
        }
    }

    private void setStock(String variant, int pieces) {
        api.post(
                "/api/v1/stock-movements",
                Map.of("kind", "absolute", "variantId", variant, "onHand", pieces, "reason", "Load test"),
                UUID.randomUUID().toString());
    }

    /** The same article for everybody who asks the same shop. */
    Article mostWanted() {
        return articles.getFirst();
    }

    Article any() {
        return articles.get(popularity.next(ThreadLocalRandom.current()));
    }

    /** Where the goods go, as the contract's Address. */
    String address() {
        return ADDRESSES.getOrDefault(country, address("Hauptstraße 1", "10115", "Berlin", "DE"));
    }

    private static String address(String line, String postalCode, String city, String country) {
        return "{\"name\":\"Load\",\"line1\":\"%s\",\"postalCode\":\"%s\",\"city\":\"%s\",\"country\":\"%s\"}"
                .formatted(line, postalCode, city, country);
    }

    String tokenizeUrl() {
        return payments.path("tokenizeUrl").asString();
    }

    String publishableKey() {
        return payments.path("publishableKey").asString();
    }

    /** The staff wait for the money, then ship and deliver; what goes wrong is told with the books. */
    void fulfil(String order) {
        Thread.ofVirtual().start(() -> {
            try {
                String path = "/api/v1/orders/" + order;
                for (int look = 0; look < LOOKS && !paid(path); look++) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                var shipped = api.post(
                        path + "/shipments",
                        Map.of("carrier", "Post"),
                        UUID.randomUUID().toString());
                String shipment = shipped.path("shipments").get(0).path("id").asString();
                api.post(
                        path + "/shipments/" + shipment + "/delivery",
                        null,
                        UUID.randomUUID().toString());
            } catch (RuntimeException e) {
                unfulfilled.add("order " + order + " could not be delivered: " + e.getMessage());
            }
        });
    }

    private boolean paid(String path) {
        return api.get(path).path("status").asString().equals("PAID");
    }

    String staffToken() {
        return api.token();
    }

    /** An order was answered 2xx: from now on it may not be lost. */
    void answered(String order) {
        answered.add(order);
    }

    int answered() {
        return answered.size();
    }

    /** A socket showed this version of the order, after those it showed before. */
    void seen(String order, int version) {
        seen.computeIfAbsent(order, o -> new ArrayList<>()).add(version);
    }

    int watched() {
        return seen.size();
    }

    /** From now on just so many pieces of the most wanted article are there. */
    void beginSale(int pieces) {
        setStock(mostWanted().variant(), pieces);
        before = Books.read(api, variants, null);
    }

    /** @return what is wrong after a sale of so many pieces to people who all wanted one of them */
    List<String> wrongInSale(int pieces) {
        int left = api.get("/api/v1/stock/" + mostWanted().variant())
                .path("available")
                .asInt();
        return Books.sale(door.url(), pieces, left, answered());
    }

    /** @return what is wrong, in plain words */
    List<String> wrong() {
        var wrong = new ArrayList<>(
                Books.check(before, Books.read(api, variants, before.orders().keySet()), answered));
        wrong.addAll(unfulfilled);
        seen.forEach((order, versions) -> {
            var history = new ArrayList<Integer>();
            api.get("/api/v1/orders/" + order + "/history")
                    .path("items")
                    .forEach(e -> history.add(e.path("version").asInt()));
            wrong.addAll(Books.watched(order, history, List.copyOf(versions)));
        });
        return wrong;
    }
}
