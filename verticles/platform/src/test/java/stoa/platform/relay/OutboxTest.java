package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.embedded.EmbeddedBroker;
import stoa.platform.Config;
import stoa.platform.Telemetry;
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

    @Test
    void howFarTheOutboxLagsShowsInTheMetrics() {
        try (var telemetry = Telemetry.of(new Config.Telemetry(null, "test"))) {
            cable.cut();
            var shop = ground.shop();
            var node = ground.node(settings, telemetry.meters());
            ground.happen(node, shop, "Unheard", UUID.randomUUID(), 1);
            awaitMetrics(telemetry, "stoa_outbox_waiting", 1);
            assertTrue(metric(telemetry, "stoa_outbox_lag_seconds") > 0, "the oldest event has an age");
            cable.mend();
            ground.awaitAllDone(1);
            awaitMetrics(telemetry, "stoa_outbox_waiting", 0);
            assertEquals(0, metric(telemetry, "stoa_outbox_lag_seconds"));
        }
    }

    private void awaitMetrics(Telemetry telemetry, String name, double expected) {
        for (int look = 0; look < 1000 && metric(telemetry, name) != expected; look++) {
            Outcome.of(ground.vertx.timer(20));
        }
        assertEquals(expected, metric(telemetry, name), name);
    }

    /** As Prometheus reads it. */
    private static double metric(Telemetry telemetry, String name) {
        return telemetry
                .scrape()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
