package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import stoa.tenancy.CatalogueAudit;
import stoa.tenancy.CatalogueAudit.Declared;
import stoa.tenancy.MigratedDatabase;
import stoa.tenancy.TableIsolation;

class OrderTablesTest {
    @Test
    void everyTableKeepsTheRulesOfTheHouse() throws SQLException {
        try (var database = MigratedDatabase.fresh("order");
                var administrator = database.connect()) {
            var declared = Declared.TENANCY
                    .withPlumbing("order_saga", "order_counter", "cart")
                    .withCrossTenantIndexes("order_saga_due", "order_saga_expires", "cart_due");
            assertEquals(List.of(), CatalogueAudit.findings(administrator, declared));
        }
    }

    @Test
    void noShopReachesTheRowsOfAnother() throws SQLException {
        try (var database = MigratedDatabase.fresh("order");
                var administrator = database.connect()) {
            assertEquals(List.of(), TableIsolation.breaches(administrator));
        }
    }

    /** The words of the database are those of the table of states, no more and no fewer. */
    @Test
    void theColumnsOfAnOrderKnowTheWordsOfItsStates() throws SQLException {
        try (var database = MigratedDatabase.fresh("order");
                var administrator = database.connect()) {
            assertEquals(words(OrderState::status), allowed(administrator, "orders_status"));
            assertEquals(words(OrderState::payment), allowed(administrator, "orders_payment"));
            assertEquals(words(OrderState::fulfilment), allowed(administrator, "orders_fulfilment"));
        }
    }

    private static Set<String> words(Function<OrderState, Enum<?>> part) {
        return Transition.TABLE.keySet().stream()
                .map(state -> part.apply(state).name())
                .collect(Collectors.toSet());
    }

    private static Set<String> allowed(Connection administrator, String constraint) throws SQLException {
        try (var sql = administrator.createStatement();
                var rows = sql.executeQuery(
                        "select pg_get_constraintdef(oid) from pg_constraint where conname = '" + constraint + "'")) {
            rows.next();
            return Pattern.compile("'([A-Z_]+)'")
                    .matcher(rows.getString(1))
                    .results()
                    .map(word -> word.group(1))
                    .collect(Collectors.toSet());
        }
    }
}
