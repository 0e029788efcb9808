package stoa.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.openapi.model.TaxMode;
import stoa.openapi.model.TaxPart;
import stoa.openapi.model.TaxRate;
import stoa.openapi.model.TaxRules;

/**
 * Tax at one rate for each class. It is computed and rounded once for a class, over all lines of the class and the shipping that is taxed
 * with it: half up to the minor unit of the currency. Where it comes on top, what was rounded is then shared out exactly over those lines.
 *
 * @param added what tax adds to the total
 * @param withTax by line number: the line with the tax that it adds
 */
record Taxes(long added, List<TaxPart> parts, Map<Integer, Long> withTax) {
    private static final long WHOLE_PPM = 1_000_000;

    /** Stands for shipping where lines have their numbers. */
    private static final int SHIPPING = 0;

    /** @param goods by line number: what each line is worth as the shop shows its prices */
    static Taxes of(TaxRules rules, List<Basket.Item> items, Map<Integer, Long> goods, long shipping) {
        var withTax = new HashMap<>(goods);
        var parts = new ArrayList<TaxPart>();
        long added = 0;
        for (var taxed : classes(rules, items).entrySet()) {
            var rate = rate(rules, taxed.getKey());
            if (rate == null) {
                continue;
            }
            long[] amounts = taxed.getValue().stream()
                    .mapToLong(line -> line == SHIPPING ? shipping : goods.getOrDefault(line, 0L))
                    .toArray();
            var part = part(rules.mode(), rate, sum(amounts));
            if (rules.mode() == TaxMode.EXCLUSIVE) {
                added += part.tax();
                share(part.tax(), taxed.getValue(), amounts, withTax);
            }
            if (part.net() + part.tax() > 0) {
                parts.add(part);
            }
        }
        withTax.remove(SHIPPING);
        return new Taxes(added, List.copyOf(parts), Map.copyOf(withTax));
    }

    /** Lines by tax class; within a class by variant, so that the order of the lines does not say who takes a left-over cent. */
    private static Map<String, List<Integer>> classes(TaxRules rules, List<Basket.Item> items) {
        var classes = new TreeMap<String, List<Integer>>();
        items.stream()
                .sorted(Comparator.comparing(Basket.Item::variantId)
                        .thenComparingInt(Basket.Item::quantity)
                        .thenComparingInt(Basket.Item::lineNo))
                .forEach(item -> classes.computeIfAbsent(item.taxClass(), _ -> new ArrayList<>())
                        .add(item.lineNo()));
        classes.computeIfAbsent(rules.shippingTaxClass(), _ -> new ArrayList<>())
                .add(SHIPPING);
        return classes;
    }

    private static @Nullable TaxRate rate(TaxRules rules, String taxClass) {
        return rules.rates().stream()
                .filter(rate -> rate.taxClass().equals(taxClass))
                .findFirst()
                .orElse(null);
    }

    private static TaxPart part(TaxMode mode, TaxRate rate, long amount) {
        return switch (mode) {
            case INCLUSIVE -> {
                long tax = Ratio.of(amount, rate.ratePpm(), WHOLE_PPM + rate.ratePpm())
                        .rounded();
                yield new TaxPart(rate.taxClass(), rate.ratePpm(), amount - tax, tax);
            }
            case EXCLUSIVE ->
                new TaxPart(
                        rate.taxClass(),
                        rate.ratePpm(),
                        amount,
                        Ratio.of(amount, rate.ratePpm(), WHOLE_PPM).rounded());
        };
    }

    private static void share(long tax, List<Integer> lines, long[] amounts, Map<Integer, Long> withTax) {
        long[] shares = Split.proportionally(tax, amounts);
        for (int i = 0; i < shares.length; i++) {
            withTax.merge(lines.get(i), shares[i], Math::addExact);
        }
    }

    private static long sum(long[] amounts) {
        return Arrays.stream(amounts).sum();
    }
}
