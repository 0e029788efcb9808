package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BoundariesTest {
    private static final String FIXTURES = "stoa.platform.fixtures";
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURES);

    /** Who must be named by which rule, and nobody else. */
    private static final Map<String, List<String>> CULPRITS = Map.of(
            "only tenancy reaches a connection", List.of("PoolsItself"),
            "no SQL at the doors", List.of("QueriesAtTheDoor"),
            "messages hold no behaviour", List.of("SendsItself", "Counts"),
            "domains do not know each other", List.of("KnowsOrders"),
            "names say what a class is", List.of("ProductServiceImpl"));

    private static final List<String> ALL =
            CULPRITS.values().stream().flatMap(List::stream).toList();

    @TestFactory
    Stream<DynamicTest> aBoundaryThatIsBrokenIsSeen() {
        return Boundaries.rules(FIXTURES).entrySet().stream()
                .map(rule ->
                        DynamicTest.dynamicTest(rule.getKey(), () -> namesItsCulprits(rule.getKey(), rule.getValue())));
    }

    private static void namesItsCulprits(String name, ArchRule rule) {
        EvaluationResult result = rule.evaluate(BROKEN);
        List<String> culprits = CULPRITS.getOrDefault(name, List.of());
        String report = result.getFailureReport().toString();

        assertTrue(result.hasViolation(), "nobody saw it");
        assertFalse(culprits.isEmpty(), "it has no fixture");
        for (String suspect : ALL) {
            assertEquals(
                    culprits.contains(suspect),
                    result.getFailureReport().getDetails().stream().anyMatch(line -> line.contains(suspect)),
                    suspect + ": " + report);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatThePlatformStandsOnKeepsThem() {
        JavaClasses house = Boundaries.production();
        return Boundaries.rules("stoa").entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(house)));
    }

    @Test
    void whatTestsStandOnIsNotHeldToThem() {
        assertFalse(Boundaries.production().contain(BoundariesTest.class));
        assertTrue(Boundaries.production().contain(Bus.class));
    }
}
