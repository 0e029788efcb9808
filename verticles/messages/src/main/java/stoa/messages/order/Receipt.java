package stoa.messages.order;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as its buyer is written to. Personal data: to be sent, not to be kept.
 *
 * @param version at which status, payment and shipment were read
 * @param locale in which the order was placed (BCP 47)
 * @param extras what stands between the lines and the total
 * @param total minor units of the currency
 * @param currency ISO 4217
 * @param orderToken opens this order without signing in
 */
public record Receipt(
        UUID orderId,
        String number,
        int version,
        OrderStatus status,
        PaymentStatus payment,
        String email,
        String name,
        String locale,
        List<Line> lines,
        Extras extras,
        long total,
        String currency,
        @Nullable String carrier,
        @Nullable String trackingNumber,
        String orderToken) {

    /**
     * One line of the order.
     *
     * @param unitPrice minor units of the order's currency
     * @param total quantity times unit price
     */
    public record Line(String sku, String name, int quantity, long unitPrice, long total) {}

    /**
     * What stands between the lines and the total, in minor units of the order's currency: lines + adjustments + shipping + taxAdded = total.
     *
     * @param adjustments their sum; negative where they lower the price
     * @param shippingMethod its name, or null where nothing is charged for sending
     * @param taxIncluded how much of the total is tax that the prices contain
     */
    public record Extras(
            long adjustments, @Nullable String shippingMethod, long shipping, long taxAdded, long taxIncluded) {}

    /** Without the person and the token: records print themselves into logs. */
    @Override
    public String toString() {
        return "Receipt[orderId=" + orderId + ", version=" + version + "]";
    }
}
