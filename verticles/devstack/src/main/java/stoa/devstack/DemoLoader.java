package stoa.devstack;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.user.AccountCreated;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.Door;
import stoa.messages.user.UserAddresses;
import stoa.platform.Bus;
import stoa.platform.ETags;
import stoa.platform.Question;
import stoa.platform.Refusal;
import tools.jackson.databind.JsonNode;

/**
 * Fills a shop through its own operations, as its staff would. Begun twice it goes on where it stopped: what is there already is left as it is.
 */
final class DemoLoader {
    static final List<String> STAFF_SCOPES =
            List.of("orders:manage", "catalog:manage", "stock:manage", "payments:read", "messages:read");
    static final List<String> SHOPPER_SCOPES = List.of("orders:own");
    private static final Question<CreateAccount, AccountCreated> CREATE_ACCOUNT =
            new Question<>(UserAddresses.CREATE_ACCOUNT, CreateAccount.class, AccountCreated.class);
    private static final int PICTURE_PIXELS = 256;

    private final Bus bus;
    private final DemoShop shop;
    private final Caller system;
    private final Caller staff;

    DemoLoader(Bus bus, UUID tenant, DemoShop shop) {
        this.bus = bus;
        this.shop = shop;
        system = Caller.system(tenant, "demo-" + shop.slug());
        staff = new Caller(
                tenant, Caller.SYSTEM, Set.copyOf(STAFF_SCOPES), "demo-" + shop.slug(), shop.locale(), "UTC", null);
    }

    Future<Void> load() {
        return people().compose(v -> priceRules()).compose(v -> categories()).compose(this::products);
    }

    private Future<Void> people() {
        return oneByOne(
                shop.people(),
                person -> bus.ask(
                                system,
                                CREATE_ACCOUNT,
                                new CreateAccount(
                                        person.email(),
                                        person.name(),
                                        Door.valueOf(person.audience().toUpperCase(Locale.ROOT)),
                                        person.audience().equals("staff") ? STAFF_SCOPES : SHOPPER_SCOPES,
                                        DemoShop.PASSWORD))
                        .mapEmpty());
    }

    /** Where nobody has set them yet. */
    private Future<Void> priceRules() {
        return bus.ask(
                        staff,
                        Bus.operation("setPriceRules"),
                        new ApiRequest(
                                "setPriceRules",
                                Map.of(),
                                Map.of(),
                                Map.of("if-match", ETags.of(0)),
                                Map.of(),
                                shop.priceRules(),
                                null))
                .<Void>mapEmpty()
                .recover(e -> e instanceof Refusal r && r.status() == 412
                        ? Future.succeededFuture()
                        : Future.failedFuture(e));
    }

    /** @return ids by slug */
    private Future<Map<String, UUID>> categories() {
        var ids = new HashMap<String, UUID>();
        return oneByOne(
                        shop.categories(),
                        category -> create(
                                        "createCategory",
                                        Map.of(
                                                "slug", category.slug(),
                                                "position", category.position(),
                                                "texts", texts(category.name(), Map.of())))
                                .mapEmpty())
                .compose(v -> call("listCategories", Map.of(), null))
                .map(list -> {
                    tree(list).path("items").forEach(c -> ids.put(c.path("slug").asString(), id(c)));
                    return ids;
                });
    }

    private Future<Void> products(Map<String, UUID> categories) {
        // The newest stand first in the shop: so the first of the file comes last.
        return oneByOne(
                shop.products().reversed(),
                product -> create("createProduct", body(product, categories))
                        .compose(made -> made == null
                                ? Future.succeededFuture()
                                : stock(product, tree(made).path("variants"))));
    }

    private Map<String, Object> body(DemoShop.Product product, Map<String, UUID> categories) {
        var body = new LinkedHashMap<String, Object>();
        body.put("slug", product.slug());
        body.put("texts", texts(product.name(), product.description()));
        body.put("categoryIds", List.of(categories.get(product.category())));
        body.put(
                "images",
                List.of(Map.of(
                        "url",
                        "/demo/" + product.picture() + ".webp",
                        "alt",
                        product.name().get(shop.locale()),
                        "width",
                        PICTURE_PIXELS,
                        "height",
                        PICTURE_PIXELS)));
        var prices = prices(product);
        var taxClass = product.taxClass() == null ? "STANDARD" : product.taxClass();
        var variants = new ArrayList<Map<String, Object>>();
        for (String name : names(product)) {
            String sku = (product.slug() + (name.isEmpty() ? "" : "-" + name))
                    .replaceAll("[^A-Za-z0-9._-]+", "-")
                    .toUpperCase(Locale.ROOT);
            variants.add(Map.of("sku", sku, "name", name, "prices", prices, "taxClass", taxClass));
        }
        body.put("variants", variants);
        return body;
    }

    private List<Map<String, Object>> prices(DemoShop.Product product) {
        var prices = new ArrayList<Map<String, Object>>();
        prices.add(Map.of("amount", product.price(), "currency", shop.currency()));
        if (product.tiers() != null) {
            product.tiers()
                    .forEach((from, amount) ->
                            prices.add(Map.of("amount", amount, "currency", shop.currency(), "minQuantity", from)));
        }
        return prices;
    }

    private static List<String> names(DemoShop.Product product) {
        return product.variants() == null ? List.of("") : product.variants();
    }

    private Future<Void> stock(DemoShop.Product product, JsonNode variants) {
        var ids = new ArrayList<UUID>();
        variants.forEach(v -> ids.add(id(v)));
        return oneByOne(ids, id -> {
            int index = ids.indexOf(id);
            int pieces = product.stock() / ids.size() + (index < product.stock() % ids.size() ? 1 : 0);
            var body = Map.<String, Object>of(
                    "kind", "absolute", "variantId", id, "onHand", pieces, "reason", "First delivery");
            return call("setStock", body, "demo-stock-" + id).mapEmpty();
        });
    }

    /** The answer, or null where it is there already. */
    private Future<ApiResponse> create(String operation, Map<String, Object> body) {
        return call(operation, body, "demo-" + operation + "-" + body.get("slug"))
                .recover(e -> e instanceof Refusal r && (r.status() == 409 || r.status() == 422)
                        ? Future.succeededFuture()
                        : Future.failedFuture(e));
    }

    private Future<ApiResponse> call(
            String operation, Map<String, Object> body, @org.jspecify.annotations.Nullable String key) {
        Map<String, String> headers = key == null ? Map.of() : Map.of("idempotency-key", key);
        JsonNode json = key == null ? null : Json.MAPPER.valueToTree(body);
        return bus.ask(
                staff,
                Bus.operation(operation),
                new ApiRequest(operation, Map.of(), Map.of(), headers, Map.of(), json, null));
    }

    private static Map<String, Object> texts(Map<String, String> names, Map<String, String> descriptions) {
        var texts = new LinkedHashMap<String, Object>();
        names.forEach((locale, name) -> texts.put(
                locale,
                descriptions.containsKey(locale)
                        ? Map.of("name", name, "description", descriptions.get(locale))
                        : Map.of("name", name)));
        return texts;
    }

    private static JsonNode tree(ApiResponse response) {
        return Json.MAPPER.valueToTree(response.body());
    }

    private static UUID id(JsonNode node) {
        return UUID.fromString(node.path("id").asString());
    }

    private static <T> Future<Void> oneByOne(List<T> items, Function<T, Future<Void>> step) {
        Future<Void> chain = Future.succeededFuture();
        for (T item : items) {
            chain = chain.compose(v -> step.apply(item));
        }
        return chain;
    }
}
