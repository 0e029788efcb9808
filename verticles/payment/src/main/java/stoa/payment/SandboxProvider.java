package stoa.payment;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Json;
import stoa.platform.Config;
import stoa.platform.Failpoints;
import stoa.platform.Memo;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The provider whose API stands in {@code docs/guides/sandbox-psp.md}. */
final class SandboxProvider implements PaymentProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxProvider.class);

    /**
     * Calls of one shop under way, and those that wait for a connection; beyond them a call is unanswered at once. As many as payments may
     * be under way at once without one waiting for another: a connection is made when it is needed and goes when it is not. Not one
     * connection for several calls in a row: behind one that is never answered the others would wait.
     */
    private static final int MOST_CONNECTIONS = 256;

    private static final int MOST_WAITING = 500;
    private static final int LONGEST_CONNECT_MS = 2_000;

    /** Shorter than providers keep an idle connection: what they close while we send on it is lost. */
    private static final int IDLE_SECONDS = 30;

    /** So many unanswered calls of one shop within ten seconds, and the next ones are not tried for a while. */
    private static final int BREAKS_AFTER = 20;

    private static final String ASK = "ask";
    private static final String HOLD = "hold";
    private static final String CONFIRM = "confirm";

    private final Vertx vertx;
    private final Config.Psp psp;
    private final ProviderKeys keys;
    private final PspMeters meters;
    private final Memo<UUID, Line> lines = new Memo<>(this::line);

    /** What a shop has for itself, so that another shop's provider may be as slow or dead as it likes. */
    private record Line(HttpClient client, CircuitBreaker breaker, RetryBudget retries, String authorization) {}

    /**
     * A call of the API.
     *
     * @param name for metrics
     * @param idempotencyKey under which it is made once, or null where the path already says so
     * @param movesMoney whether it is worth a failpoint
     */
    private record Call(
            String name,
            HttpMethod method,
            String path,
            @Nullable Object body,
            @Nullable String idempotencyKey,
            boolean movesMoney) {}

    private record Reply(int status, Buffer body) {
        /** A no that says so, and will be no again; 408, 425 and 429 only say: not now. */
        boolean definite() {
            return status / 100 == 4 && status != 408 && status != 425 && status != 429;
        }
    }

    /** Makes the intent under our id and confirms it in one call. */
    private record HoldIntent(
            long amount,
            String currency,
            String reference,
            String token,
            String webhookUrl,
            String returnUrl,
            boolean confirm) {}

    private record Amount(long amount) {}

    /** The provider has not heard of the intent. */
    private static final class NotThere extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotThere() {
            super("The provider does not know the intent.", null, false, false);
        }
    }

    /** For an operator, whatever the shop wanted: no call of this kind will succeed. */
    private static final class Misunderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misunderstood(String why) {
            super(why, null, false, false);
        }
    }

    SandboxProvider(Vertx vertx, Config.Psp psp, ProviderKeys keys, MeterRegistry meters) {
        this.vertx = vertx;
        this.psp = psp;
        this.keys = keys;
        this.meters = new PspMeters(meters);
    }

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public String intentId(UUID orderId) {
        return "pi_" + orderId;
    }

    @Override
    public Future<Intent> hold(UUID tenant, String intentId, NewIntent wanted) {
        var webhookUrl = psp.webhookUrl() + "/api/v1/webhooks/payments/" + tenant;
        var body = new HoldIntent(
                wanted.amount(),
                wanted.currency(),
                wanted.orderId().toString(),
                wanted.token(),
                webhookUrl,
                wanted.returnUrl(),
                true);
        return send(tenant, new Call(HOLD, HttpMethod.PUT, "/v1/intents/" + intentId, body, null, true));
    }

    @Override
    public Future<Intent> ask(UUID tenant, String intentId) {
        return send(tenant, new Call(ASK, HttpMethod.GET, "/v1/intents/" + intentId, null, null, false))
                .recover(e -> e instanceof NotThere
                        ? Future.succeededFuture(new Intent(intentId, PaymentStatus.CREATED, Totals.NONE, null, null))
                        : Future.failedFuture(e));
    }

    @Override
    public Future<Intent> tell(UUID tenant, String intentId, Operation operation) {
        var verb = switch (operation.kind()) {
            case AUTHORISE -> CONFIRM;
            case CAPTURE -> "capture";
            case REFUND -> "refund";
            case VOID -> "void";
            case FEE -> throw new IllegalArgumentException("A fee is the provider's own");
        };
        var body = verb.equals("capture") || verb.equals("refund") ? new Amount(operation.amount()) : null;
        var path = "/v1/intents/" + intentId + "/" + verb;
        return send(tenant, new Call(verb, HttpMethod.POST, path, body, operation.key(), true));
    }

    /** Everything that goes wrong on the way means: not answered. */
    private Future<Intent> send(UUID tenant, Call call) {
        long began = System.nanoTime();
        var line = lines.of(tenant);
        line.retries.called();
        return line.breaker
                .execute(() -> attempt(line, call)
                        .recover(e -> again(line, tenant, call, e))
                        .compose(r -> intent(call, r)))
                .recover(e -> Future.failedFuture(known(e) ? e : new Unanswered(String.valueOf(e.getMessage()))))
                .onComplete((_, e) -> meters.called(call.name, outcome(e), System.nanoTime() - began));
    }

    private static String outcome(@Nullable Throwable e) {
        return e == null ? "answered" : saidNo(e) ? "refused" : "unanswered";
    }

    private static boolean known(Throwable e) {
        return e instanceof Declined || e instanceof WrongState || e instanceof NotThere || e instanceof Unanswered;
    }

    /** A connection that was closed under us says nothing about the provider; a time-out does. */
    private Future<Reply> again(Line line, UUID tenant, Call call, Throwable e) {
        if (e instanceof TimeoutException) {
            return Future.failedFuture(e);
        }
        boolean allowed = line.retries.spend();
        meters.retried(tenant, allowed);
        return allowed ? attempt(line, call) : Future.failedFuture(e);
    }

    private Future<Reply> attempt(Line line, Call call) {
        var options = new RequestOptions()
                .setMethod(call.method)
                .setAbsoluteURI(psp.url() + call.path)
                .setConnectTimeout(connectMs())
                .putHeader("Authorization", line.authorization)
                .putHeader("Accept", "application/json");
        if (call.idempotencyKey != null) {
            options.putHeader("Idempotency-Key", call.idempotencyKey);
        }
        return line.client.request(options).compose(request -> exchange(request, call));
    }

    private Future<Reply> exchange(HttpClientRequest request, Call call) {
        var reply = request.response()
                .compose(response -> response.body().map(body -> new Reply(response.statusCode(), body)));
        return write(request, call.body)
                .onSuccess(_ -> failpoint(call, "psp-call-sent"))
                .compose(_ -> reply)
                .timeout(psp.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(_ -> failpoint(call, "psp-answer"))
                .onFailure(_ -> request.reset());
    }

    private static Future<Void> write(HttpClientRequest request, @Nullable Object body) {
        if (body == null) {
            return request.end();
        }
        request.putHeader("Content-Type", "application/json");
        return request.end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(body)));
    }

    private static void failpoint(Call call, String name) {
        if (call.movesMoney) {
            Failpoints.at(name);
        }
    }

    private static Future<Intent> intent(Call call, Reply reply) {
        try {
            if (reply.status / 100 == 2) {
                return Future.succeededFuture(intent(Json.MAPPER.readTree(reply.body.getBytes()), "id"));
            }
            return Future.failedFuture(refused(call, reply));
        } catch (JacksonException | IllegalArgumentException e) {
            return Future.failedFuture(new Unanswered("The answer cannot be understood: " + e.getMessage()));
        }
    }

    private static RuntimeException refused(Call call, Reply reply) {
        if (!reply.definite()) {
            return new Unanswered("The provider answered " + reply.status + ".");
        }
        var detail = detail(reply);
        if (reply.status == 402) {
            return new Declined(detail);
        }
        if (reply.status == 409) {
            return new WrongState(detail);
        }
        if (reply.status == 404 && call.name.equals(ASK)) {
            return new NotThere();
        }
        if (reply.status == 404 && call.name.equals(CONFIRM)) {
            return new WrongState(detail);
        }
        // A wrong key, a call that is not known there: for operators, not for shoppers, whose money has not moved.
        LOG.atError()
                .addKeyValue("path", call.path)
                .addKeyValue("status", reply.status)
                .log("The payment provider refuses: {}", detail);
        return call.name.equals(HOLD)
                ? new Declined("The payment provider does not take this payment.")
                : new Misunderstood("The provider answered " + reply.status + ".");
    }

    private static String detail(Reply reply) {
        try {
            return Json.MAPPER.readTree(reply.body.getBytes()).path("detail").asString("");
        } catch (JacksonException e) {
            return ""; // the status has said it
        }
    }

    @Override
    public @Nullable Intent told(JsonNode data) {
        try {
            return intent(data, "intentId");
        } catch (IllegalArgumentException e) {
            return null; // an event without totals: a look at the intent will tell
        }
    }

    /** @throws IllegalArgumentException where something is missing or of an unknown kind */
    private static Intent intent(JsonNode shown, String id) {
        var status = switch (text(shown, "status")) {
            case "requires_confirmation" -> PaymentStatus.CREATED;
            case "requires_action" -> PaymentStatus.ACTION_REQUIRED;
            case "processing" -> PaymentStatus.PENDING;
            case String other -> PaymentStatus.valueOf(other.toUpperCase(Locale.ROOT));
        };
        var totals = new Totals(
                total(shown, "authorised"),
                total(shown, "captured"),
                total(shown, "refunded"),
                total(shown, "voided"),
                total(shown, "fee"));
        var reason = shown.path("declineReason").asString("");
        var actionUrl = shown.path("actionUrl").asString("");
        return new Intent(
                text(shown, id),
                status,
                totals,
                reason.isEmpty() ? null : reason,
                actionUrl.isEmpty() ? null : actionUrl);
    }

    private static String text(JsonNode in, String name) {
        var text = in.path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    private static long total(JsonNode in, String name) {
        var total = in.path(name);
        if (!total.isIntegralNumber() || total.asLong() < 0) {
            throw new IllegalArgumentException(name + " is no total");
        }
        return total.asLong();
    }

    private Line line(UUID tenant) {
        var client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(connectMs())
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setIdleTimeout(60),
                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS).setMaxWaitQueueSize(MOST_WAITING));
        var breaker = CircuitBreaker.create(
                        "psp " + tenant,
                        vertx,
                        new CircuitBreakerOptions()
                                .setMaxFailures(BREAKS_AFTER)
                                .setTimeout(-1)
                                .setResetTimeout(psp.timeout().toMillis()))
                .failurePolicy(call -> call.failed() && !saidNo(call.cause()));
        return new Line(client, meters.watch(tenant, breaker), new RetryBudget(), "Bearer " + keys.secretKey(tenant));
    }

    /** The provider is there and has understood the question, or has said that it never will. */
    private static boolean saidNo(Throwable e) {
        return e instanceof Declined || e instanceof WrongState || e instanceof NotThere || e instanceof Misunderstood;
    }

    private int connectMs() {
        return (int) Math.min(LONGEST_CONNECT_MS, psp.timeout().toMillis());
    }

    Future<Void> close() {
        var closing = new ArrayList<Future<Void>>();
        lines.made().forEach(line -> {
            line.breaker.close();
            closing.add(line.client.close());
        });
        return Future.all(closing).mapEmpty();
    }
}
