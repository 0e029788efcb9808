package stoa.payment;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.platform.Bus;
import stoa.platform.Refusal;

/** The gateway's part for webhooks, with a bolt: what comes while it is shut is kept, until somebody opens. */
final class Door extends VerticleBase {
    record Knock(UUID tenant, @Nullable String signature, String body) {}

    private volatile @Nullable Bus bus;
    private final AtomicBoolean shut = new AtomicBoolean();
    private final List<Knock> kept = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;

    @Override
    public Future<?> start() {
        return vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .onSuccess(listening -> server = listening);
    }

    /** Where what comes is brought. */
    void leadsTo(Bus house) {
        bus = house;
    }

    int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    private void take(HttpServerRequest request) {
        var tenant = UUID.fromString(request.uri().substring(request.uri().lastIndexOf('/') + 1));
        var signature = request.getHeader("Stoa-Signature");
        request.body().onSuccess(body -> {
            var knock = new Knock(tenant, signature, body.toString());
            if (shut.get()) {
                kept.add(knock);
                request.response().setStatusCode(200).end();
            } else {
                enter(knock)
                        .onComplete(answer -> request.response()
                                .setStatusCode(
                                        answer.succeeded() ? answer.result().status() : 503)
                                .end());
            }
        });
    }

    /** As the gateway asks after validation; a refusal is a failed future. */
    Future<ApiResponse> enter(Knock knock) {
        var caller = new Caller(knock.tenant, null, Set.of(), "webhook-test", "en", "UTC", null);
        Map<String, String> headers = knock.signature == null ? Map.of() : Map.of("stoa-signature", knock.signature);
        var request = new ApiRequest(
                "receivePaymentWebhook",
                Map.of("tenantId", knock.tenant.toString()),
                Map.of(),
                headers,
                Map.of(),
                Json.MAPPER.readTree(knock.body),
                knock.body);
        return Objects.requireNonNull(bus)
                .ask(caller, Bus.operation("receivePaymentWebhook"), request)
                .recover(e ->
                        e instanceof Refusal ? Future.failedFuture(e) : Future.failedFuture(new AssertionError(e)));
    }

    void shut() {
        shut.set(true);
    }

    void open() {
        shut.set(false);
    }

    List<Knock> kept() {
        return kept;
    }
}
