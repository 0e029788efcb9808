package stoa.order;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.catalog.AskVariants;
import stoa.messages.catalog.CatalogAddresses;
import stoa.messages.catalog.KnownVariants;
import stoa.messages.catalog.KnownVariants.KnownVariant;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.Refusal;

/** What the catalogue calls the variants whose stock is kept here. Only it knows which there are. */
final class VariantNames {
    private static final Logger LOG = LoggerFactory.getLogger(VariantNames.class);
    private static final Question<AskVariants, KnownVariants> VARIANTS =
            new Question<>(CatalogAddresses.VARIANTS, AskVariants.class, KnownVariants.class);

    private final Bus bus;

    VariantNames(Bus bus) {
        this.bus = bus;
    }

    /** 422 where the shop has no such variant: stock of what nobody can buy is a slip of the pen. */
    Future<KnownVariant> named(Caller caller, UUID variantId) {
        return one(
                caller,
                variantId,
                Refusal.unprocessable(
                        "/problems/unknown-product",
                        "Not sold here",
                        "The catalogue knows no such variant.",
                        List.of(Refusal.Fault.of("/variantId", "not in the catalogue of this shop"))));
    }

    /** 404 where the shop has no such variant. */
    Future<KnownVariant> find(Caller caller, UUID variantId) {
        return one(caller, variantId, Refusal.notFound("variant"));
    }

    private Future<KnownVariant> one(Caller caller, UUID variantId, Refusal unknown) {
        return ask(caller, List.of(variantId)).compose(known -> {
            var variant = known.get(variantId);
            return variant == null || variant.removed()
                    ? Future.failedFuture(unknown)
                    : Future.succeededFuture(variant);
        });
    }

    /** For showing only, with the last name of what was removed: where the catalogue does not answer, the numbers are shown without names. */
    Future<Map<UUID, KnownVariant>> of(Caller caller, List<UUID> variantIds) {
        if (variantIds.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return ask(caller, variantIds).otherwise(failure -> {
            LOG.atInfo()
                    .addKeyValue("correlationId", caller.correlationId())
                    .addKeyValue("reason", String.valueOf(failure.getMessage()))
                    .log("Stock is shown without names");
            return Map.of();
        });
    }

    private Future<Map<UUID, KnownVariant>> ask(Caller caller, List<UUID> variantIds) {
        return bus.ask(caller, VARIANTS, new AskVariants(variantIds, caller.locale()))
                .map(known -> known.variants().stream()
                        .collect(Collectors.toMap(KnownVariant::variantId, Function.identity())));
    }
}
