package stoa.tenancy;

/** What operators want to count. Called on event loops: must not block. The pool is {@code app}, {@code batch} or {@code scheduler}. */
public interface TenancyListener {
    TenancyListener NONE = new TenancyListener() {};

    /** A transaction has its connection, after this wait. */
    default void leased(String pool, long waitedNanos) {}

    /** The connection is back, after this time. */
    default void returned(String pool, long heldNanos) {}

    /** No connection could be had. */
    default void refused(String pool) {}

    /** A transaction is tried once more, because of this SQLSTATE ({@code 08006} for a lost connection). */
    default void retried(String pool, String sqlState) {}

    /** A transaction ran past its deadline and its connection was closed. */
    default void cut(String pool) {}

    /** Nobody knows whether a commit happened. */
    default void commitUnknown(String pool) {}
}
