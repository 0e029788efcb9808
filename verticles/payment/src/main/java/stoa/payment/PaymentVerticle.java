package stoa.payment;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.messages.payment.AskPayment;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAddresses;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.SettlePayment;
import stoa.openapi.PaymentBindings;
import stoa.platform.Cursors;
import stoa.platform.Platform;
import stoa.platform.Question;

/** Payments on the bus. */
public final class PaymentVerticle extends VerticleBase {
    private static final Question<AuthorisePayment, PaymentAnswer> AUTHORISE =
            new Question<>(PaymentAddresses.AUTHORISE, AuthorisePayment.class, PaymentAnswer.class);
    private static final Question<SettlePayment, PaymentAnswer> SETTLE =
            new Question<>(PaymentAddresses.SETTLE, SettlePayment.class, PaymentAnswer.class);

    private static final Question<AskPayment, PaymentAnswer> ASK =
            new Question<>(PaymentAddresses.ASK, AskPayment.class, PaymentAnswer.class);

    private final Platform platform;
    private @Nullable SandboxProvider provider;

    public PaymentVerticle(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Future<?> start() {
        var config = platform.config();
        var keys = new ProviderKeys(config.psp().apiKey(), config.psp().webhookSecret());
        var sandbox = new SandboxProvider(vertx, config.psp(), keys, platform.meters());
        provider = sandbox;
        var payments = new Payments(platform.tenancy());
        var flow = new PaymentFlow(
                payments,
                PaymentWrites.ofNode(platform, sandbox.name()),
                sandbox,
                new ReturnUrls(platform.tenancy(), config.http()),
                platform.tenancy(),
                platform.jobs());
        var api = new PaymentApi(
                new PaymentPages(
                        payments, new Postings(platform.tenancy()), sandbox.name(), new Cursors(platform.signer())),
                flow,
                sandbox,
                keys,
                config,
                Clock.systemUTC());
        var bus = platform.bus();
        int limit = config.bus().operation();
        return Future.all(List.of(
                bus.serveApi(PaymentBindings.of(api)),
                bus.serve(AUTHORISE, limit, flow::authorise),
                bus.serve(SETTLE, limit, flow::settle),
                bus.serve(ASK, limit, flow::ask),
                platform.jobs().run(PaymentFlow.SETTLE, flow::poll)));
    }

    @Override
    public Future<?> stop() {
        return provider == null ? Future.succeededFuture() : provider.close();
    }
}
