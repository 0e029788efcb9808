package stoa.messages.order;

import java.util.UUID;

/** What shall be told to the person who placed this order? */
public record AskReceipt(UUID orderId) {}
