package stoa.order;

import java.util.List;
import java.util.Map;
import stoa.openapi.model.PriceBreakdown;
import stoa.openapi.model.ShippingCharge;

/**
 * What a basket costs, and why.
 *
 * @param amounts by line number: all that is paid for the line, adjusted and with its tax; with what is paid for shipping and its tax they
 *     add up to the total
 * @param shipping all methods that could be chosen, each with what it would cost
 */
record Price(PriceBreakdown breakdown, Map<Integer, Long> amounts, List<ShippingCharge> shipping) {}
