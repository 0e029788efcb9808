package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    @Test
    void eachKindHasItsStatusAndAStableRelativeType() {
        List<Refusal> all = List.of(
                Refusal.invalid("d", List.of()),
                Refusal.unauthenticated("d"),
                Refusal.forbidden("d"),
                Refusal.notFound("product"),
                Refusal.conflict("/problems/out-of-stock", "t", "d", List.of()),
                Refusal.stale(3),
                Refusal.unprocessable("/problems/idempotency-key-reused", "t", "d", List.of()),
                Refusal.preconditionRequired(),
                Refusal.tooMany(7),
                Refusal.unavailable("d", 2));

        assertEquals(
                List.of(400, 401, 403, 404, 409, 412, 422, 428, 429, 503),
                all.stream().map(Refusal::status).toList());
        all.forEach(r -> assertTrue(r.type().startsWith("/problems/"), r::type));
    }

    @Test
    void whoIsToComeAgainIsToldWhen() {
        assertEquals(7, Refusal.tooMany(7).retryAfterSeconds());
        assertEquals(2, Refusal.unavailable("d", 2).retryAfterSeconds());
        assertEquals(3, Refusal.stale(3).currentVersion());
    }

    @Test
    void itsFaultsDoNotChangeAfterwards() {
        var faults = new ArrayList<>(List.of(Refusal.Fault.of("#/a", "bad")));
        Refusal refusal = Refusal.invalid("d", faults);

        faults.clear();

        assertEquals(1, refusal.errors().size());
    }

    @Test
    void aRefusalStaysWhatItIsAndEverythingElseIsA500ThatTellsNothing() {
        Refusal refusal = Refusal.notFound("order");

        assertSame(refusal, Failures.refusal(refusal));
        Refusal internal = Failures.refusal(new IllegalStateException("select secret from users"));
        assertEquals(500, internal.status());
        assertFalse(internal.toString().contains("secret"));
    }

    @Test
    void anIfMatchSaysWhichVersionWasSeen() {
        assertEquals(12, ETags.parseIfMatch(ETags.of(12)));
    }

    @Test
    void aMissingIfMatchIs428() {
        assertEquals(
                428, assertThrows(Refusal.class, () -> ETags.parseIfMatch(null)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "*", "W/\"12\"", "\"12\", \"13\"", "\"\"", "\"x\"", "\"99999999999\"", "\"-1\""})
    void aMalformedIfMatchIs400(String ifMatch) {
        assertEquals(
                400,
                assertThrows(Refusal.class, () -> ETags.parseIfMatch(ifMatch)).status());
    }
}
