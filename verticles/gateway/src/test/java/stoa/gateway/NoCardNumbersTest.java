package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.openapi.Contract;
import stoa.platform.Refusal;

class NoCardNumbersTest {
    private final NoCardNumbers guard = new NoCardNumbers(Contract.load());

    private Refusal refused(String body) {
        return assertThrows(Refusal.class, () -> guard.require(body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"a\":{\"b\":[\"x\",\"4242 4242 4242 4242\"]}} | /a/b/1",
                "{\"note\":\"it is 5555-5555-5555-4444, thanks\"} | /note",
                "{\"4242424242424242\":1} | ``",
                "{\"note\":\"\\u0034242424242424242\"} | /note",
                "not json 4242424242424242 | ``"
            })
    void aCardNumberIsRefusedWithItsPlaceAndNeverRepeated(String body, String pointer) {
        var refusal = refused(body);
        assertEquals(400, refusal.status());
        assertEquals("/problems/card-number", refusal.type());
        assertEquals(pointer, refusal.errors().getFirst().pointer());
        assertFalse((refusal.getMessage() + refusal.errors()).matches("(?s).*[0-9]{4}.*"));
    }

    @Test
    void aCardNumberAsAKeyIsRefusedAsInABody() {
        for (var number : List.of("4242424242424242", "buy-4242-4242-4242-4242")) {
            var refusal = assertThrows(Refusal.class, () -> guard.require("Idempotency-Key", number));
            assertEquals("/problems/card-number", refusal.type());
            assertEquals("#/header/Idempotency-Key", refusal.errors().getFirst().pointer());
            assertFalse((refusal.getMessage() + refusal.errors()).contains("4242"));
        }
        assertDoesNotThrow(() -> guard.require("Idempotency-Key", "0197c1d0-7a00-7000-8000-000000000011"));
        assertDoesNotThrow(() -> guard.require("Idempotency-Key", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":4242424242424242}",
                "{\"trackingNumber\":\"4242424242424242\"}",
                "{\"note\":\"4242424242424241\"}",
                "{\"id\":\"0197c1d0-7a00-7000-8000-000000000011\"}",
                "{\"token\":\"tok_d82748c4fbbc4242424242424242\"}",
                ""
            })
    void whatIsDeclaredOrNoCardNumberPasses(String body) {
        assertDoesNotThrow(() -> guard.require(body.getBytes(StandardCharsets.UTF_8)));
    }
}
