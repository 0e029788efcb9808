package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import stoa.openapi.Contract;
import stoa.openapi.Operation;
import stoa.testkit.Outcome;

/**
 * Two tenants and every operation: nothing of the one is seen or moved by the other. Driven by the contract, so that a new operation is
 * covered by being there; {@link TablesTest} does the same for tables.
 */
class TenantIsolationTest {
    private static final Contract CONTRACT = Contract.load();
    private static Surroundings surroundings;
    private static Node node;
    private static Spoils ours;
    private static Shop theirs;

    @BeforeAll
    static void open() throws Exception {
        surroundings = new Surroundings();
        node = surroundings.start(Map.of());
        ours = Spoils.of(Shop.in(surroundings, node));
        theirs = Shop.in(surroundings, node);
    }

    @AfterAll
    static void close() {
        Outcome.of(node.stop());
        surroundings.close();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationIsClosed() throws IOException {
        var before = ours.state();
        var attacks = CONTRACT.operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> isClosed(operation)));
        var after = DynamicTest.dynamicTest("and nothing of ours has moved", () -> assertEquals(before, ours.state()));
        return Stream.concat(attacks, Stream.of(after));
    }

    private static void isClosed(Operation operation) throws IOException {
        var attack = new Attack(CONTRACT, operation, ours);
        var breaches = new ArrayList<String>();
        for (var attacker : attackers().entrySet()) {
            String breach = attack.breach(theirs.customer(), attacker.getValue());
            if (!breach.isEmpty()) {
                breaches.add(attacker.getKey() + ": " + breach);
            }
        }
        assertEquals(List.of(), breaches);
    }

    /** By what they show at the other shop's door. */
    private static Map<String, List<String>> attackers() throws IOException {
        return Map.of(
                "nobody in particular", List.of(),
                "their own staff", List.of("Authorization", "Bearer " + theirs.token()),
                "with our access token", List.of("Authorization", "Bearer " + ours.accessToken()),
                "with our order token", List.of("X-Order-Token", ours.orderToken()),
                "with our cart token", List.of("X-Cart-Token", ours.cartToken()),
                "with our refresh cookie", List.of("Cookie", ours.refreshCookie()));
    }
}
