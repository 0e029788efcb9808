package stoa.order;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.openapi.model.CartReference;
import stoa.openapi.model.CheckoutInput;
import stoa.openapi.model.PriceBreakdown;
import stoa.platform.Idempotency;
import stoa.tenancy.Ids;

/**
 * A checkout that is ready to be written: priced, numbered, with the key under which it is placed once.
 *
 * @param buyer for limits, see {@link Buyers}
 * @param key as it is kept, see {@link Idempotency#own}
 * @param hash of what was asked
 * @param address as JSON
 * @param price every cent of what is paid
 * @param paymentToken of the provider; kept until the money is held
 * @param cart that becomes this order, or null
 */
record Purchase(
        Caller caller,
        Buffer buyer,
        UUID orderId,
        String number,
        String key,
        Buffer hash,
        String email,
        String name,
        String address,
        PriceBreakdown price,
        String paymentToken,
        @Nullable CartReference cart,
        List<Line> lines) {

    /**
     * @param lineNo from 1
     * @param unitPrice of one piece before any adjustment; minor units of the order's currency
     * @param amount all that is paid for the line: adjusted, and with its tax
     */
    record Line(
            int lineNo,
            UUID variantId,
            UUID productId,
            String sku,
            String name,
            @Nullable String imageUrl,
            int quantity,
            long unitPrice,
            long amount) {
        long total() {
            return quantity * unitPrice;
        }

        /** The same line with the pieces that come from another location. */
        Line plus(Line other) {
            return new Line(
                    lineNo,
                    variantId,
                    productId,
                    sku,
                    name,
                    imageUrl,
                    quantity + other.quantity,
                    unitPrice,
                    amount + other.amount);
        }
    }

    static Purchase of(
            Caller caller, Buffer buyer, String number, String key, CheckoutInput input, PriceCheck.Priced priced) {
        return new Purchase(
                caller,
                buyer,
                Ids.next(),
                number,
                Idempotency.own(caller, key),
                Buffer.buffer(Idempotency.fingerprint(input)),
                input.contact().email(),
                input.contact().name(),
                Json.MAPPER.writeValueAsString(input.shippingAddress()),
                priced.price(),
                input.payment().token(),
                input.cart(),
                priced.lines());
    }

    /** The same purchase under another number. */
    Purchase numbered(String another) {
        return new Purchase(
                caller, buyer, orderId, another, key, hash, email, name, address, price, paymentToken, cart, lines);
    }

    long total() {
        return price.total();
    }

    String currency() {
        return price.currency();
    }

    int pieces() {
        return lines.stream().mapToInt(Line::quantity).sum();
    }

    /** Without the person and the token: records print themselves into logs. */
    @Override
    public String toString() {
        return "Purchase[orderId=" + orderId + ", lines=" + lines.size() + "]";
    }
}
