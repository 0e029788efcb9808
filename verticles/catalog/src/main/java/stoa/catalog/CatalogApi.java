package stoa.catalog;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.messages.user.TenantProfile;
import stoa.openapi.CatalogOperations;
import stoa.openapi.model.Category;
import stoa.openapi.model.CategoryInput;
import stoa.openapi.model.CategoryList;
import stoa.openapi.model.Link;
import stoa.openapi.model.Product;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.ProductPage;
import stoa.platform.Cursors;
import stoa.platform.ETags;
import stoa.platform.Idempotency;
import stoa.tenancy.Tenancy;

/** The catalogue's operations of the contract. */
final class CatalogApi implements CatalogOperations {
    /** The scope of those who keep the catalogue. */
    static final String MANAGE = "catalog:manage";

    private static final String LANGUAGE = "Content-Language";

    private final Tenancy tenancy;
    private final Idempotency idempotency;
    private final Cursors cursors;
    private final Shops shops;
    private final Categories categories;
    private final Products products;
    private final ProductChanges changes;
    private final Listings listings;

    CatalogApi(Tenancy tenancy, Idempotency idempotency, Cursors cursors, Shops shops) {
        this.tenancy = tenancy;
        this.idempotency = idempotency;
        this.cursors = cursors;
        this.shops = shops;
        this.categories = new Categories(tenancy);
        this.products = new Products(tenancy);
        this.listings = new Listings(tenancy);
        this.changes = new ProductChanges(listings);
    }

    @Override
    public Future<Answer<CategoryList>> listCategories(Caller caller) {
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link("/api/v1/categories", null));
        if (caller.may(MANAGE)) {
            links.put("create", new Link("/api/v1/categories", Link.Method.POST));
        }
        return shops.of(caller)
                .compose(shop -> categories
                        .list(caller, shop)
                        .map(items -> Answer.ok(new CategoryList(items, links))
                                .withHeader(LANGUAGE, Shops.locale(caller, shop))));
    }

    @Override
    public Future<Answer<Category>> getCategory(Caller caller, UUID categoryId) {
        return shops.of(caller)
                .compose(shop -> categories
                        .one(caller, shop, categoryId)
                        .map(category -> Answer.ok(category)
                                .withETag(category.version())
                                .withHeader(LANGUAGE, Shops.locale(caller, shop))));
    }

    @Override
    public Future<Answer<Category>> createCategory(Caller caller, String idempotencyKey, CategoryInput categoryInput) {
        return shops.of(caller)
                .compose(shop -> idempotency.once(
                        caller,
                        "createCategory",
                        idempotencyKey,
                        categoryInput,
                        Category.class,
                        sql -> categories
                                .create(sql, caller, categoryInput, shop)
                                .map(category -> Answer.created(category, "/api/v1/categories/" + category.id())
                                        .withETag(category.version()))))
                .recover(Taken::orElse);
    }

    @Override
    public Future<Answer<ProductPage>> listProducts(
            Caller caller,
            @Nullable String text,
            @Nullable String category,
            @Nullable Long minPrice,
            @Nullable Long maxPrice,
            ListProductsSort sort,
            int limit,
            @Nullable String cursor) {
        return shops.of(caller).compose(shop -> {
            var locale = Shops.locale(caller, shop);
            var first = new ProductQuery(text, category, minPrice, maxPrice, sort, limit, locale, null);
            var query = cursor == null ? first : first.after(position(caller, first, cursor));
            return listings.page(caller, query)
                    .map(page -> Answer.ok(new ProductPage(page.items(), links(caller, query, cursor, page)))
                            .withHeader(LANGUAGE, locale));
        });
    }

    @Override
    public Future<Answer<Product>> getProduct(Caller caller, UUID productId) {
        return shops.of(caller)
                .compose(shop -> products.get(caller, productId, shop)
                        .map(product -> answer(Answer.ok(product), product, caller, shop)));
    }

    @Override
    public Future<Answer<Product>> createProduct(Caller caller, String idempotencyKey, ProductInput productInput) {
        return shops.of(caller)
                .compose(shop -> idempotency.once(
                        caller,
                        "createProduct",
                        idempotencyKey,
                        productInput,
                        Product.class,
                        sql -> changes.create(sql, caller, productInput, shop)
                                .map(product -> answer(
                                        Answer.created(product, "/api/v1/products/" + product.id()),
                                        product,
                                        caller,
                                        shop))))
                .recover(Taken::orElse);
    }

    @Override
    public Future<Answer<Product>> updateProduct(
            Caller caller, UUID productId, @Nullable String ifMatch, ProductInput productInput) {
        var version = ETags.parseIfMatch(ifMatch);
        return shops.of(caller)
                .compose(shop -> tenancy.write(
                                caller, sql -> changes.update(sql, caller, productId, version, productInput, shop))
                        .map(product -> answer(Answer.ok(product), product, caller, shop)))
                .recover(Taken::orElse);
    }

    @Override
    public Future<Answer<Void>> deleteProduct(Caller caller, UUID productId, @Nullable String ifMatch) {
        var version = ETags.parseIfMatch(ifMatch);
        return tenancy.write(caller, sql -> changes.delete(sql, productId, version))
                .map(deleted -> Answer.noContent());
    }

    private ProductQuery.Position position(Caller caller, ProductQuery query, String cursor) {
        return cursors.open(caller, "listProducts", query.filters(), cursor, ProductQuery.Position.class);
    }

    private Map<String, Link> links(Caller caller, ProductQuery query, @Nullable String cursor, Listings.Page page) {
        var links = new LinkedHashMap<String, Link>();
        links.put("self", new Link(query.href(cursor), null));
        if (page.next() != null) {
            var next = cursors.seal(caller, "listProducts", query.filters(), page.next());
            links.put("next", new Link(query.href(next), null));
        }
        if (caller.may(MANAGE)) {
            links.put("create", new Link("/api/v1/products", Link.Method.POST));
        }
        return links;
    }

    private static Answer<Product> answer(Answer<Product> answer, Product product, Caller caller, TenantProfile shop) {
        return answer.withETag(product.version()).withHeader(LANGUAGE, Shops.locale(caller, shop));
    }
}
