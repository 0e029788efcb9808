package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.platform.Outbox;
import stoa.testkit.Outcome;

/** What holds with every AMQP 0-9-1 broker. */
abstract class OutboxContract {
    private static final String EFFECTS = "select count(*) from stoa.effect";
    private static final Set<String> COUNTED = Set.of("Counted");
    static final Set<String> SHARED = Set.of("Shared");
    private static final Set<String> LEVEL = Set.of("Level");

    final RelayGround ground = new RelayGround();
    Cable cable;
    RelaySettings settings;

    abstract URI broker();

    @BeforeEach
    void plug() {
        cable = new Cable(ground.vertx, broker());
        settings = RelayGround.settings(cable.url());
    }

    @AfterEach
    void unplug() throws Exception {
        ground.close(); // first: a node that lives declares its queues anew
        deleteQueues();
    }

    @Test
    void anEventReachesEveryDeclaredConsumerOnceAndIsDoneThen() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", SHARED, RelayGround.effect("first")));
        Outcome.of(node.consume("second", SHARED, RelayGround.effect("second")));
        ground.happen(node, shop, "Shared", UUID.randomUUID(), 1);
        ground.awaitAllDone(1);
        assertEquals(2, ground.count(EFFECTS));
        assertEquals(2, ground.count("select count(distinct consumer) from stoa.effect"));
        assertEquals(2, ground.count("select count(*) from stoa.inbox"));
    }

    @Test
    void anEventIsNotDoneWhileOneOfItsConsumersHasNotAppliedIt() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", SHARED, RelayGround.effect("first")));
        ground.happen(node, shop, "Shared", UUID.randomUUID(), 1);
        ground.awaitCount(
                1, "select count(*) from stoa.outbox where state = 'open' and pending = '{second}' and attempts > 1");
        Outcome.of(node.consume("second", SHARED, RelayGround.effect("second")));
        ground.awaitAllDone(1);
        assertEquals(2, ground.count(EFFECTS));
    }

    @Test
    void anEventThatNobodyInsideAppliesIsDoneWhenTheBrokerHasIt() {
        var shop = ground.shop();
        var node = ground.node(settings);
        ground.happen(node, shop, "Unheard", UUID.randomUUID(), 1, 2, 3);
        ground.awaitAllDone(3);
    }

    @Test
    void eventsOfOneAggregateArriveInTheOrderOfTheirVersions() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first")));
        var aggregate = UUID.randomUUID();
        ground.happen(
                node, shop, "Counted", aggregate, IntStream.rangeClosed(1, 40).toArray());
        ground.awaitAllDone(40);
        assertEquals(
                IntStream.rangeClosed(1, 40).mapToObj(Integer::toString).toList(),
                ground.texts("select aggregate_version from stoa.effect order by at"));
    }

    @Test
    void aLineThatIsCutInMidFlowLosesNothingAndAppliesNothingTwice() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first")));
        for (int cut = 0; cut < 4; cut++) {
            for (int n = 0; n < 50; n++) {
                ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
            }
            cable.cut();
            ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
            cable.mend();
        }
        ground.awaitAllDone(204);
        assertEquals(204, ground.count(EFFECTS));
        assertEquals(204, ground.count("select count(distinct event) from stoa.effect"));
    }

    @Test
    void withoutABrokerShopsSellAndEventsCatchUpAfterwards() {
        cable.cut();
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first")));
        for (int n = 0; n < 20; n++) {
            ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
        }
        assertEquals(0, ground.count(EFFECTS));
        assertEquals(20, ground.count("select count(*) from stoa.outbox where state = 'open' and attempts = 0"));
        cable.mend();
        ground.awaitAllDone(20);
        assertEquals(20, ground.count(EFFECTS));
    }

    @Test
    void aConsumerThatDiesBetweenItsEffectAndItsAcknowledgementHasAppliedItOnce() {
        var shop = ground.shop();
        var node = ground.node(settings);
        var deaths = new AtomicInteger();
        var dying = new Outbox.Effect(
                RelayGround.effect("first").sql(),
                applied -> deaths.incrementAndGet() == 1 ? cable.cutting() : Future.succeededFuture());
        Outcome.of(node.consume("first", COUNTED, dying));
        ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
        ground.awaitCount(1, EFFECTS);
        cable.mend();
        ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
        ground.awaitAllDone(2);
        assertEquals(2, ground.count(EFFECTS));
    }

    @Test
    void aMessageThatComesAgainIsNotAppliedAgain() throws Exception {
        var shop = ground.shop();
        var meters = new SimpleMeterRegistry();
        var node = ground.node(settings, meters);
        Outcome.of(node.consume("first", Set.of("Counted", "Shared"), RelayGround.effect("first")));
        ground.happen(node, shop, "Shared", UUID.randomUUID(), 1);
        ground.awaitCount(1, EFFECTS);
        String id = ground.texts("select id from stoa.outbox").getFirst();
        String again = """
                {"specversion": "1.0", "type": "dev.stoa.Shared", "id": "%s", "tenant": "%s", "subject": "%s", "data": {"number": 666}}""".formatted(id, shop.id(), UUID.randomUUID());
        inject("Shared", again);
        inject("Shared", again);
        inject("Shared", "no event at all");
        inject("Counted", again.replace(id, UUID.randomUUID().toString()));
        ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
        ground.awaitAllDone(1);
        awaitCounter(meters, "duplicate", 3);
        awaitCounter(meters, "unreadable", 1);
        assertEquals(2, ground.count(EFFECTS));
    }

    @Test
    void aConsumerThatFailsIsTriedAgainAndHasItsEffectOnce() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first", "effect_after(3)")));
        ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
        ground.awaitAllDone(1);
        assertEquals(3, ground.count("select last_value from stoa.tries"));
        assertEquals(2, ground.count("select failures from stoa.outbox"));
        assertEquals(1, ground.count(EFFECTS));
    }

    @Test
    void aPoisonedEventIsParkedWithItsReasonAndHoldsNobodyUp() {
        var shop = ground.shop();
        var other = ground.shop();
        var meters = new SimpleMeterRegistry();
        var node = ground.node(settings, meters);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first", "1 / (aggregate_version - 1) >= 0")));
        for (int n = 0; n < 10; n++) {
            ground.happen(node, other, "Counted", UUID.randomUUID(), 2);
            ground.happen(node, shop, "Counted", UUID.randomUUID(), 2);
        }
        ground.happen(node, shop, "Counted", UUID.randomUUID(), 1, 2, 3);
        ground.awaitCount(1, "select count(*) from stoa.outbox where state = 'parked'");
        ground.awaitAllDone(22);
        assertEquals(22, ground.count(EFFECTS));
        assertEquals(
                settings.failing().attempts(), ground.count("select failures from stoa.outbox where state = 'parked'"));
        String reason = ground.texts("select last_error from stoa.outbox where state = 'parked'")
                .getFirst();
        assertTrue(reason.startsWith("first: ") && reason.contains("division by zero"), reason);
        assertEquals(1, meters.counter("stoa.outbox.parked").count());
    }

    @Test
    void anEventThatIsNotWhatItsSchemaSaysIsParkedBeforeItLeaves() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(ground.tenancy.write(shop.guest(), sql -> sql.query("""
                        insert into outbox (type, aggregate, aggregate_version, correlation_id, data)
                        values ('Counted', gen_random_uuid(), 1, 'test-schema', '{"number": 1, "email": "mara@example.org"}'),
                          ('Invented', gen_random_uuid(), 1, 'test-schema', '{}')""")));
        node.wake();
        ground.awaitCount(2, "select count(*) from stoa.outbox where state = 'parked'");
        assertEquals(
                1,
                ground.count("select count(*) from stoa.outbox where type = 'Counted' and last_error like '%email%'"));
        assertEquals(
                1, ground.count("select count(*) from stoa.outbox where last_error = 'no event Invented is declared'"));
    }

    @Test
    void nodesShareThePartitionsAndEachEventIsPublishedByOneOfThem() {
        var shop = ground.shop();
        var left = new SimpleMeterRegistry();
        var right = new SimpleMeterRegistry();
        var one = ground.node(settings, left);
        var two = ground.node(settings, right);
        ground.awaitCount(
                16, "select count(*) from stoa.lease where name like 'outbox/%' and until > clock_timestamp()");
        ground.awaitCount(
                8,
                "select coalesce(min(n), 0) from (select count(*) as n from stoa.lease where name like 'outbox/%'"
                        + " and until > clock_timestamp() group by holder having count(*) < 16) as held");
        Outcome.of(one.consume("first", COUNTED, RelayGround.effect("first")));
        Outcome.of(two.consume("first", COUNTED, RelayGround.effect("first")));
        for (int n = 0; n < 60; n++) {
            ground.happen(one, shop, "Counted", UUID.randomUUID(), 1);
        }
        ground.awaitAllDone(60);
        assertEquals(60, ground.count(EFFECTS));
        assertTrue(left.counter("stoa.outbox.published").count() > 0, "the first node publishes too");
        assertTrue(right.counter("stoa.outbox.published").count() > 0, "the second node publishes too");
    }

    @Test
    void whatHasGatheredInManyShopsIsAppliedInFewTransactionsAndEachEventOnce() {
        cable.cut();
        var shops = List.of(ground.shop(), ground.shop(), ground.shop(), ground.shop());
        var node = ground.node(settings);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first")));
        for (int n = 0; n < 15; n++) {
            for (var shop : shops) {
                ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
            }
        }
        cable.mend();
        ground.awaitAllDone(60);
        assertEquals(60, ground.count("select count(distinct event) from stoa.effect"));
        assertEquals(60, ground.count("select count(*) from stoa.inbox"));
        assertEquals(
                60,
                ground.count(
                        "select count(*) from stoa.effect e join stoa.outbox o on o.tenant_id = e.tenant_id and o.id = e.event"));
        long transactions = ground.count("select count(distinct transaction) from stoa.effect");
        assertTrue(transactions <= 20, transactions + " transactions for 60 events");
        assertTrue(
                ground.count(
                                "select max(n) from (select count(distinct tenant_id) as n from stoa.effect group by transaction) t")
                        > 1,
                "one transaction holds events of several shops");
    }

    @Test
    void whereTheLatestEventSaysAllTheEarlierOnesComeAlongWithItAndAreNotPublished() {
        cable.cut();
        var shop = ground.shop();
        var meters = new SimpleMeterRegistry();
        var node = ground.node(settings, meters);
        Outcome.of(node.consume("first", LEVEL, RelayGround.effect("first")));
        Outcome.of(node.consume("second", LEVEL, RelayGround.effect("second")));
        var aggregate = UUID.randomUUID();
        ground.happen(
                node, shop, "Level", aggregate, IntStream.rangeClosed(1, 30).toArray());
        ground.happen(node, shop, "Unheard", aggregate, 31);
        cable.mend();
        ground.awaitAllDone(31);
        assertEquals(60, ground.count("select count(*) from stoa.inbox"));
        assertEquals(60, ground.count("select count(distinct (consumer, event)) from stoa.effect"));
        double published = meters.counter("stoa.outbox.published").count();
        assertTrue(published < 10, published + " published");
    }

    @Test
    void anEarlierEventThatStaysBehindIsToldAfterTheLatestOneWasParked() {
        var shop = ground.shop();
        var node = ground.node(settings);
        Outcome.of(node.consume("second", LEVEL, RelayGround.effect("second")));
        Outcome.of(node.consume("first", LEVEL, RelayGround.effect("first", "1 / (aggregate_version - 2) < 0")));
        var aggregate = UUID.randomUUID();
        ground.happen(node, shop, "Level", aggregate, 1, 2);
        ground.awaitCount(1, "select count(*) from stoa.outbox where state = 'parked' and aggregate_version = 2");
        ground.awaitAllDone(1);
        assertEquals(1, ground.count("select count(*) from stoa.effect where consumer = 'first'"));
    }

    @Test
    void aMessageThatNamesAnEventOfATypeItsConsumerDoesNotApplyIsIgnored() throws Exception {
        var shop = ground.shop();
        var meters = new SimpleMeterRegistry();
        var node = ground.node(settings, meters);
        Outcome.of(node.consume("first", COUNTED, RelayGround.effect("first")));
        ground.happen(node, shop, "Shared", UUID.randomUUID(), 1);
        String id = ground.texts("select id from stoa.outbox").getFirst();
        ground.awaitCount(1, "select count(*) from stoa.outbox where confirmed_at is not null");
        inject("Counted", """
                {"specversion": "1.0", "type": "dev.stoa.Invented", "id": "%s", "tenant": "%s", "data": {}}""".formatted(id, shop.id()));
        ground.happen(node, shop, "Counted", UUID.randomUUID(), 1);
        ground.awaitAllDone(1);
        assertEquals(1, ground.count(EFFECTS));
    }

    @Test
    void aConsumerThatIsNotDeclaredIsRefusedAtTheStart() {
        var node = ground.node(settings);
        assertThrows(
                IllegalArgumentException.class, () -> node.consume("second", COUNTED, RelayGround.effect("second")));
        assertThrows(
                IllegalArgumentException.class,
                () -> node.consume("first", Set.of("Invented"), RelayGround.effect("first")));
    }

    /** At least so many: the relay may have sent an open event once more by itself. */
    void awaitCounter(SimpleMeterRegistry meters, String outcome, int expected) {
        var counter = meters.counter("stoa.inbox.deliveries", "consumer", "first", "outcome", outcome);
        for (int look = 0; look < 500 && counter.count() < expected; look++) {
            Outcome.of(ground.vertx.timer(20));
        }
        assertTrue(counter.count() >= expected, outcome + ": " + counter.count());
    }

    /** As somebody does who can write to the broker. */
    private void inject(String type, String body) throws Exception {
        try (var connection = factory().newConnection();
                var channel = connection.createChannel()) {
            channel.basicPublish(
                    settings.prefix() + ".events",
                    type,
                    new AMQP.BasicProperties(),
                    body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A broker that lives on is left as it was. */
    private void deleteQueues() throws Exception {
        try (var connection = factory().newConnection();
                var channel = connection.createChannel()) {
            channel.queueDelete(settings.prefix() + ".first");
            channel.queueDelete(settings.prefix() + ".second");
            channel.exchangeDelete(settings.prefix() + ".events");
        }
    }

    private ConnectionFactory factory() {
        var factory = new ConnectionFactory();
        factory.setHost(broker().getHost());
        factory.setPort(broker().getPort());
        return factory;
    }
}
