package stoa.load.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The rows of all rounds as one table for docs/benchmarks.md: of each case the median of each figure. */
final class Report {
    private Report() {}

    static String table(List<Row> rows) {
        var text = new StringBuilder(
                "| case | per second | p50/p99 ms | limit/s | ratio | lowest to highest ratio"
                        + " | µs CPU each (server + database) | transactions each | load average | |\n|---|---|---|---|---|---|---|---|---|---|\n");
        byName(rows).forEach((name, all) -> text.append(line(name, all)).append('\n'));
        return text.toString();
    }

    private static Map<String, List<Row>> byName(List<Row> rows) {
        return rows.stream().collect(Collectors.groupingBy(Row::name, LinkedHashMap::new, Collectors.toList()));
    }

    private static String line(String name, List<Row> all) {
        double limit = median(all, Row::limit);
        var ratios = all.stream().mapToDouble(Row::ratio).summaryStatistics();
        double server = median(all, r -> r.cpu().getOrDefault("server", 0.0));
        double database = median(all, r -> r.cpuMicros() - r.cpu().getOrDefault("server", 0.0));
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.1f/%.1f | %s | %s | %s | %.0f (%.0f + %.0f) | %.1f | %.1f | %s |",
                name,
                median(all, Row::perSecond),
                median(all, Row::p50),
                median(all, Row::p99),
                limit == 0 ? "" : String.format(Locale.ROOT, "%,.0f", limit),
                limit == 0 ? "" : String.format(Locale.ROOT, "**%.2f**", median(all, Row::ratio)),
                limit == 0 ? "" : String.format(Locale.ROOT, "%.2f-%.2f", ratios.getMin(), ratios.getMax()),
                server + database,
                server,
                database,
                median(all, Row::transactions),
                median(all, Row::load),
                all.getLast().note());
    }

    /** Who spends the CPU time of a checkout. */
    static String spenders(List<Row> rows) {
        var text = new StringBuilder("| case | who | µs CPU each |\n|---|---|---|\n");
        byName(rows).forEach((name, all) -> {
            var last = new TreeMap<>(all.getLast().cpu());
            last.forEach((who, micros) -> {
                if (micros >= 1) {
                    text.append(String.format(Locale.ROOT, "| %s | %s | %.0f |%n", name, who, micros));
                }
            });
        });
        return text.toString();
    }

    static double median(List<Row> rows, ToDoubleFunction<Row> figure) {
        var sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingDouble(figure));
        int middle = sorted.size() / 2;
        double upper = figure.applyAsDouble(sorted.get(middle));
        return sorted.size() % 2 == 1 ? upper : (figure.applyAsDouble(sorted.get(middle - 1)) + upper) / 2;
    }
}
