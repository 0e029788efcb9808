package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "4242424242424242, ************4242",
        "4242 4242 4242 4242, **** **** **** 4242",
        "4242-4242-4242-4242, ****-****-****-4242",
        "my card is 5555555555554444!, my card is ************4444!",
        "378282246310005, ***********0005",
        "3782 822463 10005, **** ****** *0005",
        "30569309025904, **********5904",
        "6011111111111117, ************1117",
        "3530111333300000, ************0000",
        "6200000000000005, ************0005",
        "2223003122003222, ************3222",
        "4242 4242 4242 4242 12 2030 123, **** **** **** 4242 12 2030 123",
    })
    void aCardNumberIsFoundAndMasked(String text, String masked) {
        assertTrue(CardNumbers.in(text));
        assertTrue(CardNumbers.suspicious(text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(masked, CardNumbers.masked(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242424242424241",
                "9999999999999995",
                "4006381333931",
                "0197c1d0-7a00-7000-8000-000000000011",
                "41111111-1111-4111-8111-111111111111",
                "pi_d82748c4fbbc4242424242424242",
                "4242424242424242a",
                "+49 89 1234 5678",
                "2026-11-23T09:15:00.000000Z",
                "1795425300 1795425301",
                ""
            })
    void whatIsNoneIsLeftAlone(String text) {
        assertFalse(CardNumbers.in(text));
        assertEquals(text, CardNumbers.masked(text));
    }

    @Test
    void aTraceLeavesTheHouseWithoutIt() {
        var sent = InMemorySpanExporter.create();
        var spans = new MaskedSpans(sent);
        spans.export(List.of(TestSpanData.builder()
                .setName("GET /4242424242424242")
                .setKind(SpanKind.SERVER)
                .setStatus(StatusData.ok())
                .setStartEpochNanos(1)
                .setEndEpochNanos(2)
                .setHasEnded(true)
                .setAttributes(Attributes.builder()
                        .put("url.query", "q=4242 4242 4242 4242")
                        .put("bytes", 7)
                        .build())
                .build()));
        var span = sent.getFinishedSpanItems().getFirst();
        assertEquals("GET /************4242", span.getName());
        assertEquals(
                Attributes.builder()
                        .put("url.query", "q=**** **** **** 4242")
                        .put("bytes", 7)
                        .build(),
                span.getAttributes());
    }
}
