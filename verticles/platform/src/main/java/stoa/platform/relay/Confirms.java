package stoa.platform.relay;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ReturnListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What one channel has published and the broker has not answered yet. Its own correlation, because the publisher of the client
 * library was seen to confirm, across a crash of the broker, what was never delivered, and to leave a future open for ever.
 * Called from threads of the AMQP client; the promises are completed there.
 */
final class Confirms implements ConfirmListener, ReturnListener {
    private record Waiting(String messageId, Promise<Void> promise) {}

    private final ConcurrentSkipListMap<Long, Waiting> waiting = new ConcurrentSkipListMap<>();
    private final Map<String, String> returned = new ConcurrentHashMap<>();

    /** @param sequence the channel's next publish number (publisher confirms of AMQP 0-9-1 as RabbitMQ extends it) */
    Future<Void> expect(long sequence, String messageId) {
        Promise<Void> promise = Promise.promise();
        waiting.put(sequence, new Waiting(messageId, promise));
        return promise.future();
    }

    @Override
    public void handleAck(long sequence, boolean multiple) {
        answer(sequence, multiple, null);
    }

    @Override
    public void handleNack(long sequence, boolean multiple) {
        answer(sequence, multiple, "the broker refused it");
    }

    /** Comes before the confirm of the same message, which then says only that nobody wanted it. */
    @Override
    public void handleReturn(
            int code, String text, String exchange, String key, AMQP.BasicProperties properties, byte[] body) {
        String id = properties.getMessageId();
        if (id != null) {
            returned.put(id, "no queue takes it: " + code + " " + text);
        }
    }

    /** What these wait for has not come in time. */
    void expire(Collection<Long> sequences, String reason) {
        sequences.forEach(sequence -> answer(sequence, false, reason));
    }

    /** Nothing more will be answered. */
    void end(String reason) {
        answer(Long.MAX_VALUE, true, reason);
    }

    private void answer(long sequence, boolean multiple, @Nullable String fault) {
        if (!multiple) {
            settle(waiting.remove(sequence), fault);
            return;
        }
        var upTo = waiting.headMap(sequence, true);
        for (var first = upTo.pollFirstEntry(); first != null; first = upTo.pollFirstEntry()) {
            settle(first.getValue(), fault);
        }
    }

    private void settle(@Nullable Waiting one, @Nullable String fault) {
        if (one == null) {
            return;
        }
        String unroutable = returned.remove(one.messageId());
        String reason = unroutable == null ? fault : unroutable;
        if (reason == null) {
            one.promise().tryComplete();
        } else {
            one.promise().tryFail(reason);
        }
    }
}
