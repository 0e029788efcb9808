package stoa.load.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** CPU time of the server and of the database's processes that work for it, as Linux counts it. In other systems nothing. */
final class Cpu {
    private static final double TICK_MICROS = 10_000; // USER_HZ is 100 on every Linux
    private static final String BACKENDS =
            "select pid, case when datname = current_database() then usename::text else backend_type end from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()"
                    + " or backend_type in ('walwriter', 'checkpointer', 'background writer')";

    /** Among those who spend, what is no time: how many transactions the database committed. */
    static final String TRANSACTIONS = "transactions";

    private Cpu() {}

    /** @return microseconds so far, by who spent them: the server, each role of the database, each background process */
    static Map<String, Double> spent(Child server, Database database) {
        var spent = new TreeMap<String, Double>();
        spent.put("server", micros(server.pid()));
        spent.put(TRANSACTIONS, (double)
                database.number("select xact_commit from pg_stat_database where datname = current_database()"));
        for (var backend : database.rows(BACKENDS)) {
            spent.merge(backend.get(1), micros(Long.parseLong(backend.getFirst())), Double::sum);
        }
        return spent;
    }

    /** What was spent between the two, none below nothing: a connection may have been closed in between. */
    static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
        var between = new TreeMap<String, Double>();
        after.forEach((who, micros) -> between.put(who, Math.max(0, micros - before.getOrDefault(who, 0.0))));
        return between;
    }

    private static double micros(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) * TICK_MICROS;
        } catch (IOException e) {
            return 0; // it has ended, or runs elsewhere
        }
    }
}
