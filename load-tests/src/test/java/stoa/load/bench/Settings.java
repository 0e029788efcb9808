package stoa.load.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a run measures, by system properties {@code bench.…}; the defaults are those of a run worth recording.
 *
 * @param admin {@code postgres://user[:password]@host:port/database} of an administrator
 * @param amqp a broker of its own, or empty for the one that comes along: two houses with one broker hear each other's events
 * @param rounds each measures every case once, beside the limits; the median counts
 * @param seconds of each case in each round
 * @param warmUp seconds of each kind before the first round
 * @param orders stored before, in all shops together
 * @param cases the ones to measure, by their beginnings, separated by commas; empty for all
 * @param profile whether to record where the time goes
 * @param server classpath of the server
 * @param embedded classpath of payment provider and broker
 */
record Settings(
        URI admin,
        String amqp,
        int rounds,
        double seconds,
        double warmUp,
        int tenants,
        int articles,
        int orders,
        String cases,
        boolean profile,
        String server,
        String embedded,
        Path work) {

    static Settings ofProperties() {
        return new Settings(
                URI.create(text("bench.postgres", "postgres://postgres@127.0.0.1:5432/postgres")),
                text("bench.amqp", ""),
                Integer.parseInt(text("bench.rounds", "3")),
                Double.parseDouble(text("bench.seconds", "15")),
                Double.parseDouble(text("bench.warmUp", "40")),
                Integer.parseInt(text("bench.tenants", "20")),
                Integer.parseInt(text("bench.articles", "500")),
                Integer.parseInt(text("bench.orders", "0")),
                text("bench.cases", ""),
                Boolean.getBoolean("bench.profile"),
                text("bench.server", ""),
                text("bench.embedded", ""),
                Path.of(text("bench.work", "load-tests/target/bench")));
    }

    /** @return whether a case is wanted whose name begins so */
    boolean wantsAnyOf(String beginning) {
        for (String wanted : cases.split(",", -1)) {
            if (wanted.startsWith(beginning) || beginning.startsWith(wanted)) {
                return true;
            }
        }
        return false;
    }

    boolean wants(String name) {
        for (String wanted : cases.split(",", -1)) {
            if (name.startsWith(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String text(String key, String fallback) {
        return Objects.requireNonNull(System.getProperty(key, fallback));
    }
}
