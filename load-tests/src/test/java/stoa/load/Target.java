package stoa.load;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a run is aimed at and how hard, by system properties {@code stoa.…}; the defaults are the two shops of the demo.
 *
 * @param users that arrive each second (open), or that are there at once (closed)
 * @param seconds for which they do
 * @param closed who leaves is replaced at once; otherwise people arrive whether or not the shop keeps up
 * @param thinkSeconds between two clicks on average, as a crowd thinks: exponentially spread; 0 for none
 * @param zipf how much the popular articles are more popular: 0 all alike, 1 as words of a language
 * @param stock pieces of each article before the run; 0 leaves what is there
 * @param pieces of the flash sale's one article
 * @param database {@code postgres://user[:password]@host:port/database} of an administrator, whose books are read too; or empty
 */
record Target(
        List<Door> doors,
        double users,
        int seconds,
        boolean closed,
        double thinkSeconds,
        double zipf,
        int stock,
        int pieces,
        String database) {

    /** One shop's address, and who works there. */
    record Door(String url, String staffEmail, String staffPassword) {
        String host() {
            return Objects.requireNonNullElse(URI.create(url).getHost(), "");
        }

        /** Names below localhost mean this machine (RFC 6761 section 6.3), but not every resolver knows it. */
        boolean below() {
            return host().endsWith(".localhost");
        }

        String liveUrl() {
            return url.replaceFirst("^http", "ws");
        }
    }

    static Target ofProperties() {
        String model = text("stoa.model", "open").toLowerCase(Locale.ROOT);
        if (!model.equals("open") && !model.equals("closed")) {
            throw new IllegalArgumentException("stoa.model is open or closed, not " + model);
        }
        return new Target(
                doors(
                        text("stoa.url", "http://nordhang.localhost:8080,http://kaffa.localhost:8080"),
                        text("stoa.staff", ""),
                        text("stoa.staffPassword", "open-sesame-demo")),
                Double.parseDouble(text("stoa.users", "5")),
                Integer.parseInt(text("stoa.seconds", "30")),
                model.equals("closed"),
                Double.parseDouble(text("stoa.think", "2")),
                Double.parseDouble(text("stoa.zipf", "1")),
                Integer.parseInt(text("stoa.stock", "1000000")),
                Integer.parseInt(text("stoa.pieces", "100")),
                text("stoa.database", ""));
    }

    /** Without names of their own, the staff of nordhang.localhost are staff@nordhang.example, as in the demo. */
    static List<Door> doors(String urls, String staff, String password) {
        List<String> origins = List.of(urls.split(",", -1));
        List<String> people = staff.isEmpty() ? List.of() : List.of(staff.split(",", -1));
        var doors = new ArrayList<Door>();
        for (int i = 0; i < origins.size(); i++) {
            String shop = Objects.requireNonNullElse(URI.create(origins.get(i)).getHost(), "")
                    .split("\\.", 2)[0];
            String email = people.isEmpty() ? "staff@" + shop + ".example" : people.get(Math.min(i, people.size() - 1));
            doors.add(new Door(origins.get(i), email, password));
        }
        return List.copyOf(doors);
    }

    private static String text(String key, String fallback) {
        return Objects.requireNonNull(System.getProperty(key, fallback));
    }
}
