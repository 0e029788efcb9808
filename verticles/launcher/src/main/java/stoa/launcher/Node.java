package stoa.launcher;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.BadConfiguration;
import stoa.platform.Bus;
import stoa.platform.Config;
import stoa.platform.Failpoints;
import stoa.platform.Platform;
import stoa.platform.Signer;
import stoa.platform.Telemetry;
import stoa.platform.TenancyMeters;
import stoa.platform.relay.DatabaseJobs;
import stoa.platform.relay.EventTypes;
import stoa.platform.relay.KeptAnswers;
import stoa.platform.relay.RelaySettings;
import stoa.platform.relay.RelayedOutbox;
import stoa.tenancy.Tenancy;

/** One running process of Stoa: the verticles that its configuration names, and what they stand on. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long DRAIN_LOOK_MS = 20;

    private final Config config;
    private final Telemetry telemetry;
    private final Vertx vertx;
    private final Readiness readiness = new Readiness();
    private final Platform platform;
    private final RelayedOutbox outbox;
    private final DatabaseJobs jobs;
    private final Deque<String> doors = new ArrayDeque<>();
    private final Deque<String> domains = new ArrayDeque<>();

    private Node(Config config, Telemetry telemetry, Vertx vertx) {
        this.config = config;
        this.telemetry = telemetry;
        this.vertx = vertx;
        var bus = Bus.open(vertx, config.bus(), telemetry.meters());
        var tenancy = Tenancy.open(vertx, config.database().settings(), new TenancyMeters(telemetry.meters()));
        var relay = RelaySettings.of(config);
        outbox = new RelayedOutbox(vertx, bus, tenancy, telemetry.meters(), relay, EventTypes.declared());
        jobs = new DatabaseJobs(vertx, bus, tenancy, telemetry.meters(), relay);
        platform = new Platform(
                vertx,
                config,
                bus,
                tenancy,
                outbox,
                jobs,
                new KeptAnswers(tenancy),
                Signer.of(config.security().secret()),
                telemetry.meters());
    }

    /** Fails, named, where a verticle does not start or an operation of the contract would be left unserved. */
    public static Future<Node> start(Config config) {
        return start(config, Telemetry.of(config.telemetry()));
    }

    /** As {@link #start(Config)}, seen by {@code telemetry}, which the node closes when it stops. */
    static Future<Node> start(Config config, Telemetry telemetry) {
        Failpoints.arm(config);
        var options = Cluster.address(new VertxOptions().setPreferNativeTransport(true), config.cluster());
        // On no context: those of a node that did not start are closed before anybody is told.
        Promise<Node> started = Promise.promise();
        Future.succeededFuture(config)
                .map(Verticles::wanted)
                .compose(verticles -> Cluster.start(telemetry.builder(options), config.cluster())
                        .onSuccess(vertx -> new Node(config, telemetry, vertx).start(verticles, started)))
                .onFailure(started::tryFail);
        return started.future();
    }

    private void start(Verticles verticles, Promise<Node> started) {
        start(verticles).onComplete(done -> {
            if (done.succeeded()) {
                started.complete(this);
            } else {
                stop().onComplete(stopped -> started.fail(done.cause()));
            }
        });
    }

    private Future<Void> start(Verticles verticles) {
        readiness.check("database", () -> DatabaseCheck.look(platform.tenancy()));
        return new Management(readiness, telemetry)
                .listen(vertx, config.management())
                .compose(management -> telemetry.watch(vertx, VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
                .compose(watching -> DatabaseCheck.await(vertx, platform.tenancy(), config.database()))
                .compose(v -> outbox.start())
                .compose(v -> jobs.start())
                .compose(v -> deploy(verticles.domains(), domains))
                .compose(v -> deploy(verticles.doors(), doors))
                .onSuccess(v -> {
                    readiness.open();
                    LOG.info("Serving {}", config.verticles());
                });
    }

    private Future<Void> deploy(Map<String, Verticles.Wanted> wanted, Deque<String> deployed) {
        Future<Void> chain = Future.succeededFuture();
        for (var entry : wanted.entrySet()) {
            var verticle = entry.getValue();
            chain = chain.compose(v -> verticle.kind().prepare(platform))
                    .compose(make -> deploy(make, verticle.instances(), deployed))
                    .recover(e -> Future.failedFuture(
                            e instanceof BadConfiguration
                                    ? e
                                    : new IllegalStateException(
                                            entry.getKey() + " did not start: " + e.getMessage(), e)))
                    .mapEmpty();
        }
        return chain;
    }

    /** The first one alone: what instances of a node share is made by it, and the others wait for nothing. */
    private Future<Void> deploy(Supplier<Deployable> make, int instances, Deque<String> deployed) {
        Future<Void> first = deployed(make, 1, deployed);
        return instances == 1 ? first : first.compose(v -> deployed(make, instances - 1, deployed));
    }

    private Future<Void> deployed(Supplier<Deployable> make, int instances, Deque<String> deployed) {
        return vertx.deployVerticle(make, new DeploymentOptions().setInstances(instances))
                .onSuccess(deployed::push)
                .mapEmpty();
    }

    public Platform platform() {
        return platform;
    }

    /** Not ready, then nothing new, then what runs is finished, then everything is closed, from the doors down. */
    public Future<Void> stop() {
        readiness.close("stopping");
        LOG.info("Stopping: no longer ready");
        return undeploy(doors)
                .compose(v -> drained(System.nanoTime() + config.http().drain().toNanos()))
                .transform(v -> undeploy(domains))
                .transform(v -> jobs.close())
                .transform(v -> outbox.close())
                .transform(v -> platform.tenancy().close())
                .transform(v -> vertx.close())
                .onComplete(v -> {
                    telemetry.close();
                    LOG.info("Stopped");
                });
    }

    private Future<Void> drained(long deadlineNanos) {
        if (platform.bus().inFlight() == 0 || System.nanoTime() > deadlineNanos) {
            return Future.succeededFuture();
        }
        return vertx.timer(DRAIN_LOOK_MS, TimeUnit.MILLISECONDS).compose(t -> drained(deadlineNanos));
    }

    private Future<Void> undeploy(Deque<String> deployed) {
        Future<Void> chain = Future.succeededFuture();
        while (!deployed.isEmpty()) {
            String id = deployed.pop();
            chain = chain.transform(v -> vertx.undeploy(id));
        }
        return chain;
    }
}
