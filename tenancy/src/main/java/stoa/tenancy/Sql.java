package stoa.tenancy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Statements inside one tenant's transaction. */
public interface Sql {
    /** One prepared statement; {@code args} in the order of $1, $2, … */
    Future<RowSet<Row>> query(String sql, Tuple args);

    default Future<RowSet<Row>> query(String sql) {
        return query(sql, Tuple.tuple());
    }

    /** The same statement for many rows. */
    Future<RowSet<Row>> batch(String sql, List<Tuple> rows);
}
