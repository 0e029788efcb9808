package stoa.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import stoa.messages.user.TenantProfile;
import stoa.openapi.model.ProductInput;
import stoa.openapi.model.VariantInput;
import stoa.openapi.model.VariantPrice;
import stoa.platform.Refusal;
import stoa.platform.Refusal.Fault;

/** What the contract cannot say about a product, because it depends on the shop. */
final class ProductRules {
    private ProductRules() {}

    /** @param known ids of the variants that the product has now. Fails with 422 and all faults at once. */
    static void check(ProductInput input, TenantProfile shop, Set<UUID> known) {
        var faults = new ArrayList<Fault>();
        if (!input.texts().containsKey(shop.locale())) {
            faults.add(Fault.of("/texts", "must have a text in the shop's own language, " + shop.locale()));
        }
        var skus = new HashSet<String>();
        var ids = new HashSet<UUID>();
        for (var i = 0; i < input.variants().size(); i++) {
            var variant = input.variants().get(i);
            var pointer = "/variants/" + i;
            if (!skus.add(variant.sku())) {
                faults.add(Fault.of(pointer + "/sku", "stands twice in this product"));
            }
            if (variant.id() != null && !known.contains(variant.id())) {
                faults.add(Fault.of(pointer + "/id", "is no variant of this product"));
            } else if (variant.id() != null && !ids.add(variant.id())) {
                faults.add(Fault.of(pointer + "/id", "stands twice in this product"));
            }
            checkPrices(variant.prices(), shop, pointer, faults);
        }
        if (!faults.isEmpty()) {
            throw Refusal.unprocessable(
                    "/problems/incomplete-product",
                    "The product does not fit the shop",
                    faults.size() + " faults",
                    faults);
        }
    }

    /** What is not said, as the contract says it: whoever asks over the bus has not passed the door that fills it in. */
    static int minQuantity(VariantPrice price) {
        return Objects.requireNonNullElse(price.minQuantity(), 1);
    }

    static String taxClass(VariantInput variant) {
        return Objects.requireNonNullElse(variant.taxClass(), "STANDARD");
    }

    private static void checkPrices(List<VariantPrice> prices, TenantProfile shop, String pointer, List<Fault> faults) {
        var quantities = new HashMap<String, Map<Integer, Long>>();
        for (var i = 0; i < prices.size(); i++) {
            var price = prices.get(i);
            var before = quantities
                    .computeIfAbsent(price.currency(), _ -> new HashMap<>())
                    .putIfAbsent(minQuantity(price), price.amount());
            if (before != null) {
                faults.add(Fault.of(
                        pointer + "/prices/" + i, "is a second price in the same currency for the same quantity"));
            }
        }
        if (!quantities.containsKey(shop.currency())) {
            faults.add(Fault.of(pointer + "/prices", "must have a price in the shop's currency, " + shop.currency()));
        }
        quantities.forEach((currency, tiers) -> checkTiers(currency, new TreeMap<>(tiers), pointer, faults));
    }

    /** Whoever takes more pays no more for each. */
    private static void checkTiers(
            String currency, SortedMap<Integer, Long> tiers, String pointer, List<Fault> faults) {
        if (tiers.firstKey() != 1) {
            faults.add(Fault.of(pointer + "/prices", "must have a price for one piece in " + currency));
        }
        long before = Long.MAX_VALUE;
        for (var tier : tiers.entrySet()) {
            if (tier.getValue() > before) {
                faults.add(
                        Fault.of(pointer + "/prices", "must not rise at " + tier.getKey() + " pieces in " + currency));
            }
            before = tier.getValue();
        }
    }
}
