package stoa.platform;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stoa.messages.Json;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * The boundaries that the module graph cannot say. Each one is broken on purpose below {@code stoa.platform.fixtures}, and {@link BoundariesTest}
 * sees it red there; the launcher, which sees all modules, holds the house to them.
 */
public final class Boundaries {
    private static final List<String> DOMAINS = List.of("catalog", "order", "payment", "user", "notification");
    private static final List<String> DOORS = List.of("gateway", "realtime");

    private Boundaries() {}

    /** What the house ships: no tests, and nothing of what tests stand on. */
    public static JavaClasses production() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("stoa");
    }

    /**
     * All rules by their names, in sentences.
     *
     * @param root package below which the modules live: {@code stoa}, but for the fixtures
     */
    public static Map<String, ArchRule> rules(String root) {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put("only tenancy reaches a connection", onlyTenancyReachesAConnection(root));
        rules.put("no SQL at the doors", noSqlAtTheDoors(root));
        rules.put("messages hold no behaviour", messagesHoldNoBehaviour(root));
        rules.put("domains do not know each other", domainsDoNotKnowEachOther(root));
        rules.put("names say what a class is", namesSayWhatAClassIs(root));
        return rules;
    }

    static ArchRule onlyTenancyReachesAConnection(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + ".tenancy..")
                .should()
                .dependOnClassesThat(type(Pool.class)
                        .or(type(SqlClient.class))
                        .or(type(SqlConnection.class))
                        .or(resideInAnyPackage("io.vertx.pgclient..")))
                .because("row-level security holds only where every statement goes through tenancy")
                .allowEmptyShould(true);
    }

    static ArchRule noSqlAtTheDoors(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(below(root, DOORS))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql..")
                        .or(type(Sql.class))
                        .or(type(Tenancy.class)))
                .because("the doors ask the domains over the bus")
                .allowEmptyShould(true);
    }

    static ArchRule messagesHoldNoBehaviour(String root) {
        var messages = classes().that().resideInAPackage(root + ".messages..");
        return CompositeArchRule.of(messages.should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                root + ".messages..",
                                "java.lang..",
                                "java.util",
                                "java.time..",
                                "java.math..",
                                "org.jspecify..",
                                "com.fasterxml.jackson.annotation..",
                                "tools.jackson.."))
                        .because("what travels the bus does nothing by itself")
                        .allowEmptyShould(true))
                .and(classes()
                        .that()
                        .resideInAPackage(root + ".messages..")
                        .and(not(type(Json.class)))
                        .should(beDataOrNames())
                        .because("records, enums and sealed interfaces say what they are")
                        .allowEmptyShould(true));
    }

    static ArchRule domainsDoNotKnowEachOther(String root) {
        var all = new ArrayList<>(DOMAINS);
        all.addAll(DOORS);
        List<ArchRule> rules = all.stream()
                .<ArchRule>map(one -> noClasses()
                        .that()
                        .resideInAPackage(root + "." + one + "..")
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(below(
                                root,
                                all.stream().filter(other -> !other.equals(one)).toList())))
                        .because("domains and doors meet on the bus, in messages and in events")
                        .allowEmptyShould(true))
                .toList();
        return CompositeArchRule.of(rules);
    }

    static ArchRule namesSayWhatAClassIs(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and(not(generated(root)))
                .should()
                .haveNameNotMatching(".*(Service|Manager|Helper|Impl|Utils?)(\\$.*)?")
                .because("such a name says that nobody found out what the class is")
                .allowEmptyShould(true);
    }

    private static String[] below(String root, List<String> names) {
        return names.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
    }

    private static DescribedPredicate<JavaClass> generated(String root) {
        return resideInAnyPackage(root + ".openapi.model..").as("generated");
    }

    /** A record, enum or interface, or a class with nothing but constants. */
    private static ArchCondition<JavaClass> beDataOrNames() {
        return new ArchCondition<>("be a record, an enum, an interface, or hold names only") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean constants = item.getFields().stream()
                                .allMatch(f -> f.getModifiers().contains(JavaModifier.STATIC)
                                        && f.getModifiers().contains(JavaModifier.FINAL))
                        && item.getMethods().isEmpty();
                boolean fine = item.isRecord() || item.isEnum() || item.isInterface() || constants;
                events.add(new SimpleConditionEvent(
                        item, fine, item.getName() + (fine ? " is data" : " is neither data nor names")));
            }
        };
    }
}
