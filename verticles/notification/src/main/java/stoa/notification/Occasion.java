package stoa.notification;

import java.util.Optional;
import stoa.messages.order.OrderStatus;

/** Why a person is written to. */
enum Occasion {
    ORDER_PLACED("order-placed"),
    ORDER_SHIPPED("order-shipped"),
    ORDER_DELIVERED("order-delivered"),
    ORDER_CANCELLED("order-cancelled");

    private final String kind;

    Occasion(String kind) {
        this.kind = kind;
    }

    /** As it stands in the contract and the table. */
    String kind() {
        return kind;
    }

    /** What an order's new status is worth telling; CONFIRMED and PAID follow the placing within a second and are not. */
    static Optional<Occasion> of(OrderStatus status) {
        return switch (status) {
            case PLACED, CONFIRMED, PAID -> Optional.empty();
            case SHIPPED -> Optional.of(ORDER_SHIPPED);
            case DELIVERED -> Optional.of(ORDER_DELIVERED);
            case CANCELLED -> Optional.of(ORDER_CANCELLED);
        };
    }
}
