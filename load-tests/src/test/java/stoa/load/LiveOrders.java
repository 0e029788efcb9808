package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.exec;

/** People buy and watch their order over a websocket while it is paid, shipped and delivered: every version once, in order. */
public final class LiveOrders extends ShopSimulation {
    public LiveOrders() {
        run(exec(people.enter()).exec(people.look()).exec(people.buy()).exec(people.watchUntilDelivered()));
    }
}
