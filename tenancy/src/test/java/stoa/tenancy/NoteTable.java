package stoa.tenancy;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import stoa.messages.Caller;

/** A small table, made the way every table is made, in a database of its own. */
final class NoteTable {
    static final String SQL = """
            create table note (tenant_id uuid not null, id uuid not null, text text not null, author text, primary key (tenant_id, id),
                constraint note_short check (length(text) < 20));
            call audited_table('note', personal => '{author}', batch => 'select, insert, update');
            create unique index note_text_taken on note (tenant_id, text) where deleted_at is null;
            """;

    private NoteTable() {}

    static MigratedDatabase database() {
        var database = MigratedDatabase.fresh();
        database.asOwner(SQL);
        return database;
    }

    static Future<UUID> add(Sql sql, String text) {
        var id = Ids.next();
        return sql.query("insert into note (id, text, author) values ($1, $2, 'Ada')", Tuple.of(id, text))
                .map(id);
    }

    static Future<UUID> add(Tenancy tenancy, Caller caller, String text) {
        return tenancy.write(caller, sql -> add(sql, text));
    }

    static Future<Integer> count(Tenancy tenancy, Caller caller) {
        return tenancy.read(
                caller, sql -> sql.query("select count(*)::int from note").map(NoteTable::firstInteger));
    }

    static int firstInteger(Iterable<Row> rows) {
        return rows.iterator().next().getInteger(0);
    }
}
