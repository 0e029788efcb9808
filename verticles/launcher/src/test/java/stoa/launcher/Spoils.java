package stoa.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * All that a shop has to be robbed of: a sale with its parcel and payment, people, and what opens doors.
 *
 * @param ids by the names that the contract gives them in paths, queries and bodies
 */
record Spoils(
        Shop shop,
        Map<String, String> ids,
        String accessToken,
        String orderToken,
        String cartToken,
        String refreshCookie,
        String etag) {

    static Spoils of(Shop shop) throws IOException, InterruptedException {
        var variant = shop.variant();
        var sale = shop.customer()
                .buy(variant, 1, "tok_pays", "sold-to-be-robbed-" + UUID.randomUUID(), "Prefer", "wait=10")
                .body();
        String order = sale.path("order").path("id").asString();
        Eventually.get("the order is paid", () -> paid(shop, order));
        var parcel = shop.asStaff(
                "POST",
                "/orders/" + order + "/shipments",
                Map.of("carrier", "Post", "trackingNumber", "00340"),
                "Idempotency-Key",
                "the-one-parcel");
        var session = shop.signIn();
        var cart = shop.customer()
                .send(
                        "POST",
                        "/carts",
                        Map.of("lines", List.of(Map.of("variantId", variant.path("id"), "quantity", 1))),
                        "Idempotency-Key",
                        "the-one-cart-" + UUID.randomUUID())
                .body();
        var product = shop.customer().send("GET", "/products/" + shop.product(), null);
        return new Spoils(
                shop,
                Map.of(
                        "tenantId", shop.tenant().toString(),
                        "productId", shop.product().toString(),
                        "variantId", variant.path("id").asString(),
                        "categoryIds", shop.category().toString(),
                        "orderId", order,
                        "workId", order,
                        "locationId", location(shop),
                        "paymentId", payment(shop, order),
                        "cartId", cart.path("cart").path("id").asString(),
                        "shipmentId", shipment(parcel)),
                session.body().path("accessToken").asString(),
                sale.path("orderToken").asString(),
                cart.path("cartToken").asString(),
                first(session, "set-cookie").split(";", 2)[0],
                first(product, "etag"));
    }

    private static @Nullable Boolean paid(Shop shop, String order) {
        try {
            return "PAID".equals(shop.orders().get(order)) ? Boolean.TRUE : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String location(Shop shop) throws IOException {
        var opened = shop.asStaff(
                "POST",
                "/locations",
                Map.of("name", "Where the rest lies", "priority", 5),
                "Idempotency-Key",
                "the-other-location");
        return opened.path("id").asString();
    }

    private static String payment(Shop shop, String order) throws IOException {
        var payments = shop.asStaff("GET", "/payments?orderId=" + order, null);
        var id = payments.at("/items/0/id").asString("");
        if (id.isEmpty()) {
            throw new AssertionError("no payment of the order in " + payments);
        }
        return id;
    }

    private static String shipment(JsonNode answer) {
        var shipments = answer.path("shipments");
        return (shipments.isArray() ? shipments.get(0) : answer).path("id").asString();
    }

    private static String first(Customer.Heard heard, String header) {
        var values = heard.headers().getOrDefault(header, List.of());
        if (values.isEmpty()) {
            throw new AssertionError("no " + header + " in " + heard);
        }
        return values.getFirst();
    }

    /** What an answer to another shop must not contain. */
    List<String> secrets() {
        var secrets = new ArrayList<>(ids.values());
        secrets.addAll(List.of(shop.email(), accessToken, orderToken, cartToken, "Hauptstraße", "guest@example.org"));
        return secrets;
    }

    /** All that an attack could have moved, as our own staff sees it. */
    List<JsonNode> state() throws IOException {
        var state = new ArrayList<JsonNode>();
        for (String path : List.of(
                "/orders/" + ids.get("orderId"),
                "/orders?of=shop",
                "/payments",
                "/payments/" + ids.get("paymentId") + "/ledger",
                "/products/" + ids.get("productId"),
                "/categories",
                "/locations",
                "/stock-rules",
                "/stock/" + ids.get("variantId") + "/policy",
                "/stock/" + ids.get("variantId") + "/movements",
                "/price-rules",
                "/stock/" + ids.get("variantId"))) {
            state.add(shop.asStaff("GET", path, null));
        }
        state.add(shop.customer()
                .send("GET", "/carts/" + ids.get("cartId"), null, "X-Cart-Token", cartToken)
                .body());
        return state;
    }
}
