package stoa.tenancy;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Ids of rows. */
public final class Ids {
    private Ids() {}

    /** UUIDv7 (RFC 9562): new rows stand together in an index, nobody has to ask the database. Not a secret, not an order. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
