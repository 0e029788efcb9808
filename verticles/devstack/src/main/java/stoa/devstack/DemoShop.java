package stoa.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;

/**
 * A shop as its file describes it.
 *
 * @param tagline by language
 * @param priceRules as the contract has them
 */
record DemoShop(
        String slug,
        String name,
        Map<String, String> tagline,
        String currency,
        String locale,
        List<String> locales,
        String country,
        Theme theme,
        List<Person> people,
        JsonNode priceRules,
        List<Category> categories,
        List<Product> products) {

    record Theme(String face, String seed) {}

    /** Of everybody in the demo; printed at the start. */
    static final String PASSWORD = "open-sesame-demo";

    record Person(String audience, String email, String name) {}

    record Category(String slug, int position, Map<String, String> name) {}

    /**
     * @param price of each variant, minor units
     * @param stock pieces in all, shared out among the variants
     * @param taxClass other than the standard one
     * @param tiers price of one piece by the quantity from which on it counts
     * @param variants what tells them apart, or null for one without a name
     */
    record Product(
            String slug,
            String category,
            String picture,
            long price,
            int stock,
            @Nullable String taxClass,
            @Nullable Map<Integer, Long> tiers,
            Map<String, String> name,
            Map<String, String> description,
            @Nullable List<String> variants) {}

    static DemoShop read(String slug) {
        try (InputStream file = DemoShop.class.getResourceAsStream(slug + ".json")) {
            return Json.MAPPER.readValue(Objects.requireNonNull(file, slug), DemoShop.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
