package stoa.catalog;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import stoa.platform.Refusal;
import stoa.tenancy.ConstraintViolated;

/** Constraints of the database are rules of the shop: each has a refusal of its own. */
final class Taken {
    private static final Map<String, Refusal> REFUSALS = Map.of(
            "product_slug_taken", taken("slug-taken", "/slug", "Another product has this slug."),
            "category_slug_taken", taken("slug-taken", "/slug", "Another category has this slug."),
            "variant_sku_taken",
                    taken("sku-taken", "/variants", "Another variant of the shop has one of these article numbers."));

    private Taken() {}

    /** Failures of named constraints become their refusals; every other failure stays what it is. */
    static <T> Future<T> orElse(Throwable failure) {
        if (failure instanceof ConstraintViolated violated) {
            var refusal = REFUSALS.get(violated.constraint());
            return Future.failedFuture(refusal == null ? failure : refusal);
        }
        return Future.failedFuture(failure);
    }

    private static Refusal taken(String type, String pointer, String detail) {
        return Refusal.conflict("/problems/" + type, "Taken", detail, List.of(Refusal.Fault.of(pointer, "is taken")));
    }
}
