package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.testkit.ExpectedLog;

/** The same jar, by configuration alone, is a cluster: doors on one node, domains on another. */
@ExpectedLog("Connection reset") // by the node that died
class ClusterTest {
    private static final String DOORS = "gateway=1,realtime=1";
    private static final String DOMAINS = "user=1,catalog=1,order=1,payment=1,notification=1";

    @Test
    void buysAcrossNodesLosesOneAndBuysAgainWhenItIsBack(@TempDir Path folder) throws Exception {
        try (var surroundings = new Surroundings()) {
            Shop shop = Shop.open(surroundings);
            String hazelcast = hazelcast(folder);
            var edge = member(surroundings, hazelcast, DOORS, surroundings.managementPort);
            var core = member(surroundings, hazelcast, DOMAINS, Surroundings.freePort());
            try (var domains = NodeProcess.begin(core);
                    var doors = NodeProcess.begin(edge)) {
                domains.awaitServing();
                doors.awaitServing();
                assertEquals(201, buy(shop));
                domains.kill();
                Eventually.get("the door says that nobody serves", () -> answers(shop, 503));
                try (var again = NodeProcess.start(core)) {
                    Eventually.get("it sells again", () -> answers(shop, 201));
                    Eventually.get("the books agree", shop::agrees);
                    again.stop();
                }
            }
        }
    }

    private static Map<String, String> member(
            Surroundings surroundings, String hazelcast, String verticles, int managementPort) {
        return surroundings.environment(new HashMap<>(Map.of(
                "STOA_CLUSTER",
                "true",
                "STOA_CLUSTER_CONFIG",
                hazelcast,
                "STOA_VERTICLES",
                verticles,
                "STOA_MANAGEMENT_PORT",
                Integer.toString(managementPort))));
    }

    /** The file of two nodes on one machine, on ports that nobody else uses. */
    private static String hazelcast(Path folder) throws Exception {
        int first = Surroundings.freePort();
        int second = first + 1; // a member counts up from the first until it finds a free one
        String text = Files.readString(Path.of("../../cluster-config/two-nodes/hazelcast.xml"))
                .replace("127.0.0.1:5701", "127.0.0.1:" + first)
                .replace("127.0.0.1:5702", "127.0.0.1:" + second)
                .replace("<cluster-name>stoa<", "<cluster-name>" + UUID.randomUUID() + "<")
                .replace(
                        "<port auto-increment=\"true\" port-count=\"10\">5701</port>",
                        "<port auto-increment=\"true\" port-count=\"2\">" + first + "</port>");
        return Files.writeString(folder.resolve("hazelcast.xml"), text).toString();
    }

    private static int buy(Shop shop) throws Exception {
        return shop.customer()
                .buy(shop.variant(), 1, "tok_pays", "cluster-" + UUID.randomUUID())
                .status();
    }

    private static @Nullable Boolean answers(Shop shop, int status) {
        try {
            int seen = status == 503
                    ? shop.customer().send("GET", "/products", null).status()
                    : buy(shop);
            return seen == status ? Boolean.TRUE : null;
        } catch (Exception e) {
            return null;
        }
    }
}
