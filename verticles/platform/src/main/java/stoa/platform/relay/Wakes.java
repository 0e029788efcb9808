package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import stoa.messages.Caller;
import stoa.messages.relay.WorkCommitted;
import stoa.messages.user.TenantProfile;
import stoa.platform.Bus;
import stoa.platform.Topic;

/** The bell that is rung after a commit, in all nodes. Many commits in one millisecond ring once. */
final class Wakes {
    private static final Topic<WorkCommitted> TOPIC = new Topic<>("relay.committed", WorkCommitted.class);
    private static final Caller SYSTEM = Caller.system(TenantProfile.PLATFORM, "relay-wake");

    private final Vertx vertx;
    private final Bus bus;
    private final WorkCommitted message;
    private final AtomicBoolean ringing = new AtomicBoolean();

    Wakes(Vertx vertx, Bus bus, UUID node) {
        this.vertx = vertx;
        this.bus = bus;
        this.message = new WorkCommitted(node);
    }

    /** From any thread. */
    void ring() {
        if (ringing.compareAndSet(false, true)) {
            vertx.setTimer(1, t -> {
                ringing.set(false);
                bus.tell(SYSTEM, TOPIC, message);
            });
        }
    }

    /** @param woken on the context of the caller */
    Future<Void> hear(Runnable woken) {
        return bus.hear(TOPIC, (caller, m) -> woken.run());
    }
}
