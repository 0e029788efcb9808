package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.catalog.AskOffers;
import stoa.messages.catalog.AskVariants;
import stoa.messages.catalog.CatalogAddresses;
import stoa.messages.catalog.KnownVariants;
import stoa.messages.catalog.Offers;
import stoa.messages.order.StockChanged;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.openapi.model.Category;
import stoa.openapi.model.CategoryInput;
import stoa.openapi.model.LocalText;
import stoa.openapi.model.Product;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.ProductPage;
import stoa.openapi.model.ProductSummary;
import stoa.openapi.model.VariantInput;
import stoa.openapi.model.VariantPrice;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.platform.TestStoa;
import stoa.tenancy.Ids;
import stoa.tenancy.Tenancy;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** The catalogue on a real bus and database; its one neighbour, the directory of shops, knows the shops of the test. */
final class TestCatalog implements AutoCloseable {
    static final String MANAGE = CatalogApi.MANAGE;

    private final TestStoa stoa = TestStoa.open("catalog");
    private final Map<UUID, TenantProfile> shops = new ConcurrentHashMap<>();

    TestCatalog() {
        var directory = new Question<>(UserAddresses.TENANT, FindTenant.class, TenantProfile.class);
        Outcome.of(bus().serve(
                        directory,
                        1000,
                        (caller, ask) -> Future.succeededFuture(Objects.requireNonNull(shops.get(ask.id())))));
        stoa.deploy(new CatalogVerticle(stoa.platform()));
    }

    Tenancy tenancy() {
        return stoa.tenancy();
    }

    Bus bus() {
        return stoa.bus();
    }

    TestTenant shop() {
        return shop("EUR", "de");
    }

    TestTenant shop(String currency, String locale) {
        var tenant = TestTenant.unborn(currency, locale);
        shops.put(tenant.id(), tenant.profile());
        return tenant;
    }

    /** Through the generated bindings, as the gateway would ask. */
    ApiResponse ask(Caller caller, ApiRequest request) {
        return Outcome.of(asked(caller, request));
    }

    Future<ApiResponse> asked(Caller caller, ApiRequest request) {
        return bus().ask(caller, Bus.operation(request.operationId()), request);
    }

    Product create(TestTenant shop, ProductInput input) {
        var keeper = shop.user(Ids.next(), MANAGE);
        return (Product) Objects.requireNonNull(
                ask(keeper, create(input, Ids.next().toString())).body());
    }

    ProductPage list(Caller caller, Map<String, String> query) {
        return (ProductPage) Objects.requireNonNull(ask(caller, list(query)).body());
    }

    private static final String RECEIVED = """
            with received as (
              select r.tenant_id, r.data::jsonb as data, $3::uuid as actor
              from unnest($1::uuid[], $2::text[]) r (tenant_id, data))
            """;

    /** As the order domain's event would. */
    void stock(TestTenant shop, UUID variant, int available, int version) {
        stock(List.of(shop), List.of(new StockChanged(variant, available, version)));
    }

    /** All of them at once; the n-th is told of the n-th shop. */
    void stock(List<TestTenant> shops, List<StockChanged> changes) {
        var args = Tuple.of(
                shops.stream().map(TestTenant::id).toArray(UUID[]::new),
                changes.stream().map(Json.MAPPER::writeValueAsString).toArray(String[]::new),
                Caller.SYSTEM);
        Outcome.of(tenancy()
                .batch(
                        shops.stream().map(TestTenant::id).toList(),
                        RECEIVED + CatalogEvents.STOCK_CHANGED.sql(),
                        args,
                        rows -> rows.rowCount()));
    }

    static ApiRequest list(Map<String, String> query) {
        var values = new HashMap<String, List<String>>();
        query.forEach((name, value) -> values.put(name, List.of(value)));
        values.putIfAbsent("limit", List.of("24"));
        values.putIfAbsent("sort", List.of("newest"));
        return new ApiRequest("listProducts", Map.of(), values, Map.of(), Map.of(), null, null);
    }

    static ApiRequest get(UUID product) {
        return request("getProduct", product, Map.of(), null);
    }

    static ApiRequest create(ProductInput input, String key) {
        return request("createProduct", null, Map.of("idempotency-key", key), input);
    }

    static ApiRequest update(UUID product, String ifMatch, ProductInput input) {
        return request("updateProduct", product, Map.of("if-match", ifMatch), input);
    }

    static ApiRequest request(
            String operation, @Nullable UUID product, Map<String, String> headers, @Nullable Object body) {
        return new ApiRequest(
                operation,
                product == null ? Map.of() : Map.of("productId", product.toString()),
                Map.of(),
                headers,
                Map.of(),
                body == null ? null : Json.MAPPER.valueToTree(body),
                null);
    }

    /** One variant, in the shop's own currency and language. */
    static ProductInput input(TestTenant shop, String slug, String name, long amount) {
        var text = new LocalText(name, "");
        var variant = new VariantInput(
                null,
                slug.toUpperCase(Locale.ROOT),
                "",
                List.of(price(amount, shop.profile().currency())),
                null);
        return new ProductInput(slug, Map.of(shop.profile().locale(), text), null, null, List.of(variant));
    }

    /** What one piece costs. */
    static VariantPrice price(long amount, String currency) {
        return new VariantPrice(amount, currency, null);
    }

    Refusal refusal(Caller caller, ApiRequest request) {
        return Outcome.failure(Refusal.class, asked(caller, request));
    }

    UUID category(TestTenant shop, String slug) {
        var texts = Map.of("de", new LocalText(slug, null), "en", new LocalText(slug + " in English", null));
        var request = request(
                "createCategory",
                null,
                Map.of("idempotency-key", "category-" + slug),
                new CategoryInput(slug, slug.charAt(0) - 'a', texts));
        var made = ask(shop.user(Ids.next(), MANAGE), request).body();
        return ((Category) Objects.requireNonNull(made)).id();
    }

    static ApiRequest delete(UUID product, String ifMatch) {
        return request("deleteProduct", product, Map.of("if-match", ifMatch), null);
    }

    static ProductInput in(UUID category, ProductInput input) {
        return new ProductInput(input.slug(), input.texts(), Set.of(category), input.images(), input.variants());
    }

    static ProductInput with(ProductInput input, List<VariantInput> variants) {
        return new ProductInput(input.slug(), input.texts(), input.categoryIds(), input.images(), variants);
    }

    static Caller speaking(TestTenant shop, String locale) {
        return new Caller(shop.id(), null, Set.of(), "test-guest", locale, "UTC", null);
    }

    static List<UUID> ids(ProductPage page) {
        return page.items().stream().map(ProductSummary::id).toList();
    }

    static Product product(ApiResponse answer) {
        return (Product) Objects.requireNonNull(answer.body());
    }

    static String etag(int version) {
        return '"' + Integer.toString(version) + '"';
    }

    Offers offers(TestTenant shop, UUID... variants) {
        return Outcome.of(asked(shop, variants));
    }

    Future<Offers> asked(TestTenant shop, UUID... variants) {
        var question = new Question<>(CatalogAddresses.OFFERS, AskOffers.class, Offers.class);
        return bus().ask(shop.guest(), question, new AskOffers(List.of(variants), "EUR", "de"));
    }

    /** Transactions in which offers were read. */
    long reads() {
        return stoa.platform()
                .meters()
                .get("stoa.coalescer.write")
                .tag("coalescer", "offers")
                .timer()
                .count();
    }

    /** As those who keep the stock ask for its names. */
    List<KnownVariants.KnownVariant> known(TestTenant shop, UUID... variants) {
        var question = new Question<>(CatalogAddresses.VARIANTS, AskVariants.class, KnownVariants.class);
        return Outcome.of(bus().ask(shop.guest(), question, new AskVariants(List.of(variants), "en")))
                .variants();
    }

    @Override
    public void close() {
        stoa.close();
    }
}
