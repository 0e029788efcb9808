package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.exec;

/** People who know what they want: an article, the checkout, one look at the own order. */
public final class Checkout extends ShopSimulation {
    public Checkout() {
        run(exec(people.enter())
                .exec(people.look())
                .exec(people.think())
                .exec(people.buy())
                .exec(people.think())
                .exec(people.comeBack()));
    }
}
