package stoa.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.WsFrameCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What people do in a shop, step by step; scenarios are made of it. Each person enters one of the shops and stays there. */
final class People {
    private static final int PATIENCE_SECONDS = 30;

    private final List<Shopfront> shops;
    private final Duration think;

    People(List<Shopfront> shops, Target target) {
        this.shops = shops;
        think = Duration.ofMillis(Math.round(1000 * target.thinkSeconds()));
    }

    /** Comes in and sees the front page. */
    ChainBuilder enter() {
        return exec(session -> {
                    int shop = ThreadLocalRandom.current().nextInt(shops.size());
                    return session.set("shop", shop)
                            .set("url", shops.get(shop).door.url())
                            .set("live", shops.get(shop).door.liveUrl())
                            .set("address", shops.get(shop).address())
                            .set("tokenize", shops.get(shop).tokenizeUrl())
                            .set("publishableKey", shops.get(shop).publishableKey());
                })
                .exec(http("shop").get("#{url}/api/v1/shop").check(status().is(200)))
                .exec(http("categories").get("#{url}/api/v1/categories").check(status().is(200)))
                .exec(http("list").get("#{url}/api/v1/products?limit=24").check(status().is(200)));
    }

    ChainBuilder think() {
        return think.isZero() ? exec(session -> session) : pause(think);
    }

    /** Looks at an article, the popular ones more often. */
    ChainBuilder look() {
        return exec(session -> choose(session, shop(session).any()))
                .exec(http("product").get("#{url}/api/v1/products/#{product}").check(status().is(200)));
    }

    ChainBuilder lookAtTheMostWanted() {
        return exec(session -> choose(session, shop(session).mostWanted()))
                .exec(http("product").get("#{url}/api/v1/products/#{product}").check(status().is(200)));
    }

    /** Lists as people narrow them: by words, by price. */
    ChainBuilder search() {
        return exec(http("cheapest first")
                        .get("#{url}/api/v1/products?sort=price&limit=24")
                        .check(status().is(200)))
                .exec(http("search")
                        .get("#{url}/api/v1/products?text=a&limit=24")
                        .check(status().is(200)));
    }

    private static Session choose(Session session, Shopfront.Article article) {
        return session.set("product", article.product())
                .set("variant", article.variant())
                .set("price", article.price())
                .set("key", UUID.randomUUID().toString());
    }

    /** A new card token, then the checkout. Sold out and a full house are honest answers; an order that was answered may not be lost. */
    ChainBuilder buy() {
        return exec(http("card to token")
                        .post("#{tokenize}")
                        .body(StringBody(
                                "{\"publishableKey\":\"#{publishableKey}\",\"card\":{\"number\":\"4242424242424242\","
                                        + "\"expMonth\":12,\"expYear\":2030,\"cvc\":\"123\"}}"))
                        .check(status().is(201), jsonPath("$.token").saveAs("token")))
                .exec(http("checkout")
                        .post("#{url}/api/v1/checkouts")
                        .header("Idempotency-Key", "#{key}")
                        .body(StringBody("""
                                {"lines":[{"variantId":"#{variant}","quantity":1,"unitPrice":#{price}}],
                                 "contact":{"email":"load@example.org","name":"Load"},
                                 "shippingAddress":#{address},
                                 "payment":{"kind":"card","token":"#{token}"}}"""))
                        .check(status().in(201, 409, 503))
                        .check(jsonPath("$.order.id").optional().saveAs("order"))
                        .check(jsonPath("$.orderToken").optional().saveAs("orderToken")))
                .exec(session -> {
                    if (session.contains("order")) {
                        shop(session).answered(order(session));
                    }
                    return session;
                });
    }

    /** Comes back with the token of the order. */
    ChainBuilder comeBack() {
        return doIf(session -> session.contains("order"))
                .then(exec(http("own order")
                        .get("#{url}/api/v1/orders/#{order}")
                        .header("X-Order-Token", "#{orderToken}")
                        .check(status().is(200))));
    }

    /** Watches the order over a websocket until it is paid. */
    ChainBuilder watchUntilPaid() {
        return watch("PAID");
    }

    /** Watches the order while the shop's staff ship and deliver it. */
    ChainBuilder watchUntilDelivered() {
        return exec(session -> {
                    if (session.contains("order")) {
                        shop(session).fulfil(order(session));
                    }
                    return session;
                })
                .exec(watch("PAID", "SHIPPED", "DELIVERED"));
    }

    private ChainBuilder watch(String... statuses) {
        var checks = Arrays.stream(statuses).map(this::until).toList();
        return doIf(session -> session.contains("order"))
                .then(exec(ws("open").connect("#{live}/api/v1/live"))
                        .exec(ws("authenticate")
                                .sendText(
                                        "{\"type\":\"authenticate\",\"orderToken\":\"#{orderToken}\",\"orderId\":\"#{order}\"}")
                                .await(PATIENCE_SECONDS)
                                .on(ws.checkTextMessage("authenticated").matching(regex("\"authenticated\""))))
                        .exec(ws("subscribe")
                                .sendText(
                                        "{\"type\":\"subscribe\",\"id\":\"a\",\"topic\":\"order\",\"orderId\":\"#{order}\",\"fromVersion\":0}")
                                .await(PATIENCE_SECONDS)
                                .on(checks))
                        .exec(ws("close").close()));
    }

    /** Every message comes by here, and its version is noted; the one with this status ends the wait. */
    private WsFrameCheck until(String status) {
        return ws.checkTextMessage("shown " + status)
                .matching(
                        regex("\"version\":(\\d+)").transformWithSession((version, session) -> {
                            shop(session).seen(order(session), Integer.parseInt(version));
                            return version;
                        }),
                        regex("\"status\":\"" + status + "\""));
    }

    /** The staff look at what is to be done. */
    ChainBuilder work() {
        return exec(session -> session.set("staff", shop(session).staffToken()))
                .exec(http("orders of the shop")
                        .get("#{url}/api/v1/orders?of=shop&limit=50")
                        .header("Authorization", "Bearer #{staff}")
                        .check(status().is(200)));
    }

    private Shopfront shop(Session session) {
        return shops.get(session.getInt("shop"));
    }

    private static String order(Session session) {
        return Objects.requireNonNull(session.getString("order"));
    }
}
