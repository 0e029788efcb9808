package stoa.notification;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Objects;
import stoa.openapi.NotificationBindings;
import stoa.platform.Cursors;
import stoa.platform.Platform;

/** Messages to people. */
public final class NotificationVerticle extends VerticleBase {
    private final Platform platform;

    public NotificationVerticle(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Future<?> start() {
        var messages = new Messages(platform.tenancy());
        var api = new NotificationApi(messages, new Cursors(platform.signer()));
        return vertx.executeBlocking(Texts::load)
                .compose(
                        texts -> new OrderMail(platform.bus(), platform.jobs(), messages, Objects.requireNonNull(texts))
                                .start(platform.outbox()))
                .compose(v -> platform.bus().serveApi(NotificationBindings.of(api)));
    }
}
