package stoa.tenancy;

/** Failures of the database, for tests of those who must act on them. */
public final class TestFailures {
    private TestFailures() {}

    public static TimedOut timedOut() {
        return new TimedOut("A lock was not to be had in time", null);
    }

    public static Contended contended() {
        return new Contended("Gave way 4 times", null);
    }
}
