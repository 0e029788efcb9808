package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import stoa.platform.Boundaries;

/** The whole house keeps the boundaries that the module graph cannot say; platform's test sees each of them red. */
class BoundariesTest {
    private static final JavaClasses HOUSE = Boundaries.production();

    @TestFactory
    Stream<DynamicTest> theHouseKeepsThem() {
        return Boundaries.rules("stoa").entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(HOUSE)));
    }

    @Test
    void everyModuleIsLookedAt() {
        var packages = HOUSE.stream().map(c -> c.getPackageName()).collect(Collectors.toSet());
        var modules = Set.of(
                "stoa.messages",
                "stoa.openapi",
                "stoa.tenancy",
                "stoa.platform",
                "stoa.gateway",
                "stoa.realtime",
                "stoa.catalog",
                "stoa.order",
                "stoa.payment",
                "stoa.user",
                "stoa.notification",
                "stoa.launcher");
        assertTrue(packages.containsAll(modules), () -> "only " + packages);
    }
}
