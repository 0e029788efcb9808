package stoa.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;

/** Typed questions between verticles, in this node or across the cluster. At most once: what must survive goes through the database. */
public interface Bus {
    /** One bus per {@code vertx}: it registers the codec that all its messages share. */
    static Bus open(Vertx vertx, Config.BusLimits limits, MeterRegistry meters) {
        return new TypedBus(vertx, limits, meters);
    }

    /**
     * Asks this node if it serves the address, else the cluster. Fails with a {@link Refusal} where the other side refused, is missing, or
     * did not answer within the configured time (503).
     */
    <Q, A> Future<A> ask(Caller caller, Question<Q, A> question, Q ask);

    /** As {@link #ask(Caller, Question, Object)}, where the usual time is too long or too short. */
    <Q, A> Future<A> ask(Caller caller, Question<Q, A> question, Q ask, Duration timeout);

    /**
     * Answers questions, always: what the handler throws or fails with becomes the answer.
     *
     * @param limit most questions of this address in work at once on this node, however many verticles serve it; beyond it askers are refused
     *     with 503. No tenant holds more places than are free for the others, so one alone gets half of them.
     */
    <Q, A> Future<Void> serve(Question<Q, A> question, int limit, BiFunction<Caller, Q, Future<A>> handler);

    /** Serves operations of the contract at {@code api.<operationId>}. */
    Future<Void> serveApi(Map<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>> operations);

    /** The question behind an operation of the contract, which {@link #serveApi} answers. */
    static Question<ApiRequest, ApiResponse> operation(String operationId) {
        return new Question<>("api." + operationId, ApiRequest.class, ApiResponse.class);
    }

    /** Whether somebody answers at this address, here or in the cluster. */
    Future<Boolean> served(Question<?, ?> question);

    /** Tells whoever listens, in all nodes; nobody may, and nothing depends on it. */
    <M> void tell(Caller caller, Topic<M> topic, M message);

    /** What the listener throws is logged and goes no further. */
    <M> Future<Void> hear(Topic<M> topic, BiConsumer<Caller, M> listener);

    /** Questions that this node has begun to answer and not finished: a stop waits until it is 0. */
    int inFlight();
}
