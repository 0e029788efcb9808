package stoa.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a round of the drill beside the failpoint: begun while people buy, ended while the next node starts. */
enum Fault {
    NOTHING_ELSE("nothing else"),
    SERVER_AGAIN("kill -9 of the server, again while it catches up"),
    DATABASE_KILLED("kill -9 of the database") {
        @Override
        void begin(DrillRound round) throws IOException {
            round.server().kill();
        }

        @Override
        void end(DrillRound round) {
            round.server().recover();
        }
    },
    CUT_BEFORE_COMMIT("connection cut before COMMIT is sent") {
        @Override
        void begin(DrillRound round) {
            round.database().cut(CommitCutter.Moment.BEFORE, CUTS);
        }

        @Override
        void end(DrillRound round) {
            round.database().cut(CommitCutter.Moment.NEVER, 0);
        }
    },
    CUT_AFTER_COMMIT("connection cut after COMMIT is sent") {
        @Override
        void begin(DrillRound round) {
            round.database().cut(CommitCutter.Moment.AFTER, CUTS);
        }

        @Override
        void end(DrillRound round) {
            round.database().cut(CommitCutter.Moment.NEVER, 0);
        }
    },
    PROVIDER_SLOW("payment provider slow", "tok_slow"),
    PROVIDER_DEAD("payment provider dead") {
        @Override
        void begin(DrillRound round) {
            round.provider().cut();
        }

        @Override
        void end(DrillRound round) {
            round.provider().mend();
        }
    },
    PROVIDER_TWICE("payment provider tells everything three times", "tok_duplicate_webhooks"),
    WEBHOOK_FIRST("webhook first", "tok_webhook_only"),
    BROKER_GONE("broker gone") {
        @Override
        void begin(DrillRound round) {
            round.broker().cut();
        }

        @Override
        void end(DrillRound round) {
            round.broker().mend();
        }
    },
    CLOCK_OFF("clock of the JVM an hour ahead") {
        @Override
        Map<String, String> environment() {
            // The monotonic clock stays true, and the library's way round an old fault of glibc stays off: with it the
            // JVM hangs.
            return Map.of(
                    "LD_PRELOAD", String.valueOf(FAKETIME),
                    "FAKETIME", "+1h",
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                    "FAKETIME_FORCE_MONOTONIC_FIX", "0");
        }

        @Override
        @Nullable
        String missing(DrillRound round) {
            return FAKETIME == null || !Files.isReadable(Path.of(FAKETIME))
                    ? "STOA_DRILL_FAKETIME names no libfaketimeMT.so.1"
                    : null;
        }
    },
    DISK_FULL("disk full for the database") {
        @Override
        void begin(DrillRound round) throws IOException {
            round.server().fill();
        }

        @Override
        void end(DrillRound round) throws IOException {
            round.server().makeRoom();
        }

        @Override
        @Nullable
        String missing(DrillRound round) {
            return round.server().hasOwnDisk() ? null : "this process may not mount a disk for the database";
        }
    };

    private static final int CUTS = 6;
    private static final @Nullable String FAKETIME = System.getenv("STOA_DRILL_FAKETIME");

    final String title;
    final String token;

    Fault(String title) {
        this(title, "tok_pays");
    }

    Fault(String title, String token) {
        this.title = title;
        this.token = token;
    }

    /** Of the node that will die. */
    Map<String, String> environment() {
        return Map.of();
    }

    void begin(DrillRound round) throws IOException {}

    void end(DrillRound round) throws IOException {}

    /** What this machine lacks for it, or null. */
    @Nullable
    String missing(DrillRound round) {
        return null;
    }
}
