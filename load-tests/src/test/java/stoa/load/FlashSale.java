package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.List;

/**
 * One article, {@code stoa.pieces} of it in each shop, and everybody wants it at once: {@code stoa.users} times {@code stoa.seconds} people come
 * within two seconds. What is sold is what was there, never one more.
 */
public final class FlashSale extends ShopSimulation {
    private static final int RUSH_SECONDS = 2;

    public FlashSale() {
        int crowd = (int) Math.max(1, Math.round(target.users() * target.seconds()));
        shops.forEach(shop -> shop.beginSale(target.pieces()));
        arrive(scenario("FlashSale")
                .exec(exec(people.enter())
                        .exec(people.lookAtTheMostWanted())
                        .exec(people.buy())
                        .exec(people.watchUntilPaid()))
                .injectOpen(rampUsers(crowd).during(RUSH_SECONDS)));
    }

    @Override
    List<String> wrong() {
        List<String> wrong = super.wrong();
        shops.forEach(shop -> wrong.addAll(shop.wrongInSale(target.pieces())));
        return wrong;
    }
}
