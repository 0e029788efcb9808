package stoa.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one way to say no. Crosses the bus as a reply failure and leaves the house as RFC 9457 problem details.
 */
public final class Refusal extends RuntimeException {
    /** A price as the contract writes it, minor units. */
    public record Price(long amount, String currency) {}

    /**
     * @param pointer JSON pointer into the body, or {@code #/query/name} and the like
     * @param available pieces that are left, where stock is the reason
     * @param unitPrice of one piece by now, where that has changed
     * @param total by now, where that has changed
     */
    public record Fault(
            String pointer,
            String detail,
            @Nullable Integer available,
            @Nullable Price unitPrice,
            @Nullable Price total) {
        public Fault(String pointer, String detail, @Nullable Integer available, @Nullable Price unitPrice) {
            this(pointer, detail, available, unitPrice, null);
        }

        public static Fault of(String pointer, String detail) {
            return new Fault(pointer, detail, null, null);
        }
    }

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String title;
    private final String detail;
    private final transient List<Fault> errors;
    private final @Nullable Integer retryAfterSeconds;
    private final @Nullable Integer currentVersion;

    /** @param type stable relative reference, such as {@code /problems/out-of-stock} */
    public Refusal(int status, String type, String title, String detail, List<Fault> errors) {
        this(status, type, title, detail, errors, null, null);
    }

    public Refusal(
            int status,
            String type,
            String title,
            String detail,
            List<Fault> errors,
            @Nullable Integer retryAfterSeconds,
            @Nullable Integer currentVersion) {
        super(title + ": " + detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.retryAfterSeconds = retryAfterSeconds;
        this.currentVersion = currentVersion;
    }

    public static Refusal notFound(String what) {
        return new Refusal(404, "/problems/not-found", "Not found", "There is no such " + what + ".", List.of());
    }

    public static Refusal invalid(String detail, List<Fault> errors) {
        return new Refusal(400, "/problems/invalid-request", "The request does not match the contract", detail, errors);
    }

    public static Refusal unauthenticated(String detail) {
        return new Refusal(401, "/problems/unauthenticated", "Sign in first", detail, List.of());
    }

    public static Refusal forbidden(String detail) {
        return new Refusal(403, "/problems/forbidden", "Not allowed", detail, List.of());
    }

    /** 409: the state of things does not allow it now. */
    public static Refusal conflict(String type, String title, String detail, List<Fault> errors) {
        return new Refusal(409, type, title, detail, errors);
    }

    /** 412 with the version that stands now, for the ETag. */
    public static Refusal stale(int currentVersion) {
        return new Refusal(
                412,
                "/problems/stale",
                "Changed in the meantime",
                "Read it again and repeat the change.",
                List.of(),
                null,
                currentVersion);
    }

    public static Refusal preconditionRequired() {
        return new Refusal(
                428,
                "/problems/precondition-required",
                "If-Match is required",
                "Send the ETag you read as If-Match.",
                List.of());
    }

    /** 422: understood, but not acceptable. */
    public static Refusal unprocessable(String type, String title, String detail, List<Fault> errors) {
        return new Refusal(422, type, title, detail, errors);
    }

    /** 429: one of the limits of the house. */
    public static Refusal tooMany(int retryAfterSeconds) {
        return new Refusal(
                429,
                "/problems/too-many-requests",
                "Too many requests",
                "Come again a little later.",
                List.of(),
                retryAfterSeconds,
                null);
    }

    public static Refusal unavailable(String detail, int retryAfterSeconds) {
        return new Refusal(503, "/problems/unavailable", "Busy", detail, List.of(), retryAfterSeconds, null);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return detail;
    }

    public List<Fault> errors() {
        return errors;
    }

    public @Nullable Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public @Nullable Integer currentVersion() {
        return currentVersion;
    }
}
