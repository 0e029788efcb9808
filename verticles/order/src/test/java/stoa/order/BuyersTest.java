package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.platform.Secret;
import stoa.platform.Signer;

class BuyersTest {
    private final Buyers buyers = new Buyers(Signer.of(new Secret("0123456789012345678901234567890123456789")));
    private final UUID shop = UUID.randomUUID();

    private Caller guest(UUID tenant) {
        return new Caller(tenant, null, Set.of(), "correlation", "en", "UTC", null);
    }

    @Test
    void addressesOfOneMailboxAreOneBuyer() {
        assertEquals("mara@example.org", Buyers.normalised(" Mara+shoes@EXAMPLE.org "));
        assertEquals("+1@example.org", Buyers.normalised("+1@example.org"));
        assertEquals(buyers.of(guest(shop), "mara@example.org"), buyers.of(guest(shop), "MARA@example.org"));
        assertNotEquals(buyers.of(guest(shop), "mara@example.org"), buyers.of(guest(shop), "jan@example.org"));
    }

    @Test
    void twoShopsCannotTellThatTheyHaveTheSameBuyer() {
        assertNotEquals(
                buyers.of(guest(shop), "mara@example.org"), buyers.of(guest(UUID.randomUUID()), "mara@example.org"));
    }

    @Test
    void anAccountIsItselfWhateverAddressItGives() {
        var mara = new Caller(shop, UUID.randomUUID(), Set.of(), "correlation", "en", "UTC", null);

        assertEquals(buyers.of(mara, "mara@example.org"), buyers.of(mara, "lind@example.org"));
    }
}
