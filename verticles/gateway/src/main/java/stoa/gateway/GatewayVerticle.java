package stoa.gateway;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import stoa.platform.AccessTokens;
import stoa.platform.BadConfiguration;
import stoa.platform.Config;
import stoa.platform.Setting;
import stoa.platform.TenantDirectory;

/** Listens, and takes every request through the same steps in the same order. */
public final class GatewayVerticle extends VerticleBase {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 8 * 1024;

    /** Below this, gzip costs more than it saves. */
    private static final int COMPRESS_FROM_BYTES = 2048;

    private final Gateway gateway;
    private final Config config;
    private @Nullable HttpServer server;
    private @Nullable Router router;

    GatewayVerticle(Gateway gateway) {
        this.gateway = gateway;
        this.config = gateway.platform.config();
    }

    @Override
    public Future<?> start() {
        var hall = gateway.visitors.hall(vertx);
        var routes = routes(hall);
        vertx.setPeriodic(Visitors.SWEEP_MS, t -> hall.sweep());
        var listening = vertx.createHttpServer(options())
                .requestHandler(request -> {
                    hall.asked(request);
                    routes.handle(request);
                })
                .connectionHandler(hall::admit)
                .invalidRequestHandler(GatewayVerticle::refuseMalformed);
        router = routes;
        server = listening;
        var http = config.http();
        return listening
                .listen()
                .recover(e -> Future.failedFuture(
                        BadConfiguration.noListening(Setting.HTTP_PORT, http.host(), http.port(), e)))
                .onSuccess(up -> gateway.started(up.actualPort()));
    }

    /** Takes no new connection, lets what runs finish, then closes; what is still running after the drain time is cut off. */
    @Override
    public Future<?> stop() {
        var closed = server == null
                ? Future.<Void>succeededFuture()
                : server.shutdown(config.http().drain().toMillis(), TimeUnit.MILLISECONDS);
        return closed.onComplete(done -> gateway.stopped());
    }

    /** The steps in their order; {@code GatewayTest} reads them from here. */
    @Nullable
    Router router() {
        return router;
    }

    private Router routes(Visitors.Hall hall) {
        var platform = gateway.platform;
        var http = config.http();
        var addresses = new ClientAddress(http.trustedProxies());
        var directory = new TenantDirectory(platform.bus());
        var body = new Body(vertx, http.maxBodyBytes(), http.bodyTimeout());
        var steps = Router.router(vertx);
        var api = Routes.BASE + "/*";

        all(steps, "correlation", new Correlation(http.bodyTimeout().toMillis()));
        all(steps, "access log", gateway.accessLog);
        all(
                steps,
                "address limit",
                new RateLimit(
                        gateway.rates, "address", config.rates().address(), ctx -> addresses.group(ctx.request())));
        steps.get(Routes.BASE + "/live")
                .setName("live")
                .handler(new LiveDoor(
                        vertx, config.live().url(), config.bus().askTimeout(), addresses, gateway.visitors, hall));
        steps.route(api).setName("contract").subRouter(gateway.routes.router(vertx));
        some(steps, api, "operation", gateway.routes::requireOperation);
        some(steps, api, "tenant", new TenantChoice(directory));
        some(
                steps,
                api,
                "identity",
                new Identity(new AccessTokens(vertx, platform.bus()), platform.signer(), http.publicScheme()));
        some(steps, api, "scopes", new Scopes());
        some(
                steps,
                api,
                "tenant limit",
                new RateLimit(
                        gateway.rates,
                        "tenant",
                        config.rates().tenant(),
                        ctx -> Exchange.of(ctx).caller().tenant().toString()));
        some(steps, api, "validation", new Validation(body, addresses, http.publicScheme(), gateway.noCardNumbers));
        some(steps, api, "dispatch", new Dispatch(platform.bus(), config.bus().askTimeout()));
        pages(steps, new Storefront(gateway.pages, directory, config));
        steps.route()
                .setName("problem mapping")
                .handler(ctx -> ctx.fail(Problems.byStatus(405)))
                .failureHandler(new Problems());
        return steps;
    }

    private static void all(Router steps, String name, Handler<RoutingContext> step) {
        steps.route().setName(name).handler(step);
    }

    private static void some(Router steps, String path, String name, Handler<RoutingContext> step) {
        steps.route(path).setName(name).handler(step);
    }

    private static void pages(Router steps, Storefront storefront) {
        steps.get("/*").setName("pages").handler(storefront);
        steps.head("/*").setName("pages").handler(storefront);
    }

    private HttpServerOptions options() {
        var http = config.http();
        return new HttpServerOptions()
                .setHost(http.host())
                .setPort(http.port())
                // Else a connection would show itself only with its first complete head: neither limited nor timed
                // before.
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setIdleTimeout((int) http.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setCompressionSupported(true)
                .setCompressionContentSizeThreshold(COMPRESS_FROM_BYTES);
    }

    private static void refuseMalformed(HttpServerRequest request) {
        var failure = request.decoderResult().cause();
        int status = failure instanceof TooLongHttpLineException
                ? 414
                : failure instanceof TooLongHttpHeaderException ? 431 : 400;
        var id = Correlation.made();
        var problem = Problems.problem(Problems.byStatus(status), id);
        request.response()
                .setStatusCode(status)
                .putHeader("Connection", "close")
                .putHeader(Correlation.HEADER, id)
                .putHeader("Content-Type", "application/problem+json")
                .end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(problem)))
                .onComplete(sent -> request.connection().close());
    }
}
