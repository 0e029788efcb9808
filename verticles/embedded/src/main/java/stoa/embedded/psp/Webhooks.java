package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells shops what became of their intents: signed, repeated until a 2xx comes or patience ends. What waits to be told lives in
 * memory only: shops must ask for what they were not told, as with every real provider.
 */
final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int MOST_ATTEMPTS = 8;
    private static final int MOST_UNDER_WAY = 10_000;
    private static final int ANSWER_TIMEOUT_MS = 5_000;

    private final Vertx vertx;
    private final WebClient client;
    private final PspKeys keys;
    private final Books books;
    private final SandboxPsp.Pace pace;
    private final Map<String, List<Event>> heldBack = new HashMap<>();
    private int underWay;
    private boolean closed;

    private record Event(String id, String account, String url, String body) {}

    Webhooks(Vertx vertx, PspKeys keys, Books books, SandboxPsp.Pace pace) {
        this.vertx = vertx;
        this.keys = keys;
        this.books = books;
        this.pace = pace;
        this.client = WebClient.create(
                vertx,
                new WebClientOptions().setConnectTimeout(2_000).setIdleTimeout(30),
                new PoolOptions().setHttp1MaxSize(16).setMaxWaitQueueSize(MOST_UNDER_WAY));
    }

    /**
     * Tells where the intent stands now, the way its card likes it.
     *
     * @param what has happened, for the type
     */
    void tell(String what, Intent intent) {
        var url = intent.terms().webhookUrl();
        if (url == null) {
            return;
        }
        var event = event(what, intent, url);
        switch (intent.terms().behaviour()) {
            case DUPLICATE_WEBHOOKS -> {
                sendSoon(event);
                sendSoon(event);
                sendSoon(event);
            }
            case OUT_OF_ORDER_WEBHOOKS -> sendInDisorder(intent, event);
            default -> sendSoon(event);
        }
    }

    private void sendSoon(Event event) {
        vertx.setTimer(Math.max(1, pace.telling().toMillis()), _ -> send(event, 1));
    }

    private Event event(String what, Intent intent, String url) {
        var id = books.newId("evt");
        var data = intent.shown().put("intentId", intent.id());
        data.remove("id");
        var body = new JsonObject()
                .put("id", id)
                .put("type", "payment." + what)
                .put("created", Instant.now().getEpochSecond())
                .put("data", data);
        return new Event(id, intent.account(), url, body.encode());
    }

    /** The authorisation is held back until something later was told, or until nothing came. */
    private void sendInDisorder(Intent intent, Event event) {
        if (intent.status() == IntentStatus.AUTHORISED) {
            heldBack.computeIfAbsent(name(intent), _ -> new ArrayList<>(1)).add(event);
            vertx.setTimer(Math.max(1, 4 * pace.later().toMillis()), _ -> sendHeldBack(name(intent)));
        } else {
            send(event, 1).onComplete(_ -> sendHeldBack(name(intent)));
        }
    }

    private static String name(Intent intent) {
        return intent.account() + " " + intent.id();
    }

    private void sendHeldBack(String intent) {
        var events = heldBack.remove(intent);
        if (events != null) {
            events.forEach(e -> send(e, 1));
        }
    }

    /** Ends with the first attempt, whatever its outcome. */
    private Future<Boolean> send(Event event, int attempt) {
        if (closed || underWay >= MOST_UNDER_WAY) {
            LOG.info("Event {} is not told: {} are under way", event.id, underWay);
            return Future.succeededFuture(false);
        }
        underWay++;
        return post(event)
                .map(answer -> answer.statusCode() / 100 == 2)
                .otherwise(false)
                .onSuccess(heard -> {
                    underWay--;
                    if (!heard) {
                        repeat(event, attempt);
                    }
                });
    }

    private Future<HttpResponse<Buffer>> post(Event event) {
        var signature = keys.signature(event.account, Instant.now().getEpochSecond(), event.body);
        return client.postAbs(event.url)
                .timeout(ANSWER_TIMEOUT_MS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Stoa-Signature", signature)
                .sendBuffer(Buffer.buffer(event.body));
    }

    private void repeat(Event event, int attempt) {
        if (attempt >= MOST_ATTEMPTS || closed) {
            LOG.info("Event {} was not heard after {} attempts", event.id, attempt);
            return;
        }
        long delayMs = pace.firstRetry().toMillis() << (attempt - 1);
        vertx.setTimer(Math.max(1, delayMs), _ -> send(event, attempt + 1));
    }

    void close() {
        closed = true;
        client.close();
    }
}
