package stoa.order;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.StockOperations;
import stoa.openapi.model.Stock;
import stoa.openapi.model.StockAbsolute;
import stoa.openapi.model.StockDelta;
import stoa.openapi.model.StockDiscrepancyPage;
import stoa.openapi.model.StockLocation;
import stoa.openapi.model.StockLocationInput;
import stoa.openapi.model.StockLocationList;
import stoa.openapi.model.StockMovementInput;
import stoa.openapi.model.StockMovementPage;
import stoa.openapi.model.StockPage;
import stoa.openapi.model.StockPolicy;
import stoa.openapi.model.StockPolicyInput;
import stoa.openapi.model.StockRules;
import stoa.openapi.model.StockRulesInput;
import stoa.openapi.model.StockTransferInput;
import stoa.platform.Cursors;
import stoa.platform.ETags;
import stoa.platform.Idempotency;
import stoa.platform.Outbox;
import stoa.platform.Platform;

/** The operations of the contract under the tag Stock; all of them are for staff. */
final class StockApi implements StockOperations {
    private final Stocks stocks;
    private final StockPages pages;
    private final StockPolicies policies;
    private final Locations locations;
    private final Holds holds;
    private final StockCheck check;
    private final VariantNames names;
    private final Idempotency idempotency;
    private final Outbox outbox;

    StockApi(Platform platform, StockCheck check) {
        var tenancy = platform.tenancy();
        names = new VariantNames(platform.bus());
        stocks = new Stocks(tenancy);
        pages = new StockPages(tenancy, new Cursors(platform.signer()), names);
        policies = new StockPolicies(tenancy);
        locations = new Locations(tenancy);
        holds = new Holds(tenancy, platform.config().checkout().hold());
        this.check = check;
        idempotency = platform.idempotency();
        outbox = platform.outbox();
    }

    @Override
    public Future<Answer<Stock>> setStock(Caller caller, String idempotencyKey, StockMovementInput stockMovementInput) {
        return names.named(caller, variant(stockMovementInput))
                .compose(name -> idempotency.once(
                        caller,
                        "setStock",
                        idempotencyKey,
                        stockMovementInput,
                        Stock.class,
                        sql -> stocks.move(sql, caller, stockMovementInput)
                                .map(stock -> moved(StockRows.named(stock, name)))))
                .recover(Stocks::unknownLocation)
                .onSuccess(_ -> outbox.wake());
    }

    @Override
    public Future<Answer<Stock>> transferStock(
            Caller caller, String idempotencyKey, StockTransferInput stockTransferInput) {
        return names.named(caller, stockTransferInput.variantId())
                .compose(name -> idempotency.once(
                        caller,
                        "transferStock",
                        idempotencyKey,
                        stockTransferInput,
                        Stock.class,
                        sql -> stocks.transfer(sql, caller, stockTransferInput)
                                .map(stock -> moved(StockRows.named(stock, name)))))
                .recover(Stocks::unknownLocation)
                .onSuccess(_ -> outbox.wake());
    }

    private static Answer<Stock> moved(Stock stock) {
        return Answer.created(stock, "/api/v1/stock/" + stock.variantId()).withETag(stock.version());
    }

    private static UUID variant(StockMovementInput input) {
        return switch (input) {
            case StockDelta delta -> delta.variantId();
            case StockAbsolute absolute -> absolute.variantId();
        };
    }

    @Override
    public Future<Answer<Stock>> getStock(Caller caller, UUID variantId) {
        return stocks.find(caller, variantId)
                .compose(stock ->
                        names.of(caller, List.of(variantId)).map(known -> StockRows.named(stock, known.get(variantId))))
                .map(stock -> Answer.ok(stock).withETag(stock.version()));
    }

    @Override
    public Future<Answer<StockPage>> listStock(
            Caller caller, ListStockState state, int limit, @Nullable String cursor) {
        return pages.stock(caller, state, limit, cursor).map(Answer::ok);
    }

    @Override
    public Future<Answer<StockMovementPage>> listStockMovements(
            Caller caller, UUID variantId, int limit, @Nullable String cursor) {
        return stocks.find(caller, variantId)
                .compose(_ -> pages.movements(caller, variantId, limit, cursor))
                .map(Answer::ok);
    }

    @Override
    public Future<Answer<StockPolicy>> getStockPolicy(Caller caller, UUID variantId) {
        return names.find(caller, variantId)
                .compose(_ -> policies.find(caller, variantId))
                .map(policy -> Answer.ok(policy).withETag(policy.version()));
    }

    @Override
    public Future<Answer<StockPolicy>> setStockPolicy(
            Caller caller, UUID variantId, @Nullable String ifMatch, StockPolicyInput stockPolicyInput) {
        int version = ETags.parseIfMatch(ifMatch);
        return names.find(caller, variantId)
                .compose(_ -> policies.set(caller, variantId, version, stockPolicyInput))
                .map(policy -> Answer.ok(policy).withETag(policy.version()))
                .onSuccess(_ -> outbox.wake());
    }

    @Override
    public Future<Answer<StockRules>> getStockRules(Caller caller) {
        return holds.find(caller).map(rules -> Answer.ok(rules).withETag(rules.version()));
    }

    @Override
    public Future<Answer<StockRules>> setStockRules(
            Caller caller, @Nullable String ifMatch, StockRulesInput stockRulesInput) {
        return holds.set(caller, ETags.parseIfMatch(ifMatch), stockRulesInput)
                .map(rules -> Answer.ok(rules).withETag(rules.version()));
    }

    @Override
    public Future<Answer<StockLocationList>> listLocations(Caller caller) {
        return locations.list(caller).map(Answer::ok);
    }

    @Override
    public Future<Answer<StockLocation>> createLocation(
            Caller caller, String idempotencyKey, StockLocationInput stockLocationInput) {
        return idempotency
                .once(
                        caller,
                        "createLocation",
                        idempotencyKey,
                        stockLocationInput,
                        StockLocation.class,
                        sql -> locations
                                .open(sql, stockLocationInput)
                                .map(opened -> Answer.created(opened, "/api/v1/locations/" + opened.id())
                                        .withETag(opened.version())))
                .recover(Locations::nameTaken);
    }

    @Override
    public Future<Answer<StockLocation>> updateLocation(
            Caller caller, UUID locationId, @Nullable String ifMatch, StockLocationInput stockLocationInput) {
        return locations
                .change(caller, locationId, ETags.parseIfMatch(ifMatch), stockLocationInput)
                .map(changed -> Answer.ok(changed).withETag(changed.version()));
    }

    @Override
    public Future<Answer<StockDiscrepancyPage>> listStockDiscrepancies(Caller caller, @Nullable String cursor) {
        return check.page(caller, cursor).map(Answer::ok);
    }
}
