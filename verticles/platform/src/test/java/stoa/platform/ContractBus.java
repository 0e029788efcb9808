package stoa.platform;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.openapi.Contract;
import stoa.openapi.ResponseCheck;

/** The bus of tests: each answer of a domain to the world, refusals too, is held against the contract, and fails where it does not fit. */
final class ContractBus implements Bus {
    /** Loaded once, by the thread of a test: it takes a second. */
    private static final Contract CONTRACT = Contract.load();

    private static final ResponseCheck CHECK = new ResponseCheck(CONTRACT);

    private final Bus bus;

    ContractBus(Bus bus) {
        this.bus = bus;
    }

    @Override
    public Future<Void> serveApi(Map<String, BiFunction<Caller, ApiRequest, Future<ApiResponse>>> operations) {
        return bus.serveApi(operations.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> checked(e.getKey(), e.getValue()))));
    }

    private static BiFunction<Caller, ApiRequest, Future<ApiResponse>> checked(
            String operation, BiFunction<Caller, ApiRequest, Future<ApiResponse>> handler) {
        return (caller, request) -> handler.apply(caller, request).transform(done -> {
            List<String> faults = done.succeeded() ? faults(operation, done.result()) : faults(operation, done.cause());
            if (!faults.isEmpty()) {
                return Future.failedFuture(new AssertionError(
                        operation + " gave an answer that the contract does not describe: " + faults));
            }
            return done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause());
        });
    }

    private static List<String> faults(String operation, ApiResponse answer) {
        var headers = new HashMap<String, String>();
        answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.put("x-correlation-id", "given by the gateway");
        byte[] body = new byte[0];
        if (answer.body() != null) {
            headers.putIfAbsent("content-type", "application/json");
            body = Json.MAPPER.writeValueAsString(answer.body()).getBytes(StandardCharsets.UTF_8);
        }
        return CHECK.faults(operation, answer.status(), headers, body);
    }

    private static List<String> faults(String operation, Throwable failure) {
        int status = Failures.refusal(failure).status();
        return status == 500 || CONTRACT.operation(operation).declares(status)
                ? List.of()
                : List.of("the status " + status + " is not declared");
    }

    @Override
    public <Q, A> Future<A> ask(Caller caller, Question<Q, A> question, Q ask) {
        return bus.ask(caller, question, ask);
    }

    @Override
    public <Q, A> Future<A> ask(Caller caller, Question<Q, A> question, Q ask, Duration timeout) {
        return bus.ask(caller, question, ask, timeout);
    }

    @Override
    public <Q, A> Future<Void> serve(Question<Q, A> question, int limit, BiFunction<Caller, Q, Future<A>> handler) {
        return bus.serve(question, limit, handler);
    }

    @Override
    public Future<Boolean> served(Question<?, ?> question) {
        return bus.served(question);
    }

    @Override
    public <M> void tell(Caller caller, Topic<M> topic, M message) {
        bus.tell(caller, topic, message);
    }

    @Override
    public <M> Future<Void> hear(Topic<M> topic, BiConsumer<Caller, M> listener) {
        return bus.hear(topic, listener);
    }

    @Override
    public int inFlight() {
        return bus.inFlight();
    }
}
