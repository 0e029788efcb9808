package stoa.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a shop's books together: pieces taken from stock are the pieces sold, every order that stands is charged once, no other is, and every
 * order that was answered 2xx is found again.
 */
final class Books {
    /**
     * Where a shop stands.
     *
     * @param available pieces by variant: on hand less reserved
     * @param charged how many captured payments there are for each order
     */
    record Balance(Map<String, Integer> available, Map<String, Order> orders, Map<String, Integer> charged) {}

    /**
     * @param pieces by variant
     * @param charges captured payments at the provider's side of our books
     */
    record Order(String status, Map<String, Integer> pieces, int charges) {
        boolean stands() {
            return !status.equals("CANCELLED");
        }

        boolean settled() {
            return !status.equals("PLACED");
        }
    }

    private static final int READERS = 8;

    private Books() {}

    /** @return what is wrong, in plain words; empty if the books agree */
    static List<String> check(Balance before, Balance after, Collection<String> answered) {
        var wrong = new ArrayList<String>();
        for (String order : answered) {
            if (!after.orders().containsKey(order)) {
                wrong.add("order " + order + " was answered 2xx and is not found again");
            }
        }
        var sold = new HashMap<String, Integer>();
        new TreeMap<>(after.orders()).forEach((id, order) -> {
            if (before.orders().containsKey(id)) {
                return;
            }
            if (order.stands()) {
                order.pieces().forEach((variant, pieces) -> sold.merge(variant, pieces, Integer::sum));
            }
            charges(id, order, wrong);
        });
        for (String order : new TreeMap<>(after.charged()).keySet()) {
            if (!after.orders().containsKey(order)) {
                wrong.add("there is a charge for order " + order + ", which does not exist");
            }
        }
        for (String variant : new TreeMap<>(before.available()).keySet()) {
            int taken = before.available().getOrDefault(variant, 0)
                    - after.available().getOrDefault(variant, 0);
            if (taken != sold.getOrDefault(variant, 0)) {
                wrong.add("variant " + variant + ": " + taken + " pieces were taken from stock, "
                        + sold.getOrDefault(variant, 0) + " were sold");
            }
            if (after.available().getOrDefault(variant, 0) < 0) {
                wrong.add("variant " + variant + " is oversold");
            }
        }
        return wrong;
    }

    private static void charges(String id, Order order, List<String> wrong) {
        if (!order.settled()) {
            wrong.add("order " + id + " is not settled");
        } else if (order.stands() && order.charges() != 1) {
            wrong.add("order " + id + " stands and is charged " + order.charges() + " times");
        } else if (!order.stands() && order.charges() != 0) {
            wrong.add("order " + id + " is cancelled and charged " + order.charges() + " times");
        }
    }

    /**
     * A subscription from the beginning shows every version of its order once, in order, without a gap.
     *
     * @param history versions that the order really had
     * @param seen as they came
     */
    static List<String> watched(String order, List<Integer> history, List<Integer> seen) {
        var wrong = new ArrayList<String>();
        int last = 0;
        for (int version : seen) {
            if (version <= last) {
                wrong.add("order " + order + ": version " + version + " was shown after version " + last);
            }
            last = Math.max(last, version);
        }
        for (int version : history) {
            if (version <= last && !seen.contains(version)) {
                wrong.add("order " + order + ": the live update of version " + version + " was missed");
            }
        }
        return wrong;
    }

    /** Of a sale of one article, one piece to each: who was told yes has one, and nobody was told no while there were some. */
    static List<String> sale(String shop, int pieces, int left, int sold) {
        var wrong = new ArrayList<String>();
        if (sold > pieces) {
            wrong.add(shop + " sold " + sold + " of " + pieces + " pieces");
        }
        if (sold + left != pieces) {
            wrong.add(shop + " had " + pieces + " pieces, sold " + sold + ", and has " + left + " left");
        }
        return wrong;
    }

    /** Reads the books of the shop through its API. */
    static Balance read(Api api, Set<String> variants, @Nullable Set<String> alreadyKnown) {
        var available = new HashMap<String, Integer>();
        for (String variant : variants) {
            available.put(
                    variant,
                    api.get("/api/v1/stock/" + variant).path("available").asInt());
        }
        Map<String, Integer> charges = alreadyKnown == null ? Map.of() : charges(api);
        var orders = new ConcurrentHashMap<String, Order>();
        try (var readers = Executors.newFixedThreadPool(READERS)) {
            api.all("/api/v1/orders?of=shop&limit=100").forEach(summary -> {
                String id = summary.path("id").asString();
                if (alreadyKnown == null || alreadyKnown.contains(id)) {
                    orders.put(id, new Order(summary.path("status").asString(), Map.of(), 0));
                } else {
                    readers.execute(() -> orders.put(id, order(api, id, charges.getOrDefault(id, 0))));
                }
            });
        }
        return new Balance(available, orders, charges);
    }

    private static Order order(Api api, String id, int charges) {
        var order = api.get("/api/v1/orders/" + id);
        var pieces = new HashMap<String, Integer>();
        order.path("lines")
                .forEach(line -> pieces.merge(
                        line.path("variantId").asString(), line.path("quantity").asInt(), Integer::sum));
        return new Order(order.path("status").asString(), pieces, charges);
    }

    /** How many payments of each order are captured. */
    private static Map<String, Integer> charges(Api api) {
        var charges = new HashMap<String, Integer>();
        api.all("/api/v1/payments?limit=100").stream()
                .filter(p -> p.path("status").asString().equals("CAPTURED"))
                .forEach(p -> charges.merge(p.path("orderId").asString(), 1, Integer::sum));
        return charges;
    }
}
