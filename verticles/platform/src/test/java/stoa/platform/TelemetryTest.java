package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.testkit.Outcome;

class TelemetryTest {
    record Ping(String text) {}

    private static final Question<Ping, Ping> PING = new Question<>("test.ping", Ping.class, Ping.class);
    private static final Config.BusLimits LIMITS = new Config.BusLimits(Duration.ofSeconds(5), 16);
    private static final Caller CALLER =
            new Caller(UUID.randomUUID(), null, Set.of(), "test-correlation", "en", "UTC", null);

    @Test
    void oneTraceLeadsFromHttpOverTheBus() {
        var spans = InMemorySpanExporter.create();
        try (var telemetry = Telemetry.tracing("test", SimpleSpanProcessor.create(spans))) {
            Vertx vertx = telemetry.builder(new VertxOptions()).build();
            Bus bus = Bus.open(vertx, LIMITS, telemetry.meters());
            Outcome.of(bus.serve(PING, 8, (who, ping) -> Future.succeededFuture(ping)));
            var server = Outcome.of(vertx.createHttpServer()
                    .requestHandler(request -> bus.ask(CALLER, PING, new Ping("hello"))
                            .onComplete(r -> request.response().end()))
                    .listen(0, "127.0.0.1"));

            Outcome.of(vertx.createHttpClient()
                    .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                    .compose(request -> request.send())
                    .compose(response -> response.end()));
            Outcome.of(vertx.close());

            List<SpanData> all = spans.getFinishedSpanItems();
            assertEquals(1, all.stream().map(SpanData::getTraceId).distinct().count(), all::toString);
            assertEquals(
                    Set.of(SpanKind.CLIENT, SpanKind.SERVER),
                    Set.copyOf(all.stream().map(SpanData::getKind).toList()));
            assertTrue(all.stream().anyMatch(s -> s.toString().contains("test.ping")), all::toString);
        }
    }

    @Test
    void metricsAreWrittenForPrometheus() {
        try (var telemetry = Telemetry.of(new Config.Telemetry(null, "test"))) {
            Vertx vertx = telemetry.builder(new VertxOptions()).build();
            Bus bus = Bus.open(vertx, LIMITS, telemetry.meters());
            Outcome.of(telemetry.watch(vertx, 2));
            Outcome.of(bus.serve(PING, 8, (who, ping) -> Future.succeededFuture(ping)));
            Outcome.of(bus.ask(CALLER, PING, new Ping("hello")));
            var pools = new TenancyMeters(telemetry.meters());
            pools.leased("app", TimeUnit.MILLISECONDS.toNanos(3));
            pools.retried("app", "40001");

            String text = telemetry.scrape();

            Map.of(
                            "stoa_bus_serve_seconds_count", "address=\"test.ping\"",
                            "stoa_bus_in_flight", "address=\"test.ping\"",
                            "stoa_pool_wait_seconds_sum", "pool=\"app\"",
                            "stoa_pool_retried_total", "sqlstate=\"40001\"",
                            "stoa_event_loop_lag_seconds_max", "",
                            "jvm_memory_used_bytes", "")
                    .forEach((name, tag) -> assertTrue(
                            text.lines().anyMatch(line -> line.startsWith(name) && line.contains(tag)),
                            () -> name + " is not in\n" + text));
            Outcome.of(vertx.close());
        }
    }
}
