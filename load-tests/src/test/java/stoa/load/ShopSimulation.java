package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** What all simulations share: the shops, the way people come, and the books that must agree when everybody has gone. */
abstract class ShopSimulation extends Simulation {
    private static final int SETTLE_SECONDS = 60;
    private static final long SECOND_NANOS = 1_000_000_000L;

    final Target target = Target.ofProperties();
    final List<Shopfront> shops =
            target.doors().stream().map(door -> Shopfront.open(target, door)).toList();
    final People people = new People(shops, target);

    /** To be called by the constructor, with what each person does. */
    final void run(ChainBuilder visit) {
        arrive(coming(scenario(getClass().getSimpleName()).exec(exec(visit))));
    }

    final void arrive(PopulationBuilder population) {
        HttpProtocolBuilder protocol = http.acceptHeader("application/json")
                .contentTypeHeader("application/json")
                .hostNameAliases(loopback());
        setUp(population)
                .protocols(protocol)
                .exponentialPauses()
                .assertions(global().failedRequests().count().is(0L));
    }

    private Map<String, List<String>> loopback() {
        return target.doors().stream()
                .filter(Target.Door::below)
                .collect(Collectors.toMap(Target.Door::host, door -> List.of("127.0.0.1"), (a, b) -> a));
    }

    private PopulationBuilder coming(io.gatling.javaapi.core.ScenarioBuilder scenario) {
        int ramp = Math.max(1, target.seconds() / 10);
        int level = Math.max(1, target.seconds() - ramp);
        if (target.closed()) {
            int users = (int) Math.max(1, Math.round(target.users()));
            return scenario.injectClosed(
                    rampConcurrentUsers(1).to(users).during(ramp),
                    constantConcurrentUsers(users).during(level));
        }
        return scenario.injectOpen(
                rampUsersPerSec(Math.min(1, target.users())).to(target.users()).during(ramp),
                constantUsersPerSec(target.users()).during(level));
    }

    /** The books, once everything has settled. */
    @Override
    public void after() {
        List<String> wrong = wrong();
        for (int second = 0; !wrong.isEmpty() && second < SETTLE_SECONDS; second++) {
            LockSupport.parkNanos(SECOND_NANOS);
            wrong = wrong();
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(w -> System.out.println("The books disagree: " + w));
            Runtime.getRuntime().halt(1); // an exception here would be logged, and the run counted as passed
        }
        System.out.printf(
                "The books agree: %d orders were answered and all are found again, stock taken = sold, one charge per order and none"
                        + " without, %d live streams complete%s.%n",
                shops.stream().mapToInt(Shopfront::answered).sum(),
                shops.stream().mapToInt(Shopfront::watched).sum(),
                target.database().isEmpty() ? "" : "; the database's own books agree too");
    }

    /** What is wrong now; some of it may yet settle. */
    List<String> wrong() {
        var wrong = new ArrayList<String>();
        shops.forEach(shop -> wrong.addAll(shop.wrong()));
        if (!target.database().isEmpty()) {
            wrong.addAll(DatabaseBooks.read(target.database()).wrong());
        }
        return wrong;
    }
}
