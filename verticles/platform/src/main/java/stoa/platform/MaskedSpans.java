package stoa.platform;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Sends traces on without the card numbers that somebody may have put into an address. */
final class MaskedSpans implements SpanExporter {
    private final SpanExporter exporter;

    MaskedSpans(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return exporter.export(spans.stream().<SpanData>map(Masked::new).toList());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static final class Masked extends DelegatingSpanData {
        Masked(SpanData span) {
            super(span);
        }

        @Override
        public String getName() {
            return CardNumbers.masked(super.getName());
        }

        @Override
        public Attributes getAttributes() {
            var masked = Attributes.builder();
            super.getAttributes().forEach((key, value) -> put(masked, key, value));
            return masked.build();
        }

        @SuppressWarnings("unchecked") // the type of the key is the type of its value
        private static <T> void put(AttributesBuilder to, AttributeKey<T> key, Object value) {
            to.put(key, (T) (key.getType() == AttributeType.STRING ? CardNumbers.masked((String) value) : value));
        }
    }
}
