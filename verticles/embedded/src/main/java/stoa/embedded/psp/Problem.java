package stoa.embedded.psp;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The one way in which this provider says no (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    Problem(int status, String type, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
    }

    static Problem invalid(String detail) {
        return new Problem(400, "invalid-request", detail);
    }

    static Problem card(String detail) {
        return new Problem(402, "card-refused", detail);
    }

    static Problem unauthenticated() {
        return new Problem(401, "unauthenticated", "Send the account's secret key as bearer token.");
    }

    static Problem notFound() {
        return new Problem(404, "not-found", "This account has no such intent.");
    }

    static Problem conflict(String detail) {
        return new Problem(409, "wrong-state", detail);
    }

    void write(RoutingContext to) {
        var body = new JsonObject()
                .put("type", "/problems/" + type)
                .put("title", type.replace('-', ' '))
                .put("status", status)
                .put("detail", getMessage());
        to.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toBuffer());
    }
}
