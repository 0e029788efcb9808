package stoa.load.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What PostgreSQL can do by itself on this machine, by load-tests/limits. */
final class Limits {
    private static final int PATIENCE_SECONDS = 600;

    private Limits() {}

    /** @return transactions per second by name */
    static Map<String, Double> measure(Settings settings) {
        var command = new ArrayList<>(
                List.of("load-tests/limits/limits.sh", settings.admin().toString()));
        var child = Child.start(
                settings.work(),
                "limits",
                Map.of("SECONDS_EACH", Long.toString(Math.max(1, Math.round(settings.seconds())))),
                command);
        child.awaitEnd(PATIENCE_SECONDS);
        var limits = new HashMap<String, Double>();
        child.said().lines().map(line -> line.split(" ", -1)).forEach(l -> limits.put(l[0], Double.parseDouble(l[1])));
        return limits;
    }
}
