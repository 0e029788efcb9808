package stoa.order;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.openapi.model.CartInput;
import stoa.openapi.model.CartLineInput;
import stoa.openapi.model.CartStatus;

/**
 * A cart as it stands, with what the shelves hold of its variants at the same moment.
 *
 * @param version of what the shopper has changed
 * @param available pieces by variant; what was never on a shelf is missing
 */
record CartState(
        UUID id,
        int version,
        CartStatus status,
        List<CartLineInput> lines,
        @Nullable String shippingMethod,
        @Nullable String country,
        @Nullable UUID orderId,
        Instant expires,
        Instant modified,
        Map<UUID, Integer> available) {

    CartInput holding() {
        return new CartInput(lines, shippingMethod, country);
    }

    /** Whether that is what it holds already. */
    boolean holds(CartInput input) {
        return holding().equals(input);
    }

    List<UUID> variants() {
        return lines.stream().map(CartLineInput::variantId).toList();
    }
}
