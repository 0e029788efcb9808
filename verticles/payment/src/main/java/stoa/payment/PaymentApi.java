package stoa.payment;

import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.ApiRequest;
import stoa.messages.Caller;
import stoa.openapi.PaymentOperations;
import stoa.openapi.model.PaymentDetails;
import stoa.openapi.model.PaymentPage;
import stoa.openapi.model.PaymentSetup;
import stoa.openapi.model.TestCard;
import stoa.openapi.model.WebhookEvent;
import stoa.openapi.model.WebhookReceipt;
import stoa.platform.Config;
import stoa.platform.Refusal;

/** The operations of the contract about payments. */
final class PaymentApi implements PaymentOperations {
    private static final String EVENT_PREFIX = "payment.";

    /** What {@code docs/guides/sandbox-psp.md} calls them; a live installation shows none. */
    private static final List<TestCard> TEST_CARDS = List.of(
            new TestCard("4242 4242 4242 4242", "Pays at once"),
            new TestCard("4000 0000 0000 0002", "Is declined"),
            new TestCard("4000 0000 0000 0044", "Pays after some seconds"),
            new TestCard("4000 0000 0000 0101", "Pays, but the provider never answers"),
            new TestCard("4000 0000 0000 0150", "Pays later: the outcome comes by webhook"),
            new TestCard("4000 0000 0000 0168", "Asks the buyer to confirm"));

    private final PaymentPages pages;
    private final PaymentFlow flow;
    private final PaymentProvider provider;
    private final ProviderKeys keys;
    private final Config config;
    private final Clock clock;

    PaymentApi(
            PaymentPages pages,
            PaymentFlow flow,
            PaymentProvider provider,
            ProviderKeys keys,
            Config config,
            Clock clock) {
        this.pages = pages;
        this.flow = flow;
        this.provider = provider;
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<Answer<PaymentSetup>> getPaymentSetup(Caller caller) {
        var live = config.profile() == Config.Profile.PRODUCTION;
        return Future.succeededFuture(Answer.ok(new PaymentSetup(
                provider.name(),
                config.psp().publicUrl() + "/v1/tokens",
                keys.publishableKey(caller.tenant()),
                live ? null : TEST_CARDS)));
    }

    @Override
    public Future<Answer<PaymentPage>> listPayments(
            Caller caller, @Nullable UUID orderId, int limit, @Nullable String cursor) {
        return pages.page(caller, orderId, limit, cursor).map(Answer::ok);
    }

    @Override
    public Future<Answer<PaymentDetails>> getPayment(Caller caller, UUID paymentId) {
        return pages.one(caller, paymentId)
                .map(details -> Answer.ok(details).withETag(details.payment().version()));
    }

    @Override
    public Future<Answer<WebhookReceipt>> receivePaymentWebhook(
            Caller caller, @Nullable String stoaSignature, WebhookEvent webhookEvent, ApiRequest request) {
        var body = Objects.requireNonNullElse(request.rawBody(), "");
        if (!keys.signed(caller.tenant(), stoaSignature, body, clock.instant())) {
            return Future.failedFuture(
                    Refusal.unauthenticated("The signature is missing, too old, or not the provider's."));
        }
        var system = Caller.system(caller.tenant(), caller.correlationId());
        return flow.heard(new PaymentWrite.Hear(system, webhookEvent.id(), webhookEvent.type(), stands(webhookEvent)))
                .map(Answer.ok(new WebhookReceipt(true)));
    }

    /** Where the event says its intent stands, or null for what says nothing to us: a later look at the provider will. */
    private PaymentProvider.@Nullable Intent stands(WebhookEvent event) {
        var data = event.data();
        return data == null || !event.type().startsWith(EVENT_PREFIX) ? null : provider.told(data);
    }
}
