package stoa.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.platform.Failpoints;

/**
 * The table of a drill in {@code target/drill.md}, written anew after each round, so that one that was broken off can go on: ready to be
 * pasted into {@code docs/benchmarks.md}.
 */
final class DrillTable {
    private static final Path FILE = Path.of("target", "drill.md");
    private static final String HEAD = """
            | failpoint | fault | the server | told yes | told sold out | cancelled | lost | oversold | charged twice |
            |---|---|---|---|---|---|---|---|---|""";
    private static final int LEADING = 2;

    /** By failpoint and title of the fault. */
    private final Map<List<String>, String> rows = new HashMap<>();

    /** @param goOn whether the rounds of a drill that was broken off count */
    static DrillTable open(boolean goOn) throws IOException {
        var table = new DrillTable();
        if (goOn && Files.exists(FILE)) {
            for (String line : Files.readAllLines(FILE)) {
                var cells = cells(line);
                if (cells.size() > LEADING && Failpoints.NAMES.contains(cells.getFirst())) {
                    table.rows.put(cells.subList(0, LEADING), line);
                }
            }
        }
        return table;
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        for (String cell : line.split("\\|", -1)) {
            if (!cell.isBlank()) {
                cells.add(cell.strip());
            }
        }
        return cells;
    }

    boolean has(String failpoint, Fault fault) {
        return rows.containsKey(List.of(failpoint, fault.title));
    }

    /** @param row as it shall stand there; null takes it out, such as of a round that ended in an error */
    void put(String failpoint, Fault fault, @Nullable String row) throws IOException {
        var round = List.of(failpoint, fault.title);
        if (row == null) {
            rows.remove(round);
        } else {
            rows.put(round, row);
        }
        var lines = new ArrayList<>(List.of(HEAD));
        for (String name : Failpoints.NAMES) {
            for (Fault each : Fault.values()) {
                String line = rows.get(List.of(name, each.title));
                if (line != null) {
                    lines.add(line);
                }
            }
        }
        Files.write(FILE, lines);
    }
}
