package stoa.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No tenant reaches another's rows; and each way of reaching them is seen where a table leaves it open. */
class TableIsolationTest {
    private static final String GOOD = """
            set local search_path = stoa;
            set local role stoa_owner;
            create table shelf (tenant_id uuid not null, id uuid not null, name text not null, primary key (tenant_id, id));
            call audited_table('shelf', app => 'select, insert, update, delete', batch => 'select, insert, update');
            create table box (tenant_id uuid not null, id uuid not null, shelf_id uuid not null, inside uuid, primary key (tenant_id, id),
                constraint box_shelf foreign key (tenant_id, shelf_id) references shelf, constraint box_inside foreign key (tenant_id, inside) references box);
            call audited_table('box', app => 'select, insert, update, delete');
            reset role;
            """;

    private static List<String> breachesAfter(String change) throws SQLException {
        try (var connection = MigratedDatabase.shared().connect()) {
            connection.setAutoCommit(false);
            try (var sql = connection.createStatement()) {
                sql.execute(change);
            }
            return TableIsolation.breaches(connection);
        }
    }

    @Test
    void theTablesOfTenancyAreClosed() throws SQLException {
        assertEquals(List.of(), breachesAfter("select"));
        try (var connection = MigratedDatabase.shared().connect()) {
            assertTrue(TableIsolation.tables(connection) >= 5);
        }
    }

    @Test
    void tablesMadeByTheCallAreClosed() throws SQLException {
        assertEquals(List.of(), breachesAfter(GOOD));
    }

    static Stream<Arguments> leaks() {
        return Stream.of(
                Arguments.of("sees the other's row", "alter table shelf disable row level security"),
                Arguments.of("sees the other's row", "create policy leak on shelf for select using (true)"),
                Arguments.of("inserts for the other", "create policy leak on shelf for insert with check (true)"),
                Arguments.of(
                        "gives its row away",
                        "drop trigger stamp on shelf; create policy leak on shelf for update using (false) with check (true)"),
                Arguments.of(
                        "updates more than its row",
                        "create policy see on shelf for select using (true); create policy leak on shelf for update using (true); drop trigger history_update on shelf"),
                Arguments.of(
                        "deletes the other's row",
                        "create policy see on shelf for select using (true); create policy leak on shelf for delete using (true)"),
                Arguments.of(
                        "without a tenant sees rows",
                        "create policy leak on shelf for select using (tenant_id() is null)"),
                Arguments.of("a key of one tenant is refused", "create unique index leak on shelf (name)"),
                Arguments.of(
                        "box_leak reaches into the other tenant",
                        "alter table box add owner uuid, add owned uuid, add constraint box_leak foreign key (owner, owned) references shelf"),
                Arguments.of(
                        "stoa_batch sees the other's row",
                        "create policy leak on shelf for select to stoa_batch using (true)"));
    }

    @ParameterizedTest
    @MethodSource("leaks")
    void aLeakIsFound(String breach, String leak) throws SQLException {
        var breaches = breachesAfter(GOOD + leak);
        assertTrue(breaches.stream().anyMatch(b -> b.contains(breach)), breaches::toString);
    }
}
