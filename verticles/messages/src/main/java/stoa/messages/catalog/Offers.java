package stoa.messages.catalog;

import java.util.List;

/**
 * The answer to {@link AskOffers}.
 *
 * @param offers one for each variant that is sold now, in no order; unknown, deleted and unpriced ones are missing
 */
public record Offers(List<Offer> offers) {}
