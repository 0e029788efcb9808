package stoa.order;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import stoa.openapi.model.Address;
import stoa.platform.Refusal;

/** Where a parcel can be addressed to: the countries of ISO 3166-1, as the JDK keeps them. */
final class Countries {
    private static final Set<String> KNOWN = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

    private Countries() {}

    /** @throws Refusal 422 where there is no such country */
    static void check(Address address) {
        if (!KNOWN.contains(address.country())) {
            throw Refusal.unprocessable(
                    "/problems/unknown-country",
                    "No such country",
                    "Name the country by its two letters of ISO 3166-1.",
                    List.of(Refusal.Fault.of("/shippingAddress/country", "no country of ISO 3166-1")));
        }
    }
}
