package stoa.platform;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The one thing that travels the bus: who asks, and what. Inside a node it goes by reference; what came from another node is kept as the
 * bytes that came, and read only by the address that knows the type, so that a letter nobody can read still gets an answer.
 */
final class Letter {
    private final @Nullable Caller caller;
    private final @Nullable Object body;
    private final byte @Nullable [] wire;

    private Letter(@Nullable Caller caller, @Nullable Object body, byte @Nullable [] wire) {
        this.caller = caller;
        this.body = body;
        this.wire = wire;
    }

    /** A letter that is not what its address expects. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static Letter of(@Nullable Caller caller, @Nullable Object body) {
        return new Letter(caller, body, null);
    }

    @Nullable
    Caller caller() {
        return caller;
    }

    @Nullable
    Object body() {
        return body;
    }

    /** The letter with its body as {@code type}. */
    Letter open(Class<?> type) throws Unreadable {
        if (wire == null) {
            if (body != null && !type.isInstance(body)) {
                throw new Unreadable(
                        "a " + body.getClass().getName() + " is no " + type.getName(), new ClassCastException());
            }
            return this;
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(wire);
            return of(read(tree.get("caller"), Caller.class), read(tree.get("body"), type));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new Unreadable("it cannot be read as " + type.getName(), e);
        }
    }

    private static <T> @Nullable T read(@Nullable JsonNode node, Class<T> type) {
        return node == null || node.isNull() ? null : Json.MAPPER.treeToValue(node, type);
    }

    /** Local hops by reference, remote hops as JSON. */
    static final class Codec implements MessageCodec<Letter, Letter> {
        private record Written(
                @Nullable Caller caller, @Nullable Object body) {}

        @Override
        public void encodeToWire(Buffer buffer, Letter letter) {
            byte[] json = letter.wire != null
                    ? letter.wire
                    : Json.MAPPER.writeValueAsBytes(new Written(letter.caller, letter.body));
            buffer.appendInt(json.length).appendBytes(json);
        }

        @Override
        public Letter decodeFromWire(int position, Buffer buffer) {
            int from = position + Integer.BYTES;
            return new Letter(null, null, buffer.getBytes(from, from + buffer.getInt(position)));
        }

        @Override
        public Letter transform(Letter letter) {
            return letter;
        }

        @Override
        public String name() {
            return "stoa-letter";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
