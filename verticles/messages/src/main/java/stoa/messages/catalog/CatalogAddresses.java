package stoa.messages.catalog;

/** Where the catalogue is asked. */
public final class CatalogAddresses {
    /** {@link AskOffers} -> {@link Offers}. */
    public static final String OFFERS = "catalog.offers";

    /** {@link AskVariants} -> {@link KnownVariants}. */
    public static final String VARIANTS = "catalog.variants";

    private CatalogAddresses() {}
}
