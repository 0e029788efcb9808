package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.platform.Failpoints;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;
import stoa.testkit.TestDatabase;
import tools.jackson.databind.JsonNode;

/**
 * Every failpoint with every fault, under concurrent load: nothing told is lost, nothing is oversold, nobody is charged twice. The table of
 * results is written to {@code target/drill.md}. {@code STOA_DRILL_FAKETIME} names a libfaketimeMT.so.1 for the rounds with a wrong clock.
 */
@Tag("drill")
@ExpectedLog(".") // the lines of a JVM whose lines are cut
class DrillTest {
    private record Ground(Shop shop, JsonNode variant) {}

    private static final Map<String, Ground> SHOPS = new HashMap<>();
    private static DrillTable table;
    private static DrillServer server;
    private static Surroundings surroundings;

    @BeforeAll
    static void open() throws Exception {
        table = DrillTable.open(Boolean.getBoolean("stoa.drill.goOn"));
        server = DrillServer.start();
        surroundings = new Surroundings(TestDatabase.createOn(server.url()));
        Node node = surroundings.start(Map.of());
        for (var round : (Iterable<Arguments>) rounds()::iterator) {
            Shop shop = Shop.in(surroundings, node);
            SHOPS.put(name(round), new Ground(shop, shop.variant()));
        }
        surroundings.awaitQuiet();
        Outcome.of(node.stop());
    }

    @AfterAll
    static void close() throws Exception {
        surroundings.close();
        server.close();
    }

    /** All of them, or those of the named faults and failpoints; of a drill that goes on, those that have no row yet. */
    static Stream<Arguments> rounds() throws IOException {
        var faults = named("fault", Arrays.stream(Fault.values()).map(Fault::name));
        var failpoints = named("failpoint", Failpoints.NAMES.stream());
        var done = DrillTable.open(Boolean.getBoolean("stoa.drill.goOn"));
        return failpoints.stream()
                .flatMap(failpoint -> faults.stream().map(Fault::valueOf).map(fault -> Arguments.of(failpoint, fault)))
                .filter(round -> !done.has((String) round.get()[0], (Fault) round.get()[1]));
    }

    private static List<String> named(String property, Stream<String> all) {
        String named = System.getProperty("stoa.drill." + property, "");
        return named.isEmpty() ? all.toList() : List.of(named.split(","));
    }

    private static String name(Arguments round) {
        return round.get()[0] + " " + round.get()[1];
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("rounds")
    void nothingIsLostOrSoldTwiceOrChargedTwice(String failpoint, Fault fault) throws Exception {
        Ground ground = Objects.requireNonNull(SHOPS.get(failpoint + " " + fault));
        try (var round = new DrillRound(server, surroundings)) {
            String missing = fault.missing(round);
            assumeTrue(missing == null, () -> fault + ": " + missing);
            var result = round.run(failpoint, fault, ground.shop(), ground.variant());
            table.put(failpoint, fault, result.row());
            assertTrue(result.clean(), result::row);
        }
    }
}
