package stoa.notification;

import java.util.List;
import java.util.UUID;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.messages.order.Receipt;

/** Orders as their buyers are written to. */
final class Receipts {
    private static final UUID ORDER = new UUID(7, 7);

    private Receipts() {}

    static Receipt of(String locale, String currency, long total) {
        return of(ORDER, locale, currency, total);
    }

    static Receipt of(UUID order, String locale, String currency, long total) {
        return new Receipt(
                order,
                "N-7K3F9Q",
                1,
                OrderStatus.SHIPPED,
                PaymentStatus.CAPTURED,
                "mara@example.org",
                "Mara O'Neill",
                locale,
                List.of(new Receipt.Line("TENT-2", "Tent for two", 1, total, total)),
                new Receipt.Extras(0, null, 0, 0, 0),
                total,
                currency,
                "DHL",
                "00340434",
                "token");
    }

    static Receipt withExtras(Receipt order, Receipt.Extras extras) {
        return new Receipt(
                order.orderId(),
                order.number(),
                order.version(),
                order.status(),
                order.payment(),
                order.email(),
                order.name(),
                order.locale(),
                order.lines(),
                extras,
                order.total(),
                order.currency(),
                null,
                null,
                order.orderToken());
    }

    static Receipt withLines(Receipt order, List<Receipt.Line> lines) {
        return new Receipt(
                order.orderId(),
                order.number(),
                order.version(),
                order.status(),
                order.payment(),
                order.email(),
                order.name(),
                order.locale(),
                lines,
                order.extras(),
                order.total(),
                order.currency(),
                null,
                null,
                order.orderToken());
    }
}
