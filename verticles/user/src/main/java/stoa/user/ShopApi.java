package stoa.user;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.openapi.ShopOperations;
import stoa.openapi.model.Link;
import stoa.openapi.model.Shop;
import stoa.openapi.model.Theme;
import stoa.platform.Languages;

/** The public face of a shop. */
final class ShopApi implements ShopOperations {
    private static final Map<String, Link> LINKS = Map.of(
            "self", new Link("/api/v1/shop", null),
            "products", new Link("/api/v1/products", null),
            "categories", new Link("/api/v1/categories", null));

    private final ShopDirectory directory;

    ShopApi(ShopDirectory directory) {
        this.directory = directory;
    }

    @Override
    public Future<Answer<Shop>> getShop(Caller caller) {
        return directory.find(caller, FindTenant.byId(caller.tenant())).map(profile -> {
            var locale = Languages.pick(caller.locale(), profile.locales(), profile.locale());
            return Answer.ok(shop(profile, locale)).withHeader("Content-Language", locale);
        });
    }

    private static Shop shop(TenantProfile profile, String locale) {
        var taglines = profile.taglines();
        var tagline = taglines.getOrDefault(locale, taglines.get(profile.locale()));
        return new Shop(
                profile.id(),
                profile.slug(),
                profile.name(),
                Objects.requireNonNullElse(tagline, ""),
                profile.currency(),
                profile.locale(),
                profile.locales(),
                profile.country(),
                new Theme(profile.face(), profile.seed()),
                LINKS);
    }
}
