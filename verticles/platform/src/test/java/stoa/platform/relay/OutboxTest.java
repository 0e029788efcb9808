package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.embedded.EmbeddedBroker;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

/** With the broker that comes along. */
@ExpectedLog("No connection to the broker")
@ExpectedLog("An event was parked")
@ExpectedLog("A message that is no event was dropped")
class OutboxTest extends OutboxContract {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    URI broker() {
        return URI.create(broker.url());
    }

    @Test
    void aBrokerThatForgetsEverythingLosesNothing() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", SHARED, RelayGround.effect("first")));
        for (int n = 0; n < 30; n++) {
            ground.happen(node, shop, "Shared", UUID.randomUUID(), 1);
        }
        ground.awaitCount(
                30, "select count(*) from stoa.outbox where pending = '{second}' and confirmed_at is not null");
        int port = broker.port();
        broker.close();
        broker = EmbeddedBroker.start(port);
        Outcome.of(node.consume("second", SHARED, RelayGround.effect("second")));
        ground.awaitAllDone(30);
        assertEquals(60, ground.count("select count(*) from stoa.effect"));
    }
}
