package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.tenancy.CatalogueAudit;
import stoa.tenancy.CatalogueAudit.Declared;
import stoa.tenancy.MigratedDatabase;
import stoa.tenancy.TableIsolation;

/** Every table of every domain keeps the rules of the house, and keeps tenants apart. A new one is covered by being there. */
class TablesTest {
    private static final Declared DECLARED = Declared.TENANCY
            // Derived from other tables, copied from events, or over with time: purged, never corrected by hand.
            .withPlumbing("listing", "product_term", "availability", "refresh_family", "sign_in_attempt")
            .withPlumbing("order_saga", "order_counter", "cart", "payment_webhook")
            .withCrossTenantIndexes("order_saga_due", "order_saga_expires", "cart_due")
            // Nobody else ever gets the number of an order, nor a second payment for it.
            .withLastingKeys("orders_number", "payment_once", "payment_intent_once", "payment_charged_once");

    private static MigratedDatabase database;

    @BeforeAll
    static void migrate() {
        database = MigratedDatabase.fresh(Verticles.WITH_TABLES.stream()
                .filter(domain -> !domain.equals("tenancy"))
                .toArray(String[]::new));
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void everyTableKeepsEveryRule() throws SQLException {
        try (var connection = database.connect()) {
            assertEquals(List.of(), CatalogueAudit.findings(connection, DECLARED));
        }
    }

    @Test
    void noTenantReachesAnothersRows() throws SQLException {
        try (var connection = database.connect()) {
            assertTrue(TableIsolation.tables(connection) > 40, "all domains are here");
            assertEquals(List.of(), TableIsolation.breaches(connection));
        }
    }
}
