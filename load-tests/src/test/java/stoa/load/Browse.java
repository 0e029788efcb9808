package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.exec;

/** People look around and buy nothing: lists, searches, articles by their popularity. */
public final class Browse extends ShopSimulation {
    public Browse() {
        run(exec(people.enter())
                .exec(people.think())
                .exec(people.look())
                .exec(people.think())
                .exec(people.search())
                .exec(people.think())
                .exec(people.look()));
    }
}
