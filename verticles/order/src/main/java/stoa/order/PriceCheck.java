package stoa.order;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.catalog.AskOffers;
import stoa.messages.catalog.CatalogAddresses;
import stoa.messages.catalog.Offer;
import stoa.messages.catalog.Offers;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.CheckoutLine;
import stoa.openapi.model.Money;
import stoa.openapi.model.PriceBreakdown;
import stoa.openapi.model.PriceRulesInput;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.Refusal;

/** Only the server makes prices: what the shopper saw must be what the shop asks now. */
final class PriceCheck {
    private static final Question<AskOffers, Offers> OFFERS =
            new Question<>(CatalogAddresses.OFFERS, AskOffers.class, Offers.class);

    /** What is bought, at its price. */
    record Priced(List<Purchase.Line> lines, PriceBreakdown price) {}

    private final Bus bus;
    private final ShopRules rules;

    PriceCheck(Bus bus, ShopRules rules) {
        this.bus = bus;
        this.rules = rules;
    }

    /**
     * Refused with 422 where something is not sold or cannot be sent there, 409 where a price or the total has changed; each such line is
     * named.
     */
    Future<Priced> check(Caller caller, CheckoutInput input) {
        String currency = input.lines().getFirst().unitPrice().currency();
        var variants =
                input.lines().stream().map(CheckoutLine::variantId).distinct().toList();
        var offered = offers(caller, variants, currency);
        var ruled = rules.of(caller);
        return Future.all(offered, ruled).map(_ -> {
            var offers = compare(input.lines(), currency, offered.result());
            return priced(caller, input, offers, ruled.result());
        });
    }

    /** What these variants cost now, by variant, in the shop's own currency where none is named; what is not sold is missing. */
    Future<Map<UUID, Offer>> offers(Caller caller, List<UUID> variants, @Nullable String currency) {
        return bus.ask(caller, OFFERS, new AskOffers(variants, currency, caller.locale()))
                .map(offers ->
                        offers.offers().stream().collect(Collectors.toMap(Offer::variantId, Function.identity())));
    }

    static Basket.Item item(int lineNo, int quantity, Offer offer) {
        var tiers = Stream.concat(
                        Stream.of(new Basket.Tier(1, offer.unitPrice())),
                        offer.tiers().stream().map(tier -> new Basket.Tier(tier.minQuantity(), tier.unitPrice())))
                .toList();
        return new Basket.Item(lineNo, offer.variantId(), quantity, offer.taxClass(), tiers);
    }

    /** The offer of each line. */
    private static List<Offer> compare(List<CheckoutLine> asked, String currency, Map<UUID, Offer> byVariant) {
        var unknown = new ArrayList<Refusal.Fault>();
        var changed = new ArrayList<Refusal.Fault>();
        var offers = new ArrayList<Offer>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            var line = asked.get(i);
            var offer = byVariant.get(line.variantId());
            if (offer == null) {
                unknown.add(Refusal.Fault.of("/lines/" + i + "/variantId", "not sold here, or not in " + currency));
            } else if (!seenAsOffered(line, offer)) {
                changed.add(new Refusal.Fault(
                        "/lines/" + i + "/unitPrice",
                        "the price has changed",
                        null,
                        new Refusal.Price(offer.unitPrice(), offer.currency())));
            } else {
                offers.add(offer);
            }
        }
        if (!unknown.isEmpty()) {
            throw Refusal.unprocessable(
                    "/problems/unknown-product",
                    "Not sold here",
                    unknown.size() + " of the lines cannot be bought.",
                    unknown);
        }
        if (!changed.isEmpty()) {
            throw changed(changed);
        }
        return offers;
    }

    private static boolean seenAsOffered(CheckoutLine line, Offer offer) {
        return line.unitPrice().amount() == offer.unitPrice()
                && line.unitPrice().currency().equals(offer.currency());
    }

    private static Priced priced(Caller caller, CheckoutInput input, List<Offer> offers, PriceRulesInput rules) {
        var asked = input.lines();
        var items = IntStream.range(0, offers.size())
                .mapToObj(i -> item(i + 1, asked.get(i).quantity(), offers.get(i)))
                .toList();
        var country = input.shippingAddress().country();
        var basket = new Basket(
                offers.getFirst().currency(),
                new Basket.Buyer(caller.locale(), country, Set.of()),
                items,
                input.shippingMethod());
        var price = Pricing.price(basket, rules);
        sent(input, rules, price);
        expected(input.expectedTotal(), price.breakdown());
        var lines = IntStream.range(0, offers.size())
                .mapToObj(i -> line(i + 1, asked.get(i).quantity(), offers.get(i), price))
                .toList();
        return new Priced(lines, price.breakdown());
    }

    /** What the shop does not send to where it shall go is not sold. */
    private static void sent(CheckoutInput input, PriceRulesInput rules, Price price) {
        var wanted = input.shippingMethod();
        var charge = price.breakdown().shipping();
        if (charge == null && !rules.shipping().isEmpty()) {
            throw notSent("/shippingAddress/country", "The shop does not send there.");
        }
        if (wanted != null && (charge == null || !charge.method().equals(wanted))) {
            throw notSent("/shippingMethod", "This method is not offered there.");
        }
    }

    private static Refusal notSent(String pointer, String detail) {
        return Refusal.unprocessable(
                "/problems/no-shipping", "Not sent there", detail, List.of(Refusal.Fault.of(pointer, detail)));
    }

    private static void expected(@Nullable Money seen, PriceBreakdown price) {
        if (seen != null && (seen.amount() != price.total() || !seen.currency().equals(price.currency()))) {
            throw changed(List.of(new Refusal.Fault(
                    "/expectedTotal",
                    "the total has changed",
                    null,
                    null,
                    new Refusal.Price(price.total(), price.currency()))));
        }
    }

    private static Refusal changed(List<Refusal.Fault> faults) {
        return Refusal.conflict(
                "/problems/price-changed",
                "A price has changed",
                "The new prices are in the errors; order again at them.",
                faults);
    }

    private static Purchase.Line line(int lineNo, int quantity, Offer offer, Price price) {
        return new Purchase.Line(
                lineNo,
                offer.variantId(),
                offer.productId(),
                offer.sku(),
                name(offer),
                offer.imageUrl(),
                quantity,
                offer.unitPrice(),
                Objects.requireNonNull(price.amounts().get(lineNo)));
    }

    /** Of the product, and what tells the variant from the others. */
    static String name(Offer offer) {
        return offer.variantName().isEmpty() ? offer.name() : offer.name() + ", " + offer.variantName();
    }
}
