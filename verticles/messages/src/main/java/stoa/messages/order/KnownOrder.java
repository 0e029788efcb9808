package stoa.messages.order;

import java.util.UUID;

/** An order at the last version that the asker has seen. */
public record KnownOrder(UUID orderId, int version) {}
