package stoa.launcher;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import stoa.testkit.Outcome;

/**
 * The line to the database, cut at the very moment of a commit: just before it is sent, so that it never happens, or just after, so that it
 * happens and nobody hears of it. A batch of checkouts commits by itself; it is known by the idempotency keys it carries.
 */
final class CommitCutter implements AutoCloseable {
    enum Moment {
        NEVER,
        BEFORE,
        AFTER
    }

    private static final String COMMIT = "COMMIT";

    private final NetServer server;
    private final NetClient client;
    private final URI database;
    private final List<String> marks;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Moment moment = Moment.NEVER;

    /** @param keyPrefix of the idempotency keys that buyers use */
    CommitCutter(Vertx vertx, URI database, String keyPrefix) {
        this.database = database;
        marks = List.of(COMMIT, keyPrefix);
        client = vertx.createNetClient();
        server = Outcome.of(
                vertx.createNetServer().connectHandler(this::connected).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** From now on, so many times. */
    void cut(Moment when, int times) {
        cuts.set(times);
        moment = when;
    }

    int cutsLeft() {
        return Math.max(0, cuts.get());
    }

    private void connected(NetSocket near) {
        near.pause();
        client.connect(database.getPort(), database.getHost()).onComplete((far, fault) -> {
            if (far == null) {
                near.close();
                return;
            }
            near.handler(bytes -> forward(near, far, bytes));
            far.handler(near::write);
            near.closeHandler(v -> far.close());
            far.closeHandler(v -> near.close());
            near.resume();
        });
    }

    private void forward(NetSocket near, NetSocket far, Buffer bytes) {
        boolean cut = moment != Moment.NEVER && commits(bytes) && cuts.getAndDecrement() > 0;
        if (!cut) {
            far.write(bytes);
        } else if (moment == Moment.BEFORE) {
            near.close();
        } else {
            far.handler(answer -> near.close()); // it has happened, and here the news of it ends
            far.write(bytes);
        }
    }

    private boolean commits(Buffer bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        return marks.stream().anyMatch(text::contains);
    }

    @Override
    public void close() {
        Outcome.of(server.close());
        Outcome.of(client.close());
    }
}
