package stoa.messages.order;

import java.util.UUID;

/** An order has moved on to this version. */
public record OrderChanged(
        UUID orderId, int version, OrderStatus status, PaymentStatus payment, FulfilmentStatus fulfilment) {}
