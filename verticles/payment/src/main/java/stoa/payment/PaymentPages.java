package stoa.payment;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.openapi.model.LedgerEntry;
import stoa.openapi.model.Link;
import stoa.openapi.model.Money;
import stoa.openapi.model.Payment;
import stoa.openapi.model.PaymentDetails;
import stoa.openapi.model.PaymentOperation;
import stoa.openapi.model.PaymentPage;
import stoa.platform.Cursors;
import stoa.platform.Refusal;

/** Payments as staff reads them. */
final class PaymentPages {
    private static final String LIST = "listPayments";
    private static final String PATH = "/api/v1/payments";

    private final Payments payments;
    private final Postings postings;
    private final String provider;
    private final Cursors cursors;

    /** What chooses the payments of a list; a cursor is good only for these. */
    private record Filters(@Nullable UUID orderId) {}

    PaymentPages(Payments payments, Postings postings, String provider, Cursors cursors) {
        this.payments = payments;
        this.postings = postings;
        this.provider = provider;
        this.cursors = cursors;
    }

    Future<PaymentPage> page(Caller caller, @Nullable UUID orderId, int limit, @Nullable String cursor) {
        var filters = new Filters(orderId);
        var after = cursor == null ? null : cursors.open(caller, LIST, filters, cursor, Payments.Position.class);
        // One more than shown tells whether there is a next page.
        return payments.page(caller, orderId, after, limit + 1)
                .map(found -> page(caller, filters, limit, cursor, found));
    }

    private PaymentPage page(
            Caller caller, Filters filters, int limit, @Nullable String cursor, List<PaymentState> found) {
        var shown = found.subList(0, Math.min(limit, found.size()));
        var links = new LinkedHashMap<String, Link>();
        links.put("self", link(filters, limit, cursor));
        if (found.size() > limit) {
            var last = shown.getLast();
            var next = cursors.seal(caller, LIST, filters, new Payments.Position(last.created(), last.id()));
            links.put("next", link(filters, limit, next));
        }
        return new PaymentPage(shown.stream().map(this::shown).toList(), Map.copyOf(links));
    }

    private static Link link(Filters filters, int limit, @Nullable String cursor) {
        var order = filters.orderId == null ? "" : "&orderId=" + filters.orderId;
        var from = cursor == null ? "" : "&cursor=" + cursor;
        return new Link(PATH + "?limit=" + limit + order + from, null);
    }

    Future<PaymentDetails> one(Caller caller, UUID paymentId) {
        return payments.one(caller, paymentId)
                .map(there -> there.orElseThrow(() -> Refusal.notFound("payment")))
                .compose(payment -> postings.of(caller, paymentId).map(posted -> details(payment, posted)));
    }

    private PaymentDetails details(PaymentState payment, Postings.OfPayment posted) {
        var currency = payment.currency();
        var operations = new ArrayList<PaymentOperation>();
        posted.done().forEach(operation -> operations.add(done(operation, currency)));
        var open = payment.open();
        if (open != null) {
            operations.add(open(open, currency));
        }
        return new PaymentDetails(
                shown(payment),
                List.copyOf(operations),
                posted.entries().stream().map(entry -> entry(entry, currency)).toList());
    }

    private static PaymentOperation done(Postings.Done done, String currency) {
        return new PaymentOperation(
                PaymentOperation.Kind.valueOf(done.kind().name()),
                PaymentOperation.State.DONE,
                new Money(done.amount(), currency),
                new Money(done.total(), currency),
                done.key(),
                done.at());
    }

    private static PaymentOperation open(Operation open, String currency) {
        return new PaymentOperation(
                PaymentOperation.Kind.valueOf(open.kind().name()),
                PaymentOperation.State.OPEN,
                new Money(open.amount(), currency),
                new Money(open.total(), currency),
                open.key(),
                null);
    }

    private static LedgerEntry entry(Postings.Entry entry, String currency) {
        return new LedgerEntry(
                LedgerEntry.Kind.valueOf(entry.kind().name()),
                new Money(entry.total(), currency),
                LedgerEntry.Account.valueOf(entry.account()),
                entry.debit() > 0 ? LedgerEntry.Side.DEBIT : LedgerEntry.Side.CREDIT,
                new Money(Math.max(entry.debit(), entry.credit()), currency),
                entry.at());
    }

    private Payment shown(PaymentState payment) {
        var currency = payment.currency();
        var totals = payment.totals();
        return new Payment(
                payment.id(),
                payment.orderId(),
                provider,
                payment.intentId(),
                Payment.Status.valueOf(payment.status().name()),
                new Money(payment.amount(), currency),
                new Money(totals.authorised(), currency),
                new Money(totals.captured(), currency),
                new Money(totals.refunded(), currency),
                new Money(totals.voided(), currency),
                payment.reason(),
                payment.version(),
                payment.created(),
                payment.modified(),
                Map.of(
                        "self", new Link(PATH + "/" + payment.id() + "/ledger", null),
                        "order", new Link("/api/v1/orders/" + payment.orderId(), null)));
    }
}
