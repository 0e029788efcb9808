package stoa.realtime;

import io.vertx.core.Future;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.messages.user.FindTenant;
import stoa.messages.user.TenantProfile;
import stoa.messages.user.UserAddresses;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.platform.TestStoa;
import stoa.testkit.Outcome;

/** The websocket door at work, between neighbours that do what a test tells them. */
final class LiveGround implements AutoCloseable {
    final UUID shop = UUID.randomUUID();
    final UUID otherShop = UUID.randomUUID();
    final TestStoa stoa;
    final TestTokens tokens = new TestTokens();
    final FakeOrders orders;
    final WebSocketClient client;
    private final RealtimeVerticle realtime;
    private final String deployment;

    LiveGround(Map<String, String> settings) {
        stoa = TestStoa.open(settings);
        orders = new FakeOrders(stoa.bus());
        realtime = new RealtimeVerticle(stoa.platform());
        client = stoa.vertx().createWebSocketClient();
        stoa.deploy(tokens.keysOn(stoa.bus()));
        Outcome.of(stoa.bus()
                .serve(new Question<>(UserAddresses.TENANT, FindTenant.class, TenantProfile.class), 100, this::tenant));
        stoa.deploy(orders);
        deployment = stoa.deploy(realtime);
    }

    private Future<TenantProfile> tenant(Caller caller, FindTenant find) {
        UUID id = "other.localhost".equals(find.host()) ? otherShop : find.host() == null ? find.id() : shop;
        if (id == null || (find.host() != null && !find.host().endsWith(".localhost"))) {
            return Future.failedFuture(Refusal.notFound("shop"));
        }
        return Future.succeededFuture(new TenantProfile(
                id, "shop", "Shop", List.of(), Map.of(), "EUR", "en", List.of("en"), "DE", "outdoor", "#000000"));
    }

    int port() {
        return realtime.port();
    }

    TestSocket open() {
        return open("shop.localhost");
    }

    TestSocket open(String host) {
        return new TestSocket(Outcome.of(client.connect(options(host))));
    }

    WebSocketConnectOptions options(String host) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port())
                .setURI("/api/v1/live")
                .setAllowOriginHeader(false)
                .addHeader("Host", host);
    }

    /** As when the server is stopped. */
    void stopDoor() {
        Outcome.of(stoa.vertx().undeploy(deployment));
    }

    @Override
    public void close() {
        stoa.close();
    }
}
