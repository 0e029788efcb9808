package stoa.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of a node: metrics for Prometheus, and traces where they are wanted. Without a place to send them to, no trace is begun at
 * all, so that nobody pays for what nobody reads.
 */
public final class Telemetry implements AutoCloseable {
    private static final Duration LAG_PROBE = Duration.ofMillis(100);

    private static final String SQL_CLIENT = "sql";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final @Nullable OpenTelemetrySdk traces;

    private Telemetry(String name, @Nullable SpanProcessor spans) {
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        garbage.bindTo(meters);
        traces = spans == null ? null : sdk(name, spans);
    }

    public static Telemetry of(Config.Telemetry config) {
        if (config.otlp() == null) {
            return new Telemetry(config.name(), null);
        }
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.otlp().toString())
                .build();
        return tracing(
                config.name(),
                BatchSpanProcessor.builder(new MaskedSpans(exporter)).build());
    }

    /** Traces go to {@code spans}. */
    public static Telemetry tracing(String name, SpanProcessor spans) {
        return new Telemetry(name, spans);
    }

    private static OpenTelemetrySdk sdk(String name, SpanProcessor spans) {
        var provider = SdkTracerProvider.builder()
                .addSpanProcessor(spans)
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), name))))
                .build();
        return OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
    }

    public MeterRegistry meters() {
        return meters;
    }

    /** All metrics in the text format of Prometheus. */
    public String scrape() {
        return meters.scrape();
    }

    /** To build a Vert.x with, clustered or not, that is seen. */
    public VertxBuilder builder(VertxOptions options) {
        // Our own metrics say more: about HTTP by operation, about the bus by address, about SQL by pool.
        // Those of Vert.x would be registered under one name by each server, client and pool.
        options.setMetricsOptions(new MicrometerMetricsOptions()
                .setEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                .addDisabledMetricsCategory(SQL_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER));
        VertxBuilder builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
        return traces == null ? builder : builder.withTracer(new OpenTelemetryTracingFactory(traces));
    }

    /** Measures from now on how late each event loop comes to its work. */
    public Future<Void> watch(Vertx vertx, int eventLoops) {
        Timer lag = Timer.builder("stoa.event.loop.lag")
                .description("How late an event loop came to a timer")
                .register(meters);
        return vertx.deployVerticle(() -> new Watch(lag), new DeploymentOptions().setInstances(eventLoops))
                .mapEmpty();
    }

    private static final class Watch extends VerticleBase {
        private final Timer lag;
        private long expected;

        Watch(Timer lag) {
            this.lag = lag;
        }

        @Override
        public Future<?> start() {
            expected = System.nanoTime() + LAG_PROBE.toNanos();
            vertx.setPeriodic(LAG_PROBE.toMillis(), t -> {
                long now = System.nanoTime();
                lag.record(Math.max(0, now - expected), TimeUnit.NANOSECONDS);
                expected = now + LAG_PROBE.toNanos();
            });
            return Future.succeededFuture();
        }
    }

    /** Sends what is still to be sent; may block for some seconds. */
    @Override
    public void close() {
        if (traces != null) {
            traces.close();
        }
        garbage.close();
        meters.close();
    }
}
