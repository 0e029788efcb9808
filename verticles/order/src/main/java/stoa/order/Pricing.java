package stoa.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.openapi.model.Adjustment;
import stoa.openapi.model.AdjustmentKind;
import stoa.openapi.model.PriceBreakdown;
import stoa.openapi.model.PriceRulesInput;
import stoa.openapi.model.ShippingCharge;
import stoa.openapi.model.ShippingMethod;
import stoa.openapi.model.ShippingRate;
import stoa.openapi.model.TaxBreakdown;
import stoa.platform.Languages;
import stoa.platform.Refusal;

/**
 * The price of a basket under the rules of a shop: a pure function, so that a cart, a checkout and a test compute the same cent. It goes
 * through lines, adjustments, shipping and tax, each from what stands before it. Only tax is ever rounded (see {@link Taxes}); all else is
 * sums of whole minor units, whatever the decimals of the currency.
 */
final class Pricing {
    /** Largest amount of the contract: what every JSON reader keeps exact (RFC 8259 section 6). */
    static final long LARGEST = (1L << 53) - 1;

    private Pricing() {}

    /**
     * @param rules those in force now
     * @throws Refusal 422 where the total exceeds what the contract can say
     */
    static Price price(Basket basket, PriceRulesInput rules) {
        long lines = lines(basket);
        var adjustments = adjustments(basket.items());
        var goods = adjusted(basket.items(), adjustments);
        long worth = sum(goods.values());
        var methods = shipping(basket, rules.shipping(), worth);
        var chosen = chosen(methods, basket.shippingMethod());
        long sending = chosen == null ? 0 : chosen.amount();
        var taxes = Taxes.of(rules.tax(), basket.items(), goods, sending);
        long total = bounded(sum(List.of(worth, sending, taxes.added())));
        var breakdown = new PriceBreakdown(
                basket.currency(),
                lines,
                adjustments,
                chosen,
                new TaxBreakdown(rules.tax().mode(), taxes.added(), taxes.parts()),
                total);
        return new Price(breakdown, taxes.withTax(), methods);
    }

    private static long lines(Basket basket) {
        return sum(basket.items().stream()
                .map(item -> Math.multiplyExact(item.unitPrice(), item.quantity()))
                .toList());
    }

    /** The quantity that counts is that of the variant, however many lines it stands on. */
    private static List<Adjustment> adjustments(List<Basket.Item> items) {
        Map<UUID, Integer> pieces =
                items.stream().collect(Collectors.toMap(Basket.Item::variantId, Basket.Item::quantity, Math::addExact));
        var adjustments = new ArrayList<Adjustment>();
        for (var item : byLine(items)) {
            var tier = tier(item, pieces.getOrDefault(item.variantId(), 0));
            if (tier.unitPrice() != item.unitPrice()) {
                adjustments.add(new Adjustment(
                        AdjustmentKind.QUANTITY_PRICE,
                        String.valueOf(tier.minQuantity()),
                        item.lineNo(),
                        (tier.unitPrice() - item.unitPrice()) * item.quantity()));
            }
        }
        return List.copyOf(adjustments);
    }

    private static List<Basket.Item> byLine(List<Basket.Item> items) {
        return items.stream()
                .sorted(Comparator.comparingInt(Basket.Item::lineNo))
                .toList();
    }

    private static Basket.Tier tier(Basket.Item item, int pieces) {
        return item.tiers().stream()
                .filter(tier -> tier.minQuantity() <= pieces)
                .max(Comparator.comparingInt(Basket.Tier::minQuantity))
                .orElseThrow();
    }

    /** What each line is worth after its adjustments, by line number. */
    private static Map<Integer, Long> adjusted(List<Basket.Item> items, List<Adjustment> adjustments) {
        var goods = new HashMap<Integer, Long>();
        items.forEach(item -> goods.put(item.lineNo(), item.unitPrice() * item.quantity()));
        for (var adjustment : adjustments) {
            goods.merge(Objects.requireNonNull(adjustment.lineNo()), adjustment.amount(), Math::addExact);
        }
        return goods;
    }

    /** The methods that go there, in the shop's order. */
    private static List<ShippingCharge> shipping(Basket basket, List<ShippingMethod> methods, long worth) {
        if (basket.items().isEmpty()) {
            return List.of();
        }
        var country = basket.buyer().country();
        return methods.stream()
                .filter(method -> country == null
                        || method.countries() == null
                        || method.countries().isEmpty()
                        || method.countries().contains(country))
                .flatMap(method -> method.rates().stream()
                        .filter(rate -> rate.currency().equals(basket.currency()))
                        .map(rate -> charge(method, rate, worth, basket.buyer().locale())))
                .toList();
    }

    private static ShippingCharge charge(ShippingMethod method, ShippingRate rate, long worth, String locale) {
        var languages = method.names().keySet().stream().sorted().toList();
        var name = Objects.requireNonNull(method.names().get(Languages.pick(locale, languages, languages.getFirst())));
        boolean free = rate.freeFrom() != null && worth >= rate.freeFrom();
        return new ShippingCharge(method.code(), name, free ? 0 : rate.amount(), rate.freeFrom());
    }

    /** The wanted one where it goes there, else the cheapest, of equal ones the first. */
    private static @Nullable ShippingCharge chosen(List<ShippingCharge> methods, @Nullable String wanted) {
        return methods.stream()
                .filter(charge -> charge.method().equals(wanted))
                .findFirst()
                .or(() -> methods.stream().min(Comparator.comparingLong(ShippingCharge::amount)))
                .orElse(null);
    }

    private static long sum(Iterable<Long> amounts) {
        long sum = 0;
        for (long amount : amounts) {
            // No overflow: 999 pieces at 2^53 stay below 2^63, and each sum is looked at before the next one is added.
            sum = bounded(Math.addExact(sum, amount));
        }
        return sum;
    }

    private static long bounded(long amount) {
        if (amount > LARGEST) {
            throw Refusal.unprocessable(
                    "/problems/total-too-large", "Too much for one order", "Split the order.", List.of());
        }
        return amount;
    }
}
