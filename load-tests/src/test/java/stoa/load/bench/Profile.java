package stoa.load.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where the time goes: the server's CPU by stack as a flame graph, the database's by function. */
final class Profile {
    private static final int JCMD_SECONDS = 60;
    private static final String FUNCTIONS =
            "select funcname, calls, round(self_time) as self_ms, round(total_time) as total_ms from pg_stat_user_functions"
                    + " where schemaname = 'stoa' order by self_time desc limit 25";

    private final Settings settings;

    private Profile(Settings settings) {
        this.settings = settings;
    }

    static Profile begin(Settings settings, Ground ground) throws IOException {
        Path recording = settings.work().resolve("profile.jfc");
        Files.writeString(recording, """
                <?xml version="1.0" encoding="UTF-8"?>
                <configuration version="2.0">
                  <event name="jdk.CPUTimeSample"><setting name="enabled">true</setting><setting name="throttle">5ms</setting><setting name="stackTrace">true</setting></event>
                </configuration>
                """);
        ground.database().execute("select pg_stat_reset()");
        var profile = new Profile(settings);
        profile.jcmd(ground, "JFR.start", "name=bench", "settings=" + recording.toAbsolutePath());
        return profile;
    }

    /** @return the picture */
    Path end(Ground ground) throws IOException {
        Path file = settings.work().resolve("profile.jfr").toAbsolutePath();
        jcmd(ground, "JFR.stop", "name=bench", "filename=" + file);
        Path picture = settings.work().resolve("profile.svg");
        Files.writeString(picture, FlameGraph.svg("The server's CPU time under " + settings.cases(), stacks(file)));
        System.out.println("| function of the database | calls | own ms | ms with what it calls |\n|---|---|---|---|");
        ground.database().rows(FUNCTIONS).forEach(r -> System.out.println("| " + String.join(" | ", r) + " |"));
        return picture;
    }

    private void jcmd(Ground ground, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(ground.server().pid()));
        command.addAll(List.of(arguments));
        Child.start(settings.work(), "jcmd", Map.of(), command).awaitEnd(JCMD_SECONDS);
    }

    /** How often each stack was met, its frames from the outermost in, separated by semicolons. */
    private static Map<String, Long> stacks(Path recording) throws IOException {
        var stacks = new TreeMap<String, Long>();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                RecordedStackTrace trace = event.getStackTrace();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample") && trace != null) {
                    stacks.merge(folded(trace), 1L, Long::sum);
                }
            }
        }
        return stacks;
    }

    private static String folded(RecordedStackTrace trace) {
        var names = new ArrayList<String>();
        for (RecordedFrame frame : trace.getFrames().reversed()) {
            String type = frame.getMethod().getType().getName();
            names.add(type.replaceAll("\\$\\$Lambda.*", "\\$\\$Lambda") + "."
                    + frame.getMethod().getName());
        }
        return String.join(";", names);
    }
}
