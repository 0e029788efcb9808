package stoa.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two shops, three widths: a shopper buys and watches while staff ships and delivers in a second browser; refusals on the way, and the live line
 * cut. The stories are in spa/e2e; pictures of every page, also of the one where it went wrong, are left in spa/out.
 */
@ExtendWith(RunningDemo.class)
class PurchaseInBrowserTest {
    @Test
    void isFollowedFromPlacedToDeliveredWithoutReloading(RunningDemo.Demo demo) throws Exception {
        var run = Command.run(
                Path.of("../../spa"),
                Map.of(
                        "BASE_URL_NORDHANG", demo.shop("nordhang"),
                        "BASE_URL_KAFFA", demo.shop("kaffa"),
                        "DEMO_PASSWORD", DemoShop.PASSWORD),
                12,
                List.of("npm", "run", "--silent", "e2e"));
        assertEquals(0, run.status(), run::output);
        System.out.println(run.output());
    }
}
