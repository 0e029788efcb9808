package stoa.messages.order;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Nobody has changed or bought this cart for as long as the installation waits.
 *
 * @param version of the cart, as it was left
 * @param pieces of all lines
 * @param userId whose it is, or null for a guest
 */
public record CartAbandoned(
        UUID cartId, int version, int pieces, @Nullable UUID userId) {}
