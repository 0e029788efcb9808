package stoa.user;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.messages.user.Door;
import stoa.messages.user.TenantProfile;
import stoa.openapi.UserOperations;
import stoa.openapi.model.Account;
import stoa.openapi.model.Audience;
import stoa.openapi.model.Credentials;
import stoa.openapi.model.Jwk;
import stoa.openapi.model.JwkSet;
import stoa.openapi.model.RefreshRequest;
import stoa.openapi.model.Session;
import stoa.platform.Refusal;
import stoa.platform.Signer;
import stoa.tenancy.Ids;

/** Signing in and out. Whether an address has an account can be told neither by the answer nor by its time. */
final class UserApi implements UserOperations {
    private final Accounts accounts;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final Sessions sessions;
    private final TokenMint mint;
    private final SigningKeys keys;
    private final Signer signer;

    UserApi(
            Accounts accounts,
            Passwords passwords,
            SignInThrottle throttle,
            Sessions sessions,
            TokenMint mint,
            SigningKeys keys,
            Signer signer) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttle = throttle;
        this.sessions = sessions;
        this.mint = mint;
        this.keys = keys;
        this.signer = signer;
    }

    @Override
    public Future<Answer<Session>> createSession(
            Caller caller, @Nullable String xStoaAddress, @Nullable String xStoaScheme, Credentials credentials) {
        var door = door(caller, credentials.audience());
        var address = Objects.requireNonNullElse(xStoaAddress, "unknown");
        var attempt = throttle.attempt(caller, door, credentials.email(), address);
        return throttle.count(caller, attempt)
                .compose(counted -> proven(caller, door, credentials))
                .compose(account ->
                        throttle.forgive(as(caller, account), attempt).map(account))
                .compose(account -> sessions.start(as(caller, account), account))
                .map(started -> answer(201, caller, credentials.audience(), started, xStoaScheme));
    }

    @Override
    public Future<Answer<Session>> refreshSession(
            Caller caller,
            @Nullable String xStoaScheme,
            @Nullable String stoaRefreshShopper,
            @Nullable String stoaRefreshStaff,
            RefreshRequest refreshRequest) {
        var audience = refreshRequest.audience();
        var shown = shown(caller, audience, stoaRefreshShopper, stoaRefreshStaff);
        if (shown == null) {
            return Future.failedFuture(signedOut());
        }
        return sessions.refresh(caller, door(caller, audience), shown)
                .map(refreshed ->
                        answer(200, caller, audience, refreshed.orElseThrow(UserApi::signedOut), xStoaScheme));
    }

    @Override
    public Future<Answer<Void>> deleteSession(
            Caller caller,
            Audience audience,
            @Nullable String xStoaScheme,
            @Nullable String stoaRefreshShopper,
            @Nullable String stoaRefreshStaff) {
        var shown = shown(caller, audience, stoaRefreshShopper, stoaRefreshStaff);
        Future<Void> ended =
                shown == null ? Future.succeededFuture() : sessions.end(caller, shown.family(), "signed out");
        return ended.map(
                done -> Answer.noContent().withHeader("Set-Cookie", RefreshCookie.clear(audience, xStoaScheme)));
    }

    @Override
    public Future<Answer<Account>> getAccount(Caller caller) {
        var user = caller.user();
        if (user == null) {
            return Future.failedFuture(Refusal.unauthenticated("An access token is needed."));
        }
        return accounts.byId(caller, user)
                .map(found -> Answer.ok(
                        account(found.orElseThrow(() -> Refusal.unauthenticated("The account is no more.")))));
    }

    @Override
    public Future<Answer<JwkSet>> getJwks(Caller caller) {
        var published = keys.published().keys().stream()
                .map(key ->
                        new Jwk(key.kty(), key.kid(), key.use(), key.alg(), key.crv(), key.x(), key.y(), null, null))
                .toList();
        return Future.succeededFuture(Answer.ok(new JwkSet(published)));
    }

    private Future<Accounts.Known> proven(Caller caller, Door door, Credentials credentials) {
        return accounts.byEmail(caller, door, credentials.email())
                .compose(found -> passwords
                        .verify(
                                credentials.password(),
                                found.map(Accounts.Known::hash).orElse(null))
                        .map(proven -> found.filter(account -> proven)
                                .orElseThrow(
                                        () -> Refusal.unauthenticated("E-mail address or password is not right."))));
    }

    private @Nullable RefreshToken shown(
            Caller caller, Audience audience, @Nullable String shopper, @Nullable String staff) {
        var cookie = RefreshCookie.of(audience, shopper, staff);
        return cookie == null ? null : RefreshToken.open(signer, caller, cookie);
    }

    private Answer<Session> answer(
            int status, Caller caller, Audience audience, Sessions.Refreshed refreshed, @Nullable String scheme) {
        var token = refreshed.token();
        var access = mint.mint(caller, refreshed.account(), Ids.next(), token.family());
        var session =
                new Session(access, Session.TokenType.BEARER, mint.lifetimeSeconds(), account(refreshed.account()));
        var cookie = RefreshCookie.set(audience, token.seal(signer, caller), refreshed.age(), scheme);
        return new Answer<>(status, session, Map.of("Set-Cookie", cookie));
    }

    /** Whoever works at the platform's own tenant is an operator. */
    private static Door door(Caller caller, Audience audience) {
        return switch (audience) {
            case SHOPPER -> Door.SHOPPER;
            case STAFF -> caller.tenant().equals(TenantProfile.PLATFORM) ? Door.OPERATOR : Door.STAFF;
        };
    }

    private static Account account(Accounts.Known known) {
        var audience = known.door() == Door.SHOPPER ? Audience.SHOPPER : Audience.STAFF;
        return new Account(known.id(), known.email(), known.name(), audience, known.scopes());
    }

    /** So that the audit columns name who signed in. */
    private static Caller as(Caller caller, Accounts.Known account) {
        return new Caller(
                caller.tenant(),
                account.id(),
                caller.scopes(),
                caller.correlationId(),
                caller.locale(),
                caller.zone(),
                caller.order());
    }

    private static Refusal signedOut() {
        return Refusal.unauthenticated("The session is over. Sign in again.");
    }
}
