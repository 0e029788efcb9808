package stoa.messages.order;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order at one of its versions: told live after the commit, and read back by whoever missed it.
 *
 * @param user who placed it, or null for a guest
 * @param version 1, 2, 3, ... without a gap
 * @param total minor units of the currency
 * @param currency ISO 4217
 * @param pieces of all lines
 * @param at of this version, by the database's clock
 */
public record LiveOrder(
        UUID tenant,
        UUID orderId,
        @Nullable UUID user,
        String number,
        int version,
        OrderStatus status,
        PaymentStatus payment,
        FulfilmentStatus fulfilment,
        long total,
        String currency,
        int pieces,
        String contactName,
        Instant at) {}
