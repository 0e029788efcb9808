package stoa.platform;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a value of the configuration must look like. */
public final class Form {
    /** Stands in the table where a default would: there is none, and the start needs a value. */
    static final String REQUIRED = "(required)";

    static final Form TEXT = new Form("text", v -> null);
    static final Form SECRET = new Form("secret", v -> null);
    static final Form FLAG = choice("true", "false");
    static final Form PORT = number(0, 65_535);

    /** Milliseconds, at most a year. */
    static final Form MILLIS = number(1, 31_536_000_000L);

    private final String description;
    private final Function<String, @Nullable String> complaint;

    private Form(String description, Function<String, @Nullable String> complaint) {
        this.description = description;
        this.complaint = complaint;
    }

    static Form number(long least, long most) {
        String description = "a whole number from " + least + " to " + most;
        return new Form(description, value -> {
            try {
                long number = Long.parseLong(value);
                return number >= least && number <= most ? null : "must be " + description;
            } catch (NumberFormatException e) {
                return "must be " + description;
            }
        });
    }

    static Form choice(String... values) {
        return choice(List.of(values));
    }

    static Form choice(List<String> values) {
        String description = "one of " + String.join(", ", values);
        return new Form(description, value -> values.contains(value) ? null : "must be " + description);
    }

    /** One of {@link Failpoints#NAMES}, or {@code name:n} for the n-th time. */
    static Form failpoint() {
        String description = "one of " + String.join(", ", Failpoints.NAMES) + ", with :n for the n-th time";
        return new Form(
                description,
                value -> value.matches("(" + String.join("|", Failpoints.NAMES) + ")(:[1-9][0-9]{0,5})?")
                        ? null
                        : "must be " + description);
    }

    /** Without user and password: those have keys of their own, so that a URL can be shown and logged. */
    static Form url(String... schemes) {
        String description = "a URL with the scheme " + String.join(" or ", schemes);
        return new Form(description, value -> {
            try {
                URI uri = new URI(value);
                if (uri.getScheme() == null || !List.of(schemes).contains(uri.getScheme()) || uri.getHost() == null) {
                    return "must be " + description;
                }
                return uri.getRawUserInfo() == null
                        ? null
                        : "must not carry user or password; they have keys of their own";
            } catch (URISyntaxException e) {
                return "must be " + description;
            }
        });
    }

    /** What is wrong with the value, as the end of a sentence, or null. */
    @Nullable
    String complaint(String value) {
        return value.isBlank() ? "must not be empty" : complaint.apply(value);
    }

    @Override
    public String toString() {
        return description;
    }
}
