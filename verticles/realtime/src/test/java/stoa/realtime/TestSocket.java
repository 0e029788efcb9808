package stoa.realtime;

import io.vertx.core.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import stoa.messages.Json;
import stoa.testkit.Outcome;
import tools.jackson.databind.JsonNode;

/** A client for a test's own thread; everything said and heard is held against the schemas. */
final class TestSocket {
    private static final int PATIENCE_SECONDS = 20;

    private final WebSocket socket;
    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    TestSocket(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> heard.add(Json.MAPPER.readTree(text)));
        socket.closeHandler(
                v -> closed.complete(socket.closeStatusCode() == null ? -1 : (int) socket.closeStatusCode()));
    }

    TestSocket authenticate(String token) {
        say("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}");
        JsonNode answer = hear();
        if (!answer.path("type").asString().equals("authenticated")) {
            throw new AssertionError("Not let in: " + answer);
        }
        return this;
    }

    /** As it stands, also where it is nonsense. */
    void say(String text) {
        Outcome.of(socket.writeTextMessage(text).otherwiseEmpty());
    }

    JsonNode hear() {
        try {
            JsonNode message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("Nothing was heard for " + PATIENCE_SECONDS + " s; closed: " + closed);
            }
            Schemas.server(message);
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int closeCode() {
        try {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("Not closed", e);
        }
    }

    /** As when the network goes. */
    void cut() {
        Outcome.of(socket.close().otherwiseEmpty());
    }
}
