package stoa.order;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import stoa.messages.Caller;
import stoa.messages.catalog.AskOffers;
import stoa.messages.catalog.AskVariants;
import stoa.messages.catalog.CatalogAddresses;
import stoa.messages.catalog.KnownVariants;
import stoa.messages.catalog.KnownVariants.KnownVariant;
import stoa.messages.catalog.Offer;
import stoa.messages.catalog.Offers;
import stoa.platform.Bus;
import stoa.platform.Question;

/** A neighbour that sells what a test has put into it. */
final class FakeCatalog extends VerticleBase {
    private static final Question<AskOffers, Offers> OFFERS =
            new Question<>(CatalogAddresses.OFFERS, AskOffers.class, Offers.class);
    private static final Question<AskVariants, KnownVariants> VARIANTS =
            new Question<>(CatalogAddresses.VARIANTS, AskVariants.class, KnownVariants.class);

    private final Bus bus;
    private final Map<UUID, Offer> offers = new ConcurrentHashMap<>();

    FakeCatalog(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        return Future.all(bus.serve(OFFERS, 10_000, this::offers), bus.serve(VARIANTS, 10_000, this::variants));
    }

    private Future<Offers> offers(Caller caller, AskOffers ask) {
        return Future.succeededFuture(new Offers(ask.variantIds().stream()
                .filter(offers::containsKey)
                .map(offers::get)
                .filter(offer -> ask.currency() == null || offer.currency().equals(ask.currency()))
                .toList()));
    }

    private Future<KnownVariants> variants(Caller caller, AskVariants ask) {
        return Future.succeededFuture(new KnownVariants(ask.variantIds().stream()
                .filter(offers::containsKey)
                .map(offers::get)
                .map(offer ->
                        new KnownVariant(offer.variantId(), offer.sku(), offer.name(), offer.variantName(), false))
                .toList()));
    }

    /** Also changes the price of what is sold already. */
    void sell(UUID variantId, long price, Offer.Tier... tiers) {
        offers.put(
                variantId,
                new Offer(
                        variantId,
                        UUID.randomUUID(),
                        "BOOT-42",
                        "Ridge boots",
                        "42",
                        "/boots.webp",
                        price,
                        "EUR",
                        "STANDARD",
                        List.of(tiers)));
    }

    /** No longer offered. */
    void withdraw(UUID variantId) {
        offers.remove(variantId);
    }
}
