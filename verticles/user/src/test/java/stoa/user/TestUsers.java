package stoa.user;

import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.messages.user.AccountCreated;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.Door;
import stoa.messages.user.UserAddresses;
import stoa.openapi.model.Audience;
import stoa.openapi.model.Credentials;
import stoa.openapi.model.RefreshRequest;
import stoa.openapi.model.Session;
import stoa.platform.AccessTokens;
import stoa.platform.Bus;
import stoa.platform.Question;
import stoa.platform.TestStoa;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** The user domain on a real bus and database, asked as the gateway would. */
final class TestUsers implements AutoCloseable {
    static final String PASSWORD = "a long pass phrase";
    static final Question<CreateAccount, AccountCreated> CREATE =
            new Question<>(UserAddresses.CREATE_ACCOUNT, CreateAccount.class, AccountCreated.class);

    final TestStoa stoa = TestStoa.open("user");
    final AccessTokens tokens = new AccessTokens(stoa.vertx(), stoa.bus());

    TestUsers() {
        stoa.deploy(new UserVerticle(stoa.platform()));
    }

    AccountCreated account(TestTenant shop, String email, Door door, String... scopes) {
        var wanted = new CreateAccount(email, "Mara Lind", door, List.of(scopes), PASSWORD);
        return Outcome.of(stoa.bus().ask(shop.system(), CREATE, wanted));
    }

    Future<ApiResponse> signIn(TestTenant shop, String email, String password, Audience audience, String address) {
        return ask(
                shop.guest(),
                "createSession",
                Map.of(),
                Map.of("x-stoa-address", address, "x-stoa-scheme", "https"),
                Map.of(),
                new Credentials(email, password, audience));
    }

    ApiResponse signedIn(TestTenant shop, String email) {
        return Outcome.of(signIn(shop, email, PASSWORD, Audience.SHOPPER, "192.0.2.1"));
    }

    Future<ApiResponse> refresh(TestTenant shop, Audience audience, @Nullable String token) {
        return ask(
                shop.guest(),
                "refreshSession",
                Map.of(),
                Map.of("x-stoa-scheme", "https"),
                token == null ? Map.of() : Map.of("stoa_refresh_" + audience.value(), token),
                new RefreshRequest(audience));
    }

    Future<ApiResponse> signOut(TestTenant shop, Audience audience, @Nullable String token) {
        return ask(
                shop.guest(),
                "deleteSession",
                Map.of("audience", audience.value()),
                Map.of(),
                token == null ? Map.of() : Map.of("stoa_refresh_" + audience.value(), token),
                null);
    }

    Future<ApiResponse> ask(Caller caller, String operation) {
        return ask(caller, operation, Map.of(), Map.of(), Map.of(), null);
    }

    /** Lets time pass for what the database has noted. */
    void later(TestTenant shop, String statement) {
        try (var connection = stoa.database().connect();
                var sql = connection.createStatement()) {
            sql.execute("set search_path = stoa");
            sql.execute("select set_config('stoa.user', '" + Caller.SYSTEM + "', false)");
            sql.execute("select set_config('stoa.tenant', '" + shop.id() + "', false)");
            sql.execute(statement + " where tenant_id = '" + shop.id() + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Session session(ApiResponse answer) {
        return (Session) Objects.requireNonNull(answer.body());
    }

    static String cookie(ApiResponse answer) {
        return Objects.requireNonNull(answer.headers().get("Set-Cookie"));
    }

    static String token(ApiResponse answer) {
        var cookie = cookie(answer);
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    private Future<ApiResponse> ask(
            Caller caller,
            String operation,
            Map<String, String> path,
            Map<String, String> headers,
            Map<String, String> cookies,
            @Nullable Object body) {
        var json = body == null ? null : Json.MAPPER.valueToTree(body);
        var request = new ApiRequest(operation, path, Map.of(), headers, cookies, json, null);
        return stoa.bus().ask(caller, Bus.operation(operation), request);
    }

    @Override
    public void close() {
        stoa.close();
    }
}
