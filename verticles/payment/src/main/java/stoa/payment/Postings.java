package stoa.payment;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.tenancy.Tenancy;

/** What has happened at the provider, and what each operation wrote in the ledger. Written by {@code payment_batch} alone. */
final class Postings {
    /** @param key under which the provider was told, or null where it acted by itself */
    record Done(
            Operation.Kind kind,
            long total,
            long amount,
            @Nullable String key,
            OffsetDateTime at) {}

    /** One side of a posting; exactly one of debit and credit is more than 0. */
    record Entry(Operation.Kind kind, long total, String account, long debit, long credit, OffsetDateTime at) {}

    record OfPayment(List<Done> done, List<Entry> entries) {}

    /** As many as the contract shows. */
    private static final String DONE =
            "select kind, total, amount, idempotency_key, created_date from payment_operation"
                    + " where payment_id = $1 order by created_date, kind, total limit 499";

    private static final String ENTRIES = "select kind, total, account, debit, credit, created_date from ledger_entry"
            + " where payment_id = $1 order by created_date, kind, total, credit > 0, account limit 2000";

    private final Tenancy tenancy;

    Postings(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    Future<OfPayment> of(Caller caller, UUID paymentId) {
        var payment = Tuple.of(paymentId);
        return tenancy.read(caller, sql -> {
            var done = sql.query(DONE, payment).map(rows -> list(rows, Postings::done));
            var entries = sql.query(ENTRIES, payment).map(rows -> list(rows, Postings::entry));
            return Future.all(done, entries).map(_ -> new OfPayment(done.result(), entries.result()));
        });
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return rows.stream().map(read).toList();
    }

    private static Done done(Row row) {
        return new Done(
                Operation.Kind.valueOf(row.getString("kind")),
                row.getLong("total"),
                row.getLong("amount"),
                row.getString("idempotency_key"),
                row.getOffsetDateTime("created_date"));
    }

    private static Entry entry(Row row) {
        return new Entry(
                Operation.Kind.valueOf(row.getString("kind")),
                row.getLong("total"),
                row.getString("account"),
                row.getLong("debit"),
                row.getLong("credit"),
                row.getOffsetDateTime("created_date"));
    }
}
