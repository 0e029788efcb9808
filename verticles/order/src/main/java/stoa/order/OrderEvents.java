package stoa.order;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.order.AskChanges;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.AskReceipt;
import stoa.messages.order.Changes;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.Receipt;
import stoa.messages.payment.PaymentAddresses;
import stoa.openapi.model.Adjustment;
import stoa.openapi.model.PriceBreakdown;
import stoa.openapi.model.TaxMode;
import stoa.openapi.model.TaxPart;
import stoa.platform.Bus;
import stoa.platform.GuestToken;
import stoa.platform.Outbox;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.platform.Signer;

/** What orders do about the news of payments, and what they answer to those who stream and who write to buyers. */
final class OrderEvents {
    private static final Question<AskChanges, Changes> CHANGES =
            new Question<>(OrderAddresses.CHANGES, AskChanges.class, Changes.class);
    private static final Question<AskListChanges, Changes> LIST_CHANGES =
            new Question<>(OrderAddresses.LIST_CHANGES, AskListChanges.class, Changes.class);
    private static final Question<AskReceipt, Receipt> RECEIPT =
            new Question<>(OrderAddresses.RECEIPT, AskReceipt.class, Receipt.class);

    /** Questions of one kind in work at once on a node. */
    private static final int LIMIT = 512;

    private final Orders orders;
    private final Timelines timelines;
    private final Sweeper sweeper;
    private final Signer signer;

    OrderEvents(Orders orders, Timelines timelines, Sweeper sweeper, Signer signer) {
        this.orders = orders;
        this.timelines = timelines;
        this.sweeper = sweeper;
        this.signer = signer;
    }

    Future<Void> serve(Bus bus, Outbox outbox) {
        return Future.all(List.of(
                        bus.serve(CHANGES, LIMIT, this::changes),
                        bus.serve(LIST_CHANGES, LIMIT, this::listChanges),
                        bus.serve(RECEIPT, LIMIT, this::receipt),
                        outbox.consume("order", Set.of(PaymentAddresses.SETTLED), paymentSettled())))
                .mapEmpty();
    }

    /**
     * The provider has said what became of a payment. What follows from it is decided where every other answer is: the saga is due now,
     * asks the payment domain, and takes the one step that its state allows.
     */
    private Outbox.Effect paymentSettled() {
        return new Outbox.Effect(Sagas.HASTEN, settled -> {
            sweeper.hint();
            return Future.succeededFuture();
        });
    }

    private Future<Changes> changes(Caller caller, AskChanges ask) {
        return timelines
                .of(caller, ask.orderId(), ask.afterVersion())
                .map(entries ->
                        new Changes(entries.stream().map(Timelines.Entry::order).toList()));
    }

    private Future<Changes> listChanges(Caller caller, AskListChanges ask) {
        return timelines.of(caller, ask).map(Changes::new);
    }

    private Future<Receipt> receipt(Caller system, AskReceipt ask) {
        if (!system.may(Caller.SYSTEM_SCOPE)) {
            return Future.failedFuture(Refusal.forbidden("Receipts are for the platform itself."));
        }
        return orders.find(system, ask.orderId()).map(this::receipt);
    }

    private Receipt receipt(OrderDetails details) {
        var order = details.order();
        var parcel = details.parcels().isEmpty() ? null : details.parcels().getLast();
        return new Receipt(
                order.orderId(),
                order.number(),
                order.version(),
                order.status(),
                order.payment(),
                details.email(),
                order.contactName(),
                details.locale(),
                details.lines().stream()
                        .map(OrderDetails.Line::bought)
                        .map(line -> new Receipt.Line(
                                line.sku(), line.name(), line.quantity(), line.unitPrice(), line.total()))
                        .toList(),
                extras(details.price()),
                order.total(),
                order.currency(),
                carrier(parcel),
                parcel == null ? null : parcel.trackingNumber(),
                GuestToken.ORDER.seal(signer, order.tenant(), order.orderId()));
    }

    private static Receipt.Extras extras(PriceBreakdown price) {
        var shipping = price.shipping();
        long taxes = price.tax().parts().stream().mapToLong(TaxPart::tax).sum();
        return new Receipt.Extras(
                price.adjustments().stream().mapToLong(Adjustment::amount).sum(),
                shipping == null ? null : shipping.name(),
                shipping == null ? 0 : shipping.amount(),
                price.tax().added(),
                price.tax().mode() == TaxMode.INCLUSIVE ? taxes : 0);
    }

    private static @Nullable String carrier(OrderDetails.@Nullable Parcel parcel) {
        return parcel == null ? null : parcel.carrier();
    }
}
