package stoa.load.bench;

import java.util.Map;

/**
 * One measurement of one case.
 *
 * @param perSecond answers, or orders placed and paid
 * @param limit of the machine in the same round, per second; 0 where there is none to hold it against
 * @param cpu microseconds per answer, by who spent them
 * @param transactions of the database per answer
 * @param load average of the machine over the last minute
 * @param note what else is worth knowing
 */
record Row(
        String name,
        double perSecond,
        double p50,
        double p99,
        double limit,
        Map<String, Double> cpu,
        double transactions,
        double load,
        String note) {
    double ratio() {
        return limit == 0 ? 0 : perSecond / limit;
    }

    double cpuMicros() {
        return cpu.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
