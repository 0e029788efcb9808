package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stoa.platform.Telemetry;
import stoa.testkit.Outcome;

/** One trace follows a request from HTTP over the bus to its SQL. */
class TraceTest {
    @Test
    void aRequestIsOneTraceFromTheDoorToTheDatabase() throws Exception {
        var spans = InMemorySpanExporter.create();
        try (var surroundings = new Surroundings()) {
            Node node = surroundings.start(Telemetry.tracing("test", SimpleSpanProcessor.create(spans)), Map.of());
            Shop shop = Shop.in(surroundings, node);
            spans.reset();
            assertEquals(
                    200,
                    shop.customer()
                            .send("GET", "/products/" + shop.product(), null)
                            .status());

            String path = "/api/v1/products/" + shop.product();
            var door = Eventually.get("the request is traced", () -> door(spans.getFinishedSpanItems(), path));
            var trace = spans.getFinishedSpanItems().stream()
                    .filter(span -> span.getTraceId().equals(door.getTraceId()))
                    .toList();
            assertTrue(trace.stream().anyMatch(span -> says(span, "api.getProduct")), trace::toString);
            assertTrue(
                    trace.stream().anyMatch(span -> says(span, "select") && span.getKind() == SpanKind.CLIENT),
                    trace::toString);
            Outcome.of(node.stop());
        }
    }

    private static @Nullable SpanData door(List<SpanData> spans, String path) {
        return spans.stream()
                .filter(span -> span.getKind() == SpanKind.SERVER)
                .filter(span -> path.equals(span.getAttributes().get(AttributeKey.stringKey("url.path"))))
                .findFirst()
                .orElse(null);
    }

    private static boolean says(SpanData span, String word) {
        return (span.getName() + span.getAttributes()).contains(word);
    }
}
