package stoa.tenancy;

import io.vertx.pgclient.PgException;

/** The data says no. Domains map the constraint's name to a refusal. Nothing was committed. */
public final class ConstraintViolated extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    /** What kind of rule; by SQLSTATE, PostgreSQL's appendix A, class 23. */
    public enum Kind {
        UNIQUE,
        FOREIGN_KEY,
        CHECK,
        NOT_NULL,
        EXCLUSION
    }

    private final Kind kind;
    private final String constraint;
    private final String table;

    ConstraintViolated(Kind kind, PgException cause) {
        // The detail of the cause holds values, which have no place in a log: the message names the rule only.
        super(kind + " constraint " + name(cause) + " of " + cause.getTable(), null);
        this.kind = kind;
        this.constraint = name(cause);
        this.table = cause.getTable() == null ? "" : cause.getTable();
    }

    private static String name(PgException cause) {
        if (cause.getConstraint() != null) {
            return cause.getConstraint();
        }
        return cause.getColumn() == null ? "" : cause.getColumn();
    }

    public Kind kind() {
        return kind;
    }

    /** The constraint's or unique index's name; the column's for NOT NULL. */
    public String constraint() {
        return constraint;
    }

    public String table() {
        return table;
    }
}
