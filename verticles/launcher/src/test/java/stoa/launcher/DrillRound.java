package stoa.launcher;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.platform.relay.Cable;
import tools.jackson.databind.JsonNode;

/** One failpoint and one fault, while a crowd buys; then a new node, quiet, and a look at all the books. */
final class DrillRound implements AutoCloseable {
    private static final int KILLED = 137;

    /** So many times the place is passed before the process dies there: by then many checkouts are under way. */
    private static final int TIMES = 3;

    /** @param cancelled yeses whose order ended cancelled, with the money back where any was taken */
    record Result(
            String failpoint,
            Fault fault,
            String died,
            int accepted,
            int soldOut,
            int cancelled,
            int lost,
            int oversold,
            int chargedTwice) {
        boolean clean() {
            return lost == 0 && oversold == 0 && chargedTwice == 0;
        }

        String row() {
            return "| %s | %s | %s | %d | %d | %d | %d | %d | %d |"
                    .formatted(
                            failpoint, fault.title, died, accepted, soldOut, cancelled, lost, oversold, chargedTwice);
        }
    }

    private final DrillServer server;
    private final Surroundings surroundings;
    private final CommitCutter database;
    private final Cable provider;
    private final Cable broker;

    DrillRound(DrillServer server, Surroundings surroundings) {
        this.server = server;
        this.surroundings = surroundings;
        database = new CommitCutter(surroundings.vertx(), surroundings.databaseUri(), Crowd.KEY_PREFIX);
        provider = surroundings.providerCable();
        broker = surroundings.brokerCable();
    }

    DrillServer server() {
        return server;
    }

    CommitCutter database() {
        return database;
    }

    Cable provider() {
        return provider;
    }

    Cable broker() {
        return broker;
    }

    Result run(String failpoint, Fault fault, Shop shop, JsonNode variant) throws Exception {
        var dying = new HashMap<>(fault.environment());
        dying.put("STOA_FAILPOINT", failpoint + ":" + TIMES);
        try (var first = NodeProcess.start(environment(dying));
                var crowd = Crowd.buying(shop, variant, fault.token)) {
            boolean reached;
            NodeProcess second;
            fault.begin(this);
            try {
                reached = first.awaitEndOrKill() == KILLED
                        && first.said().toString().contains("Failpoint");
                second = NodeProcess.begin(environment(Map.of()));
            } finally {
                fault.end(this); // whatever happens: the next round is another one
            }
            try (second) {
                second.awaitServing();
                if (fault != Fault.SERVER_AGAIN) {
                    return judge(failpoint, fault, reached, shop, crowd, second);
                }
                second.kill();
            }
            try (var third = NodeProcess.start(environment(Map.of()))) {
                return judge(failpoint, fault, reached, shop, crowd, third);
            }
        }
    }

    private Map<String, String> environment(Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("STOA_DATABASE_URL", surroundings.databaseUrl(database.port()));
        all.put("STOA_PSP_URL", "http://127.0.0.1:" + provider.port());
        all.put("STOA_AMQP_URL", "amqp://127.0.0.1:" + broker.port());
        return surroundings.environment(all);
    }

    private Result judge(String failpoint, Fault fault, boolean reached, Shop shop, Crowd crowd, NodeProcess node)
            throws Exception {
        crowd.awaitDecided();
        Eventually.get("every order of the round has come to its end", () -> settled(shop.tenant()));
        surroundings.awaitQuiet();
        var orders = shop.orders();
        int lost = crowd.contradicted() + crowd.undecided();
        Set<String> standing = new HashSet<>();
        for (var order : orders.entrySet()) {
            if (!order.getValue().equals("CANCELLED")) {
                standing.add(order.getKey());
            }
        }
        for (String told : crowd.orders().values()) {
            lost += orders.containsKey(told) ? 0 : 1;
        }
        int cancelled = orders.size() - standing.size();
        var result = new Result(
                failpoint,
                fault,
                reached ? "died there" : "did not come there",
                crowd.orders().size(),
                crowd.soldOut(),
                cancelled,
                lost,
                oversold(shop, standing.size()),
                misCharged(shop, standing));
        node.stop();
        return result;
    }

    private @Nullable Boolean settled(UUID tenant) {
        return surroundings.count("select count(*) from stoa.order_saga where tenant_id = '" + tenant + "'") == 0
                ? Boolean.TRUE
                : null;
    }

    /** Pieces by which shelf and orders disagree, or by which more was sold than there was. */
    private static int oversold(Shop shop, int standing) throws IOException {
        JsonNode stock =
                shop.asStaff("GET", "/stock/" + shop.variant().path("id").asString(), null);
        int taken = Shop.STOCK
                - stock.path("onHand").asInt()
                + stock.path("reserved").asInt();
        return Math.abs(standing * Crowd.PIECES - taken)
                + stock.path("reserved").asInt()
                + Math.max(0, standing * Crowd.PIECES - Shop.STOCK);
    }

    /** Orders whose money is not taken exactly once, or, where they do not stand, not given back: by the provider's own books. */
    private int misCharged(Shop shop, Set<String> standing) throws IOException {
        Map<String, List<String>> charges = surroundings.charges(shop.tenant());
        int wrong = 0;
        var all = new HashSet<>(standing);
        all.addAll(charges.keySet());
        for (String order : all) {
            long taken = charges.getOrDefault(order, List.of()).stream()
                    .filter(status -> status.equals("captured") || status.equals("authorised"))
                    .count();
            wrong += taken == (standing.contains(order) ? 1 : 0) ? 0 : 1;
        }
        return wrong;
    }

    @Override
    public void close() {
        database.close();
        provider.close();
        broker.close();
    }
}
