package stoa.launcher;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.user.AccountCreated;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.Door;
import stoa.messages.user.UserAddresses;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.testkit.Outcome;
import tools.jackson.databind.JsonNode;

/** A shop with staff and one article, and its books. */
final class Shop {
    static final int STOCK = 1000;
    static final String PASSWORD = "a long pass phrase";
    private static final List<String> SCOPES =
            List.of("orders:manage", "catalog:manage", "stock:manage", "payments:read", "messages:read");

    private final UUID tenant;
    private final Customer customer;
    private final UUID product;
    private final UUID category;
    private @Nullable String token;

    private Shop(UUID tenant, Customer customer, UUID product, UUID category) {
        this.tenant = tenant;
        this.customer = customer;
        this.product = product;
        this.category = category;
    }

    /** Founds a shop and fills it by a node that is gone afterwards. */
    static Shop open(Surroundings surroundings) throws InterruptedException {
        Node node = surroundings.start(Map.of());
        try {
            Shop shop = in(surroundings, node);
            surroundings.awaitQuiet();
            return shop;
        } finally {
            Outcome.of(node.stop());
        }
    }

    /** Founds a shop and fills it through its own operations, by a node that runs. */
    static Shop in(Surroundings surroundings, Node node) {
        UUID tenant = surroundings.found();
        Bus bus = node.platform().bus();
        Outcome.of(bus.ask(
                Caller.system(tenant, "a-test-opens"),
                new Question<>(UserAddresses.CREATE_ACCOUNT, CreateAccount.class, AccountCreated.class),
                new CreateAccount(email(tenant), "Staff", Door.STAFF, SCOPES, PASSWORD)));
        var staff = new Caller(tenant, Caller.SYSTEM, Set.copyOf(SCOPES), "a-test-opens", "en", "UTC", null);
        var category = ask(bus, staff, "createCategory", Map.of("slug", "feet", "texts", name("Feet"), "position", 1))
                .path("id")
                .asString();
        var product = ask(bus, staff, "createProduct", article(category));
        String variant = product.path("variants").get(0).path("id").asString();
        ask(
                bus,
                staff,
                "setStock",
                Map.of("kind", "absolute", "variantId", variant, "onHand", STOCK, "reason", "First delivery"));
        return new Shop(
                tenant,
                new Customer(surroundings.url(), tenant),
                UUID.fromString(product.path("id").asString()),
                UUID.fromString(category));
    }

    private static Map<String, Object> article(String category) {
        var price = Map.of("amount", 1000, "currency", "EUR");
        return Map.of(
                "slug", "boots",
                "texts", name("Boots"),
                "categoryIds", List.of(category),
                "images", List.of(),
                "variants", List.of(Map.of("sku", "BOOTS", "name", "", "prices", List.of(price))));
    }

    private static Map<String, Object> name(String name) {
        return Map.of("en", Map.of("name", name));
    }

    private static String email(UUID tenant) {
        return "staff@" + tenant + ".example";
    }

    private static JsonNode ask(Bus bus, Caller staff, String operation, Map<String, Object> body) {
        Future<JsonNode> answer = bus.ask(
                        staff,
                        Bus.operation(operation),
                        new ApiRequest(
                                operation,
                                Map.of(),
                                Map.of(),
                                Map.of("idempotency-key", "open-" + operation),
                                Map.of(),
                                Json.MAPPER.valueToTree(body),
                                null))
                .map(response -> Json.MAPPER.<JsonNode>valueToTree(response.body()));
        return Outcome.of(answer);
    }

    Customer customer() {
        return customer;
    }

    JsonNode variant() throws IOException {
        return customer.send("GET", "/products/" + product, null)
                .body()
                .path("variants")
                .get(0);
    }

    UUID tenant() {
        return tenant;
    }

    UUID product() {
        return product;
    }

    UUID category() {
        return category;
    }

    /** Of its staff. */
    String email() {
        return email(tenant);
    }

    /** Signs its staff in. */
    Customer.Heard signIn() throws IOException {
        return customer.send("POST", "/sessions", Map.of("email", email(), "password", PASSWORD, "audience", "staff"));
    }

    /** Of its staff, who sign in once. */
    String token() throws IOException {
        String known = token;
        if (known == null) {
            known = signIn().body().path("accessToken").asString();
            token = known;
        }
        return known;
    }

    /** As staff. */
    JsonNode asStaff(String method, String path, @Nullable Object body, String... headers) throws IOException {
        var all = new ArrayList<>(List.of("Authorization", "Bearer " + token()));
        all.addAll(List.of(headers));
        return customer.send(method, path, body, all.toArray(String[]::new)).body();
    }

    /** Orders by id with their status, as staff sees them. */
    Map<String, String> orders() throws IOException {
        var orders = new HashMap<String, String>();
        asStaff("GET", "/orders?of=shop&limit=100", null)
                .path("items")
                .forEach(o ->
                        orders.put(o.path("id").asString(), o.path("status").asString()));
        return orders;
    }

    /** Whether the books agree; they cannot be read while no node serves. */
    @Nullable
    Boolean agrees() {
        try {
            return books().isEmpty() ? Boolean.TRUE : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** What is wrong, in words; empty if stock taken is sold and each standing order is charged once, and no other. */
    String books() throws IOException {
        var wrong = new StringBuilder();
        int standing = 0;
        for (var order : orders().entrySet()) {
            int charges = 0;
            for (JsonNode payment :
                    asStaff("GET", "/payments?orderId=" + order.getKey(), null).path("items")) {
                charges += payment.path("status").asString().equals("CAPTURED") ? 1 : 0;
            }
            boolean stands = !order.getValue().equals("CANCELLED");
            standing += stands ? 1 : 0;
            if (charges != (stands ? 1 : 0) || order.getValue().equals("PLACED")) {
                wrong.append("order ")
                        .append(order)
                        .append(" has ")
                        .append(charges)
                        .append(" charges; ");
            }
        }
        JsonNode stock = asStaff("GET", "/stock/" + variant().path("id").asString(), null);
        int taken =
                STOCK - stock.path("onHand").asInt() + stock.path("reserved").asInt();
        if (taken != standing || stock.path("reserved").asInt() != 0) {
            wrong.append("stock ")
                    .append(stock)
                    .append(" but ")
                    .append(standing)
                    .append(" sold; ");
        }
        return wrong.toString();
    }
}
