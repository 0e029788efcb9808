package stoa.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Decides whether what people were told of one order, and when, can have happened one step after the other: its timeline is a path of the
 * table of moves, whoever was shown a version was shown what stands in the timeline, and there is a moment for each version that lies within
 * the request which made it, after everybody who had seen less had begun to look and before anybody who saw it was answered.
 */
public final class OrderHistory {
    /** What may follow what, in the words of the order. */
    public interface Rules {
        boolean leads(String from, String step, String to);

        boolean may(String from, String step);
    }

    /** A line of the timeline; the first one has version 1. */
    public record Entry(int version, String step, String state) {}

    /** Somebody was shown the order, between these two moments. */
    public record Look(long began, long ended, int version, String state) {}

    /**
     * Somebody has asked for a step.
     *
     * @param version that it made; 0 where it was refused because the order did not stand so
     */
    public record Deed(long began, long ended, String step, int version) {}

    private final List<Entry> timeline;
    private final Rules rules;
    private final List<String> wrong = new ArrayList<>();

    private OrderHistory(List<Entry> timeline, Rules rules) {
        this.timeline = timeline;
        this.rules = rules;
    }

    /** @return what cannot be, in plain words; empty where all of it can */
    public static List<String> wrong(
            Rules rules, List<Entry> timeline, Collection<Look> looks, Collection<Deed> deeds) {
        var history = new OrderHistory(timeline, rules);
        history.path();
        looks.forEach(history::look);
        deeds.forEach(history::deed);
        if (history.wrong.isEmpty()) {
            history.moments(looks, deeds);
        }
        return List.copyOf(history.wrong);
    }

    private void path() {
        for (int i = 0; i < timeline.size(); i++) {
            var entry = timeline.get(i);
            if (entry.version() != i + 1) {
                wrong.add("version " + (i + 1) + " is missing, or stands there twice");
                return;
            }
            if (i > 0 && !rules.leads(timeline.get(i - 1).state(), entry.step(), entry.state())) {
                wrong.add(entry.step() + " does not lead from "
                        + timeline.get(i - 1).state() + " to " + entry.state());
            }
        }
    }

    private void look(Look look) {
        if (look.version() < 1 || look.version() > timeline.size()) {
            wrong.add("version " + look.version() + " was shown and never was");
        } else if (!timeline.get(look.version() - 1).state().equals(look.state())) {
            wrong.add("version " + look.version() + " was shown as " + look.state() + " and is "
                    + timeline.get(look.version() - 1).state());
        }
    }

    private void deed(Deed deed) {
        if (deed.version() > timeline.size()) {
            wrong.add(deed.step() + " was answered with version " + deed.version() + ", which never was");
        } else if (deed.version() > 0
                && !timeline.get(deed.version() - 1).step().equals(deed.step())) {
            wrong.add(deed.step() + " was answered with version " + deed.version() + ", which is "
                    + timeline.get(deed.version() - 1).step());
        }
    }

    /** The earliest and the latest moment at which each version can have come to be, all taken together. */
    private void moments(Collection<Look> looks, Collection<Deed> deeds) {
        int all = timeline.size();
        long[] earliest = new long[all + 2];
        long[] latest = new long[all + 2];
        Arrays.fill(earliest, Long.MIN_VALUE);
        Arrays.fill(latest, Long.MAX_VALUE);
        for (var look : looks) {
            latest[look.version()] = Math.min(latest[look.version()], look.ended());
            earliest[look.version() + 1] = Math.max(earliest[look.version() + 1], look.began());
        }
        for (var deed : deeds) {
            if (deed.version() > 0) {
                latest[deed.version()] = Math.min(latest[deed.version()], deed.ended());
                earliest[deed.version()] = Math.max(earliest[deed.version()], deed.began());
            }
        }
        for (int version = 2; version <= all; version++) {
            earliest[version] = Math.max(earliest[version], earliest[version - 1]);
        }
        for (int version = all - 1; version >= 1; version--) {
            latest[version] = Math.min(latest[version], latest[version + 1]);
        }
        earliest[all + 1] = Long.MAX_VALUE; // the last one stands
        latest[all + 1] = Long.MAX_VALUE;
        for (int version = 1; version <= all; version++) {
            if (earliest[version] > latest[version]) {
                wrong.add("version " + version + " was seen before it can have been made, or an older one after it");
            }
        }
        deeds.stream()
                .filter(deed -> deed.version() == 0 && !refusable(deed, earliest, latest))
                .forEach(deed -> wrong.add(deed.step() + " was refused while it was possible"));
    }

    /** Whether the order can have stood, at some moment of the request, where the step is not allowed. */
    private boolean refusable(Deed deed, long[] earliest, long[] latest) {
        return timeline.stream()
                .anyMatch(entry -> !rules.may(entry.state(), deed.step())
                        && earliest[entry.version()] <= deed.ended()
                        && latest[entry.version() + 1] >= deed.began());
    }
}
