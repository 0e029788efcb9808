package stoa.platform;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;

/** A refusal on its way over the bus, whole. */
final class Refused extends ReplyException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(ReplyFailure.RECIPIENT_FAILURE, refusal.status(), refusal.getMessage(), true);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    /** Local hops by reference, remote hops as JSON. */
    static final class Codec implements MessageCodec<Refused, Refused> {
        private record Written(
                int status,
                String type,
                String title,
                String detail,
                @Nullable List<Refusal.Fault> errors,
                @Nullable Integer retryAfterSeconds,
                @Nullable Integer currentVersion) {}

        @Override
        public void encodeToWire(Buffer buffer, Refused refused) {
            Refusal r = refused.refusal;
            byte[] json = Json.MAPPER.writeValueAsBytes(new Written(
                    r.status(),
                    r.type(),
                    r.title(),
                    r.detail(),
                    r.errors(),
                    r.retryAfterSeconds(),
                    r.currentVersion()));
            buffer.appendInt(json.length).appendBytes(json);
        }

        @Override
        public Refused decodeFromWire(int position, Buffer buffer) {
            int from = position + Integer.BYTES;
            Written w = Json.MAPPER.readValue(buffer.getBytes(from, from + buffer.getInt(position)), Written.class);
            List<Refusal.Fault> errors = w.errors == null ? List.of() : w.errors;
            return new Refused(
                    new Refusal(w.status, w.type, w.title, w.detail, errors, w.retryAfterSeconds, w.currentVersion));
        }

        @Override
        public Refused transform(Refused refused) {
            return refused;
        }

        @Override
        public String name() {
            return "stoa-refused";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
