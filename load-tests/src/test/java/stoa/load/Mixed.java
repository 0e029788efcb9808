package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;

import io.gatling.javaapi.core.ChainBuilder;

/** A usual day: most look around, some buy, some of these watch, and the staff have work. */
public final class Mixed extends ShopSimulation {
    private static final double BUY = 20;
    private static final double BUY_AND_WATCH = 8;
    private static final double STAFF = 2;

    public Mixed() {
        run(exec(people.enter())
                .exec(people.think())
                .exec(people.look())
                .exec(people.think())
                .exec(randomSwitch()
                        .on(
                                percent(100 - BUY - BUY_AND_WATCH - STAFF).then(lookOn()),
                                percent(BUY)
                                        .then(exec(people.buy())
                                                .exec(people.think())
                                                .exec(people.comeBack())),
                                percent(BUY_AND_WATCH).then(exec(people.buy()).exec(people.watchUntilPaid())),
                                percent(STAFF).then(people.work()))));
    }

    private ChainBuilder lookOn() {
        return exec(people.search()).exec(people.think()).exec(people.look());
    }
}
