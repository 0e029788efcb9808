package stoa.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import stoa.messages.ApiResponse;
import stoa.messages.Json;
import stoa.openapi.Operation;
import stoa.openapi.model.Problem;

/** Writes answers of the API. */
final class Reply {
    private Reply() {}

    static void answer(RoutingContext ctx, Operation operation, ApiResponse answer) {
        var response = ctx.response();
        if (gone(response)) {
            return;
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        if (answer.headers().containsKey("Content-Language")) {
            response.putHeader("Vary", "Accept-Language, X-Tenant-ID");
        }
        // Open to everybody is not the same as unchanging: ask again each time.
        var open = operation.method().equals("GET") && operation.security().isEmpty();
        harden(response, open ? "no-cache" : "no-store");
        if (answer.body() == null) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(answer.body())));
        }
    }

    static void problem(RoutingContext ctx, Problem problem) {
        var response = ctx.response();
        if (gone(response)) {
            return;
        }
        harden(response, "no-store");
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(problem)));
    }

    private static boolean gone(HttpServerResponse response) {
        return response.ended() || response.closed();
    }

    /** Data is never a page: no browser shall guess, frame or run it. */
    private static void harden(HttpServerResponse response, String caching) {
        response.putHeader("Cache-Control", caching)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
}
