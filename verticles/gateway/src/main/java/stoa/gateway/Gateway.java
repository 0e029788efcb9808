package stoa.gateway;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import stoa.openapi.Contract;
import stoa.platform.Platform;
import stoa.platform.RateLimits;

/**
 * The HTTP door of this node: what its verticles share. Load it before anything is served, then deploy {@link #verticle} once or several
 * times; all of them listen on one port.
 */
public final class Gateway {
    final Platform platform;
    final Contract contract;
    final Routes routes;
    final NoCardNumbers noCardNumbers;
    final Pages pages;
    final AccessLog accessLog;
    final RateLimits rates;
    final Visitors visitors;

    private final AtomicInteger running = new AtomicInteger();
    private volatile int port;

    private Gateway(Platform platform, Contract contract, Routes routes, Pages pages) {
        this.platform = platform;
        this.contract = contract;
        this.routes = routes;
        this.noCardNumbers = new NoCardNumbers(contract);
        this.pages = pages;
        this.accessLog = new AccessLog(platform.meters());
        this.rates = new RateLimits(platform.vertx(), platform.config().redis(), platform.meters());
        this.visitors = new Visitors(platform.config().http(), platform.meters());
    }

    /** Prepares the contract and reads the pages, off the event loop. */
    public static Future<Gateway> load(Platform platform) {
        var vertx = platform.vertx();
        var pages = platform.config().http().pages();
        return vertx.executeBlocking(() -> new Read(Contract.load(), Pages.load(pages)))
                .map(Objects::requireNonNull)
                .compose(read -> Routes.load(vertx, read.contract)
                        .map(routes -> new Gateway(platform, read.contract, routes, read.pages)));
    }

    /** What lies on the class path and on disk. */
    private record Read(Contract contract, Pages pages) {}

    public Supplier<Deployable> verticle() {
        return () -> new GatewayVerticle(this);
    }

    public Contract contract() {
        return contract;
    }

    /** Where it listens; 0 before the first verticle is up. */
    public int port() {
        return port;
    }

    void started(int actualPort) {
        running.incrementAndGet();
        port = actualPort;
    }

    void stopped() {
        if (running.decrementAndGet() == 0) {
            rates.close();
        }
    }
}
