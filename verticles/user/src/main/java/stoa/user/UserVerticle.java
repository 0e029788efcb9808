package stoa.user;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.messages.user.AccountCreated;
import stoa.messages.user.AskKeys;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.FindTenant;
import stoa.messages.user.PublicKeys;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.openapi.ShopBindings;
import stoa.openapi.UserBindings;
import stoa.platform.Platform;
import stoa.platform.Question;

/** Shops, people and sessions on the bus. */
public final class UserVerticle extends VerticleBase {
    private static final Question<FindTenant, TenantProfile> TENANT =
            new Question<>(UserAddresses.TENANT, FindTenant.class, TenantProfile.class);
    private static final Question<AskKeys, PublicKeys> JWKS =
            new Question<>(UserAddresses.JWKS, AskKeys.class, PublicKeys.class);
    private static final Question<CreateAccount, AccountCreated> CREATE_ACCOUNT =
            new Question<>(UserAddresses.CREATE_ACCOUNT, CreateAccount.class, AccountCreated.class);

    private final Platform platform;
    private @Nullable Passwords passwords;

    public UserVerticle(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Future<?> start() {
        // reads files, and looks for randomness that may block
        return vertx.executeBlocking(
                        () -> SigningKeys.read(vertx, platform.config().security()))
                .compose(keys -> serve(Objects.requireNonNull(keys)));
    }

    private Future<?> serve(SigningKeys keys) {
        var security = platform.config().security();
        var tenancy = platform.tenancy();
        var bus = platform.bus();
        var hashing = new Passwords(vertx);
        passwords = hashing;
        var accounts = new Accounts(tenancy, hashing);
        var directory = new ShopDirectory(tenancy);
        var api = new UserApi(
                accounts,
                hashing,
                new SignInThrottle(tenancy, platform.signer()),
                new Sessions(tenancy, platform.signer(), security.refreshToken()),
                new TokenMint(keys, security.accessToken(), Clock.systemUTC()),
                keys,
                platform.signer());
        return Future.all(List.of(
                bus.serveApi(UserBindings.of(api)),
                bus.serveApi(ShopBindings.of(new ShopApi(directory))),
                bus.serve(TENANT, 1000, directory::find),
                bus.serve(JWKS, 1000, (caller, ask) -> Future.succeededFuture(keys.published())),
                bus.serve(
                        CREATE_ACCOUNT,
                        16,
                        (caller, wanted) -> directory
                                .find(caller, FindTenant.byId(caller.tenant()))
                                .compose(shop -> accounts.create(caller, wanted, shop)))));
    }

    @Override
    public Future<?> stop() {
        if (passwords != null) {
            passwords.close();
        }
        return Future.succeededFuture();
    }
}
