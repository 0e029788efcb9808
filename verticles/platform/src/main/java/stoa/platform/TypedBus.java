package stoa.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;

/** {@link Bus} over the event bus of Vert.x, clustered or not. */
final class TypedBus implements Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    /** Seconds after which an asker may try again where a place was taken or nobody served. */
    private static final int RETRY_AFTER_SECONDS = 1;

    /** The header of a message that only wants to know whether somebody is there. */
    private static final String KNOCK = "knock";

    private final Vertx vertx;
    private final Config.BusLimits limits;
    private final MeterRegistry meters;
    private final Map<String, Desk> desks = new ConcurrentHashMap<>();
    private final Memo<String, BusMeters> asked;

    TypedBus(Vertx vertx, Config.BusLimits limits, MeterRegistry meters) {
        this.vertx = vertx;
        this.limits = limits;
        this.meters = meters;
        asked = new Memo<>(address -> BusMeters.asking(meters, address));
        vertx.eventBus().registerDefaultCodec(Letter.class, new Letter.Codec());
        vertx.eventBus().registerDefaultCodec(Refused.class, new Refused.Codec());
    }

    @Override
    public <Q, A> Future<A> ask(Caller caller, Question<Q, A> question, Q ask) {
        return ask(caller, question, ask, limits.askTimeout());
    }

    @Override
    public <Q, A> Future<A> ask(Caller caller, Question<Q, A> question, Q ask, Duration timeout) {
        String address = question.address();
        BusMeters meter = asked.of(address);
        long began = System.nanoTime();
        return request(address, Letter.of(caller, ask), timeout)
                .transform(r -> r.succeeded()
                        ? answered(question, r.result().body())
                        : Future.failedFuture(refusal(address, r.cause())))
                .onComplete(r -> meter.record(began, r.cause()));
    }

    /** Whoever serves an address asks itself first; the cluster is asked for what is not served here, or no longer. */
    private Future<Message<Letter>> request(String address, Letter letter, Duration timeout) {
        var options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
        Desk here = desks.get(address);
        if (!vertx.isClustered() || here == null || !here.open()) {
            return vertx.eventBus().request(address, letter, options);
        }
        return vertx.eventBus()
                .<Letter>request(address, letter, new DeliveryOptions(options).setLocalOnly(true))
                .recover(e -> missing(e) ? vertx.eventBus().request(address, letter, options) : Future.failedFuture(e));
    }

    private static boolean missing(Throwable e) {
        return e instanceof ReplyException r && r.failureType() == ReplyFailure.NO_HANDLERS;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an answer may be null where its type is Void
    private static <A> Future<A> answered(Question<?, A> question, Letter letter) {
        try {
            return Future.succeededFuture((A) letter.open(question.answer()).body());
        } catch (Letter.Unreadable e) {
            return Future.failedFuture(unreadable("The answer from " + question.address(), e));
        }
    }

    private Refusal refusal(String address, Throwable e) {
        if (e instanceof Refused refused) {
            return refused.refusal();
        }
        if (missing(e)) {
            return Refusal.unavailable("Nobody serves " + address + " at the moment.", RETRY_AFTER_SECONDS);
        }
        if (e instanceof ReplyException r && r.failureType() == ReplyFailure.TIMEOUT) {
            return Refusal.unavailable(address + " did not answer in time.", RETRY_AFTER_SECONDS);
        }
        LOG.atError().addKeyValue("operation", address).setCause(e).log("A question could not be sent");
        return Refusal.unavailable(address + " cannot be reached.", RETRY_AFTER_SECONDS);
    }

    @Override
    public <Q, A> Future<Void> serve(Question<Q, A> question, int limit, BiFunction<Caller, Q, Future<A>> handler) {
        Desk desk = desks.computeIfAbsent(question.address(), a -> new Desk(a, limit, meters));
        MessageConsumer<Letter> consumer = vertx.eventBus()
                .consumer(new MessageConsumerOptions()
                        .setAddress(question.address())
                        .setMaxBufferedMessages(Math.max(1000, 2 * limit)));
        desk.opened();
        consumer.endHandler(v -> desk.closed());
        consumer.handler(message -> take(desk, question, message, handler));
        return consumer.completion();
    }

    private <Q, A> void take(
            Desk desk, Question<Q, A> question, Message<Letter> message, BiFunction<Caller, Q, Future<A>> handler) {
        if (message.headers().contains(KNOCK)) {
            message.reply(Letter.of(null, null));
            return;
        }
        Caller caller;
        Q ask;
        try {
            Letter letter = message.body().open(question.ask());
            caller = Objects.requireNonNull(letter.caller(), "no caller");
            ask = question.ask().cast(Objects.requireNonNull(letter.body(), "no question"));
        } catch (Letter.Unreadable | NullPointerException e) {
            desk.meter.count("unreadable");
            message.reply(new Refused(unreadable("The question at " + question.address(), e)));
            return;
        }
        if (!desk.places.take(caller.tenant())) {
            desk.meter.count("crowded");
            message.reply(new Refused(Refusal.unavailable(
                    "Too much is asked of " + question.address() + " right now.", RETRY_AFTER_SECONDS)));
            return;
        }
        long began = System.nanoTime();
        answer(handler, caller, ask).onComplete(r -> {
            desk.places.free(caller.tenant());
            desk.meter.record(began, r.cause());
            reply(message, caller, question.address(), r.succeeded() ? r.result() : null, r.cause());
        });
    }

    private static <Q, A> Future<A> answer(BiFunction<Caller, Q, Future<A>> handler, Caller caller, Q ask) {
        try {
            return Objects.requireNonNull(handler.apply(caller, ask), "the handler returned no future");
        } catch (Exception | StackOverflowError | AssertionError e) {
            return Future.failedFuture(e);
        }
    }

    private static void reply(
            Message<Letter> message,
            Caller caller,
            String address,
            @Nullable Object answer,
            @Nullable Throwable failure) {
        if (failure == null) {
            message.reply(Letter.of(null, answer));
            return;
        }
        Refusal refusal = Failures.refusal(failure);
        if (refusal.status() == 500) {
            log(LOG.atError(), caller, address).setCause(failure).log("A question failed");
        } else if (!(failure instanceof Refusal)) {
            log(LOG.atInfo(), caller, address)
                    .addKeyValue("reason", failure.toString())
                    .log("A question was refused");
        }
        message.reply(new Refused(refusal));
    }

    @Override
    public Future<Void> serveApi(Map<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>> operations) {
        return Future.all(operations.entrySet().stream()
                        .map(e -> serve(Bus.operation(e.getKey()), limits.operation(), e.getValue()))
                        .toList())
                .mapEmpty();
    }

    @Override
    public Future<Boolean> served(Question<?, ?> question) {
        var options = new DeliveryOptions()
                .setSendTimeout(limits.askTimeout().toMillis())
                .addHeader(KNOCK, "");
        return vertx.eventBus()
                .<Letter>request(question.address(), Letter.of(null, null), options)
                .transform(r -> Future.succeededFuture(r.succeeded()));
    }

    @Override
    public <M> void tell(Caller caller, Topic<M> topic, M message) {
        vertx.eventBus().publish(topic.address(), Letter.of(caller, message));
    }

    @Override
    public <M> Future<Void> hear(Topic<M> topic, BiConsumer<Caller, M> listener) {
        MessageConsumer<Letter> consumer = vertx.eventBus().consumer(topic.address());
        consumer.handler(message -> {
            try {
                Letter letter = message.body().open(topic.message());
                listener.accept(
                        Objects.requireNonNull(letter.caller(), "no caller"),
                        topic.message().cast(Objects.requireNonNull(letter.body(), "no message")));
            } catch (Letter.Unreadable | RuntimeException e) {
                LOG.atError()
                        .addKeyValue("operation", topic.address())
                        .setCause(e)
                        .log("What was told was not heard");
            }
        });
        return consumer.completion();
    }

    @Override
    public int inFlight() {
        return desks.values().stream().mapToInt(d -> d.places.taken()).sum();
    }

    private static Refusal unreadable(String what, Exception cause) {
        LOG.atError().setCause(cause).log("{} could not be read", what);
        return new Refusal(
                500,
                "/problems/not-understood",
                "Not understood",
                what + " could not be read by the node it came to: the versions of the two do not fit.",
                List.of());
    }

    private static LoggingEventBuilder log(LoggingEventBuilder event, Caller caller, String address) {
        return event.addKeyValue("correlationId", caller.correlationId())
                .addKeyValue("tenant", caller.tenant())
                .addKeyValue("operation", address);
    }
}
