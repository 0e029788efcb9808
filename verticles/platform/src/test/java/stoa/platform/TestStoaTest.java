package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import stoa.testkit.Outcome;

class TestStoaTest {
    @Test
    void aTestGetsAPlatformWithShopsAndCallers() {
        try (TestStoa stoa = TestStoa.open()) {
            var tenant = stoa.tenant();
            var shopper = stoa.shopper(tenant);

            String slug = Outcome.of(stoa.tenancy()
                    .read(shopper, sql -> sql.query("select slug from tenant where id = tenant_id()"))
                    .map(rows -> rows.iterator().next().getString(0)));

            assertEquals(tenant.profile().slug(), slug);
            assertNotEquals(shopper.user(), stoa.shopper(tenant).user());
        }
    }
}
