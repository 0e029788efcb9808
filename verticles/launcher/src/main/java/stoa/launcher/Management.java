package stoa.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;
import stoa.platform.Setting;
import stoa.platform.Telemetry;

/** Health and metrics, on a port of their own that shoppers cannot reach. */
final class Management {
    private final Readiness readiness;
    private final Telemetry telemetry;

    Management(Readiness readiness, Telemetry telemetry) {
        this.readiness = readiness;
        this.telemetry = telemetry;
    }

    Future<HttpServer> listen(Vertx vertx, Config.Management config) {
        return vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(30))
                .requestHandler(this::answer)
                .listen(config.port(), config.host())
                .recover(e -> Future.failedFuture(
                        BadConfiguration.noListening(Setting.MANAGEMENT_PORT, config.host(), config.port(), e)));
    }

    private void answer(HttpServerRequest request) {
        switch (Objects.requireNonNullElse(request.path(), "")) {
            case "/health/live" -> json(request, 200, new JsonObject().put("status", "up"));
            case "/health/ready" ->
                readiness
                        .report()
                        .onSuccess(report -> json(
                                request,
                                report.ready() ? 200 : 503,
                                new JsonObject()
                                        .put("status", report.ready() ? "ready" : "not ready")
                                        .put("reasons", new JsonObject(Map.copyOf(report.reasons())))));
            case "/metrics" ->
                request.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(telemetry.scrape());
            default -> json(request, 404, new JsonObject().put("status", "not found"));
        }
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }
}
