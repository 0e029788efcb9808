package stoa.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.Memo;

/** One line and one measurement per request. Neither query nor headers nor bodies: they may hold what nobody should read in a log. */
final class AccessLog implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger("stoa.access");

    /** What is not an operation of the contract is measured under one name, however many addresses are tried. */
    private static final String NO_OPERATION = "none";

    private final MeterRegistry meters;

    private record Outcome(String operation, int status) {}

    private final Memo<Outcome, Timer> timers = new Memo<>(this::timer);

    AccessLog(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.addEndHandler(done -> note(ctx, Exchange.of(ctx)));
        ctx.next();
    }

    private void note(RoutingContext ctx, Exchange exchange) {
        long tookNanos = System.nanoTime() - exchange.beganNanos;
        int status = ctx.response().getStatusCode();
        var operation = exchange.operation == null ? NO_OPERATION : exchange.operation.id();
        timers.of(new Outcome(operation, status)).record(tookNanos, TimeUnit.NANOSECONDS);
        LOG.atInfo()
                .addKeyValue("correlationId", exchange.correlationId)
                .addKeyValue("tenant", exchange.tenant == null ? "" : exchange.tenant.id())
                .addKeyValue("operation", operation)
                .addKeyValue("method", ctx.request().method().name())
                .addKeyValue("path", ctx.request().path())
                .addKeyValue("status", status)
                .addKeyValue("bytes", ctx.response().bytesWritten())
                .addKeyValue("tookMicros", TimeUnit.NANOSECONDS.toMicros(tookNanos))
                .log("request");
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("stoa.http.requests")
                .description(
                        "Requests by operation and status, from the first byte of the head to the last of the answer")
                .tag("operation", outcome.operation())
                .tag("status", Integer.toString(outcome.status()))
                .publishPercentileHistogram()
                .register(meters);
    }
}
