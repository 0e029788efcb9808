package stoa.order;

import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.PricingOperations;
import stoa.openapi.model.Link;
import stoa.openapi.model.PriceRules;
import stoa.openapi.model.PriceRulesInput;
import stoa.platform.ETags;

/** The operations of the contract under the tag Pricing. */
final class PricingApi implements PricingOperations {
    private static final String SELF = "/api/v1/price-rules";

    private final ShopRules rules;

    PricingApi(ShopRules rules) {
        this.rules = rules;
    }

    @Override
    public Future<Answer<PriceRules>> getPriceRules(Caller caller) {
        return rules.standing(caller).map(PricingApi::answer);
    }

    @Override
    public Future<Answer<PriceRules>> setPriceRules(
            Caller caller, @Nullable String ifMatch, PriceRulesInput priceRulesInput) {
        return rules.set(caller, ETags.parseIfMatch(ifMatch), priceRulesInput).map(PricingApi::answer);
    }

    private static Answer<PriceRules> answer(ShopRules.Standing standing) {
        var links = Map.of("self", new Link(SELF, null), "edit", new Link(SELF, Link.Method.PUT));
        var rules = standing.rules();
        return Answer.ok(new PriceRules(rules.tax(), rules.shipping(), standing.version(), links))
                .withETag(standing.version());
    }
}
