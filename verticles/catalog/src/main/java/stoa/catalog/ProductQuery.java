package stoa.catalog;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.openapi.CatalogOperations.ListProductsSort;

/**
 * What a list of products was asked for.
 *
 * @param minPrice minor units of the shop's currency
 * @param maxPrice minor units of the shop's currency
 * @param after where the page before has ended, or null for the first page
 */
record ProductQuery(
        @Nullable String text,
        @Nullable String category,
        @Nullable Long minPrice,
        @Nullable Long maxPrice,
        ListProductsSort sort,
        int limit,
        String locale,
        @Nullable Position after) {

    /** All that chooses and orders the rows: what a cursor is bound to. */
    record Filters(
            @Nullable String text,
            @Nullable String category,
            @Nullable Long minPrice,
            @Nullable Long maxPrice,
            String sort,
            String locale) {}

    Filters filters() {
        return new Filters(text, category, minPrice, maxPrice, sort.value(), locale);
    }

    ProductQuery after(Position position) {
        return new ProductQuery(text, category, minPrice, maxPrice, sort, limit, locale, position);
    }

    /**
     * A place in a sorted list.
     *
     * @param key of the sort, as text
     */
    record Position(String key, UUID product) {}

    /** The list's own address, with what was asked for and no more. */
    String href(@Nullable String cursor) {
        var href = new StringBuilder("/api/v1/products?limit=").append(limit);
        append(href, "text", text);
        append(href, "category", category);
        append(href, "minPrice", minPrice);
        append(href, "maxPrice", maxPrice);
        append(href, "sort", sort == ListProductsSort.NEWEST ? null : sort.value());
        append(href, "cursor", cursor);
        return href.toString();
    }

    private static void append(StringBuilder href, String name, @Nullable Object value) {
        if (value != null) {
            href.append('&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }
}
