package stoa.load.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import stoa.load.DatabaseBooks;
import stoa.load.history.Act;
import stoa.load.history.Linearizable;

/**
 * How much Stoa answers over HTTP, held against what PostgreSQL on the same machine can do by itself in the same round. load-tests/bench.sh runs
 * it.
 */
final class Bench {
    private static final int FEW = 64;
    private static final int MANY = 256;
    private static final int SCARCE = 100;
    private static final double CALM = 0.7;
    private static final int DRAIN_SECONDS = 120;

    private final Settings settings;
    private final Ground ground;
    private final Shops shops;
    private final List<Row> rows = new ArrayList<>();
    private Map<String, Double> limits = Map.of();
    private int scarceOnes;

    private Bench(Settings settings, Ground ground) {
        this.settings = settings;
        this.ground = ground;
        for (String setting : List.of("fsync", "synchronous_commit", "autovacuum")) {
            if (ground.database().rows("show " + setting).getFirst().getFirst().equals("off")) {
                say("Beware: PostgreSQL runs with " + setting
                        + " = off; nobody sells on such a one, and its figures are others.");
            }
        }
        say("Filling " + settings.tenants() + " shops with " + settings.articles() + " articles each ...");
        shops = Shops.fill(ground, settings);
        ground.refreshPlans();
    }

    public static void main(String[] args) throws IOException {
        var settings = Settings.ofProperties();
        say("Starting database, broker, payment provider and server ...");
        try (var ground = new Ground(settings)) {
            var bench = new Bench(settings, ground);
            bench.warmUp();
            var profile = settings.profile() ? Profile.begin(settings, ground) : null;
            for (int round = 1; round <= settings.rounds(); round++) {
                say("Round " + round + " of " + settings.rounds());
                bench.round();
            }
            String report = Report.table(bench.rows) + "\n" + Report.spenders(bench.rows);
            System.out.println(report);
            Files.writeString(settings.work().resolve("report.md"), report);
            if (profile != null) {
                Path svg = profile.end(ground);
                System.out.println("Where the time goes: " + svg);
            }
            bench.books();
        }
    }

    private void warmUp() {
        say("Warming up, " + settings.warmUp() + " s for each kind ...");
        if (settings.wantsAnyOf("list") || settings.wantsAnyOf("product")) {
            load(FEW, settings.warmUp() / 2, shops.lists());
            load(FEW, settings.warmUp() / 2, shops.details());
        }
        if (settings.wantsAnyOf("checkout") || settings.wantsAnyOf("sold-out")) {
            load(FEW, settings.warmUp(), shops.checkouts());
            drain();
            if (settings.orders() > 0) {
                say("Writing " + settings.orders() + " orders of the past ...");
                Past.write(ground.database(), settings.orders(), settings.tenants());
            }
        }
        ground.refreshPlans();
    }

    private void round() {
        limits = settings.profile() ? Map.of() : Limits.measure(settings);
        say("limits: " + new TreeMap<>(limits));
        var hot = shops.first();
        reads("list-products", shops.lists());
        reads("product-detail", shops.details());
        checkouts("checkout-random-64", FEW, "checkout-random", shops.checkouts());
        checkouts("checkout-random-256", MANY, "checkout-random", shops.checkouts());
        checkouts(
                "checkout-hot-64",
                FEW,
                "checkout-hot",
                shops.hotCheckouts(hot, hot.variants().getFirst()));
        checkouts(
                "checkout-hot-256",
                MANY,
                "checkout-hot",
                shops.hotCheckouts(hot, hot.variants().getFirst()));
        soldOut();
        checkouts("checkout-alone", 1, "", shops.checkouts());
        calm("checkout-random-calm", "checkout-random-", shops.checkouts());
        calm(
                "checkout-hot-calm",
                "checkout-hot-",
                shops.hotCheckouts(hot, hot.variants().getFirst()));
    }

    private void reads(String name, Supplier<byte[]> requests) {
        if (settings.wants(name)) {
            var before = Cpu.spent(ground.server(), ground.database());
            Samples samples = load(FEW, settings.seconds(), requests);
            refuse(name, samples, 200);
            row(name, samples, settings.seconds(), samples.count(), "read-by-key", before, "");
        }
    }

    /** Placed and paid: the time goes on until the last order is. */
    private void checkouts(String name, int connections, String limit, Supplier<byte[]> requests) {
        if (!settings.wants(name)) {
            return;
        }
        var before = Cpu.spent(ground.server(), ground.database());
        long began = System.nanoTime();
        Samples samples = load(connections, settings.seconds(), requests);
        double placing = seconds(began);
        drain();
        double paid = seconds(began);
        refuse(name, samples, 201, 503);
        row(
                name,
                samples,
                paid,
                samples.of(201),
                limit,
                before,
                turnedAway(samples)
                        + String.format(Locale.ROOT, "the last one paid %.1f s after it was placed", paid - placing));
    }

    /** A hundred pieces and many buyers: what counts is how fast it is said, and that just a hundred are sold. */
    private void soldOut() {
        String name = "sold-out";
        if (!settings.wants(name)) {
            return;
        }
        var shop = shops.first();
        String variant = shop.variants().get(1 + scarceOnes++);
        shops.setStock(shop, variant, SCARCE);
        var before = Cpu.spent(ground.server(), ground.database());
        Samples samples = load(MANY, settings.seconds(), shops.onlyCheckouts(shop, variant));
        drain();
        refuse(name, samples, 201, 409, 503);
        if (samples.of(201) != SCARCE) {
            throw new IllegalStateException(samples.of(201) + " of " + SCARCE + " pieces were sold");
        }
        if (!Linearizable.check(SCARCE, history(samples))) {
            throw new IllegalStateException("No order of events explains what the buyers of the last pieces were told");
        }
        row(
                name,
                samples,
                settings.seconds(),
                samples.count(),
                "checkout-hot",
                before,
                "exactly " + SCARCE + " sold, history linearizable");
    }

    /** As the buyers of one article saw it. Who was turned away (503) did nothing to it. */
    private static List<Act> history(Samples samples) {
        return samples.answers().stream()
                .filter(answer -> answer.status() != 503)
                .map(answer -> switch (answer.status()) {
                    case 201 -> new Act(Act.Kind.BOUGHT, answer.beganNanos(), answer.endedNanos(), 1);
                    case 409 -> new Act(Act.Kind.REFUSED, answer.beganNanos(), answer.endedNanos(), 1);
                    default -> new Act(Act.Kind.UNANSWERED, answer.beganNanos(), Act.NEVER, 1);
                })
                .toList();
    }

    /** At a rate of 70 % of the best that was reached, arriving by chance. */
    private void calm(String name, String peakOf, Supplier<byte[]> requests) {
        double peak = rows.stream()
                .filter(r -> r.name().startsWith(peakOf) && !r.name().equals(name))
                .mapToDouble(Row::perSecond)
                .max()
                .orElse(0);
        if (!settings.wants(name) || peak == 0) {
            return;
        }
        var before = Cpu.spent(ground.server(), ground.database());
        long began = System.nanoTime();
        Samples samples;
        try (var wire = new Wire("127.0.0.1", ground.port())) {
            samples = wire.open(2 * MANY, CALM * peak, settings.seconds(), requests);
        }
        drain();
        double paid = seconds(began);
        refuse(name, samples, 201, 503);
        row(
                name,
                samples,
                paid,
                samples.of(201),
                "",
                before,
                turnedAway(samples) + String.format(Locale.ROOT, "open loop, %.0f arrive each second", CALM * peak));
    }

    private void row(
            String name,
            Samples samples,
            double seconds,
            int counted,
            String limit,
            Map<String, Double> before,
            String note) {
        relayed();
        var cpu = Cpu.between(before, Cpu.spent(ground.server(), ground.database()));
        cpu.replaceAll((who, micros) -> micros / Math.max(1, counted));
        double transactions = Objects.requireNonNullElse(cpu.remove(Cpu.TRANSACTIONS), 0.0);
        var row = new Row(
                name,
                counted / seconds,
                samples.percentileMs(0.5),
                samples.percentileMs(0.99),
                limits.getOrDefault(limit, 0.0),
                cpu,
                transactions,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                note);
        rows.add(row);
        System.out.printf(
                "  %-22s %8.0f/s  p50 %7.1f  p99 %7.1f ms  ratio %5.2f  cpu %6.0f µs  %s  load %.1f  %s%n",
                name,
                row.perSecond(),
                row.p50(),
                row.p99(),
                row.ratio(),
                row.cpuMicros(),
                samples.statuses(),
                row.load(),
                note);
        var spenders = new TreeMap<String, Long>();
        cpu.forEach((who, micros) -> spenders.put(who, Math.round(micros)));
        say(String.format(Locale.ROOT, "    µs CPU each: %s, %.1f transactions each", spenders, transactions));
    }

    private Samples load(int connections, double seconds, Supplier<byte[]> requests) {
        try (var wire = new Wire("127.0.0.1", ground.port())) {
            return wire.closed(connections, seconds, requests);
        }
    }

    /** Too much at once is refused, and said here. */
    private static String turnedAway(Samples samples) {
        int refused = samples.of(503);
        return refused == 0
                ? ""
                : String.format(Locale.ROOT, "%.1f %% answered 503; ", 100.0 * refused / samples.count());
    }

    private static void refuse(String name, Samples samples, int... welcome) {
        int fine = 0;
        for (int status : welcome) {
            fine += samples.of(status);
        }
        if (samples.count() - fine > samples.count() / 100) {
            throw new IllegalStateException(name + ": the answers were " + samples.statuses());
        }
    }

    /** Until every order that was placed is settled. */
    private void drain() {
        for (int tenth = 0; ground.database().number("select count(*) from stoa.order_saga") > 0; tenth++) {
            if (tenth > 20 * DRAIN_SECONDS) {
                throw new IllegalStateException(
                        "Orders stand still: " + ground.database().number("select count(*) from stoa.order_saga"));
            }
            Pause.ms(50);
        }
    }

    /** What an order's events cost belongs to its row; how long they take does not. */
    private void relayed() {
        for (int look = 0; look < 2 * DRAIN_SECONDS && behind() > 0; look++) {
            Pause.ms(250);
        }
    }

    private long behind() {
        return ground.database().number("select count(*) from stoa.outbox where state = 'open'");
    }

    /** A figure that was reached by losing something is none. Orders of the past took nothing from the shelves. */
    private void books() {
        say("Events still to be relayed at the end: " + behind());
        if (settings.orders() == 0) {
            var wrong = DatabaseBooks.read(ground.database().adminUrl()).wrong();
            if (!wrong.isEmpty()) {
                throw new IllegalStateException("The books disagree: " + String.join("\n", wrong));
            }
            say("The books agree.");
        }
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
