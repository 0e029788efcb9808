package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.testkit.Outcome;

/** The line to a broker, which can be cut and mended: what goes over it is lost where it is, as with a broker that dies. */
public final class Cable implements AutoCloseable {
    private final Vertx vertx;
    private final URI broker;
    private final NetClient client;
    private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
    private NetServer server;
    private final int port;

    public Cable(Vertx vertx, URI broker) {
        this.vertx = vertx;
        this.broker = broker;
        this.client = vertx.createNetClient();
        this.server = listen(0);
        this.port = server.actualPort();
    }

    private NetServer listen(int wanted) {
        var fresh = vertx.createNetServer().connectHandler(near -> {
            near.pause();
            client.connect(broker.getPort(), broker.getHost()).onComplete((far, fault) -> {
                if (far == null) {
                    near.close();
                    return;
                }
                ends.add(near);
                ends.add(far);
                near.pipeTo(far);
                far.pipeTo(near);
            });
        });
        return Outcome.of(fresh.listen(wanted, "127.0.0.1"));
    }

    public int port() {
        return port;
    }

    URI url() {
        return URI.create("amqp://127.0.0.1:" + port);
    }

    public void cut() {
        Outcome.of(cutting());
    }

    /** For a consumer that cuts the line it stands on. */
    Future<Void> cutting() {
        return server.close()
                .compose(v -> Future.join(ends.stream().map(NetSocket::close).toList()))
                .onComplete(v -> ends.clear())
                .transform(v -> Future.succeededFuture());
    }

    public void mend() {
        server = listen(port);
    }

    @Override
    public void close() {
        cut();
        Outcome.of(client.close());
    }
}
