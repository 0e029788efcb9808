package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import stoa.messages.Caller;

class SignerTest {
    record After(long price, UUID id) {}

    private final Signer signer = Signer.of(new Secret("a secret that is long enough for it"));
    private final Cursors cursors = new Cursors(signer);
    private final Caller caller = caller(new UUID(0, 1));

    private static Caller caller(UUID tenant) {
        return new Caller(tenant, null, Set.of(), "test-correlation", "en", "UTC", null);
    }

    @Test
    void whatWasSealedIsOpenedAgain() {
        for (String payload : List.of("", "a", "Grüße aus der Höhle 🏕", "a.b.c")) {
            String sealed = signer.seal("order", payload);
            assertEquals(payload, signer.open("order", sealed));
            assertTrue(sealed.matches("[A-Za-z0-9_.-]+"), sealed);
        }
    }

    @Test
    void aSealForOnePurposeIsNoneForAnother() {
        assertNull(signer.open("cursor", signer.seal("order", "x")));
    }

    @Test
    void anotherInstallationsSealIsNone() {
        var other = Signer.of(new Secret("another secret that is long enough too"));

        assertNull(signer.open("order", other.seal("order", "x")));
    }

    @Test
    void whatWasChangedOrInventedIsNotOpened() {
        String sealed = signer.seal("order", "payload");
        for (String forged : List.of(
                "",
                ".",
                "x",
                "x.y",
                sealed + "A",
                "A" + sealed,
                sealed.substring(1),
                sealed.replace('.', '!'),
                "%%.%%")) {
            assertNull(signer.open("order", forged), forged);
        }
        assertNotEquals(sealed, signer.seal("order", "payloae"));
    }

    @Test
    void aCursorLeadsBackToItsPosition() {
        var position = new After(1200, UUID.randomUUID());

        String cursor = cursors.seal(caller, "listProducts", Map.of("sort", "price"), position);

        assertEquals(position, cursors.open(caller, "listProducts", Map.of("sort", "price"), cursor, After.class));
    }

    @Test
    void aCursorIsGoodForItsTenantListAndFiltersOnly() {
        String cursor = cursors.seal(caller, "listProducts", Map.of("sort", "price"), new After(1, new UUID(0, 0)));

        var elsewhere = List.<Executable>of(
                () -> cursors.open(
                        caller(new UUID(0, 2)), "listProducts", Map.of("sort", "price"), cursor, After.class),
                () -> cursors.open(caller, "listOrders", Map.of("sort", "price"), cursor, After.class),
                () -> cursors.open(caller, "listProducts", Map.of("sort", "name"), cursor, After.class),
                () -> cursors.open(caller, "listProducts", Map.of("sort", "price"), cursor + "x", After.class),
                () -> cursors.open(caller, "listProducts", Map.of("sort", "price"), "nonsense", After.class));

        elsewhere.forEach(
                use -> assertEquals(400, assertThrows(Refusal.class, use).status()));
    }
}
