package stoa.openapi;

import java.util.List;
import stoa.openapi.model.Fault;

/** A request that the contract does not admit: 400, or 415 for a body of another media type. */
public final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;
    private final transient List<Fault> faults;

    Violation(int status, String detail, List<Fault> faults) {
        super(detail, null, false, false);
        this.status = status;
        this.detail = detail;
        this.faults = List.copyOf(faults);
    }

    static Violation malformed(String detail) {
        return new Violation(400, detail, List.of());
    }

    public int status() {
        return status;
    }

    /** A sentence for whoever sent the request. */
    public String detail() {
        return detail;
    }

    public List<Fault> faults() {
        return faults;
    }
}
