package stoa.catalog;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import stoa.messages.catalog.AskOffers;
import stoa.messages.catalog.AskVariants;
import stoa.messages.catalog.CatalogAddresses;
import stoa.messages.catalog.KnownVariants;
import stoa.messages.catalog.Offers;
import stoa.openapi.CatalogBindings;
import stoa.platform.Cursors;
import stoa.platform.Platform;
import stoa.platform.Question;

/** The catalogue on the bus. */
public final class CatalogVerticle extends VerticleBase {
    private static final Question<AskOffers, Offers> OFFERS =
            new Question<>(CatalogAddresses.OFFERS, AskOffers.class, Offers.class);

    private static final Question<AskVariants, KnownVariants> VARIANTS =
            new Question<>(CatalogAddresses.VARIANTS, AskVariants.class, KnownVariants.class);

    private final Platform platform;

    public CatalogVerticle(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Future<?> start() {
        var bus = platform.bus();
        var shops = new Shops(bus);
        var prices = platform.ofNode(PriceList.class, PriceList::new);
        var variants = new Variants(platform.tenancy());
        var api = new CatalogApi(platform.tenancy(), platform.idempotency(), new Cursors(platform.signer()), shops);
        return Future.all(
                bus.serveApi(CatalogBindings.of(api)),
                bus.serve(
                        OFFERS,
                        1000,
                        (caller, ask) -> shops.of(caller).compose(shop -> prices.offers(caller, ask, shop))),
                bus.serve(
                        VARIANTS,
                        1000,
                        (caller, ask) -> shops.of(caller).compose(shop -> variants.known(caller, ask, shop))),
                CatalogEvents.consume(platform.outbox()));
    }
}
