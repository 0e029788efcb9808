package stoa.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class JsonTest {
    record Sent(String name, OffsetDateTime at, @Nullable String note) {}

    @Test
    void aRecordSurvivesTheWay() {
        var sent = new Sent("Grüße 🏕", OffsetDateTime.parse("2026-03-01T12:00:00.123+01:00"), null);

        String json = Json.MAPPER.writeValueAsString(sent);

        assertEquals(sent, Json.MAPPER.readValue(json, Sent.class));
        assertFalse(json.contains("note"), json);
    }

    @Test
    void aCallerSurvivesTheWay() {
        var caller = new Caller(
                UUID.randomUUID(), null, Set.of("a", "b"), "correlation", "de", "Europe/Berlin", UUID.randomUUID());

        assertEquals(caller, Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(caller), Caller.class));
    }

    @Test
    void membersOfALaterVersionAreIgnored() {
        var read = Json.MAPPER.readValue("{\"name\":\"a\",\"at\":\"2026-03-01T12:00:00Z\",\"later\":1}", Sent.class);

        assertEquals("a", read.name());
    }

    @Test
    void jsonThatIsTooDeepIsRefusedBeforeItExhaustsAStack() {
        assertThrows(JacksonException.class, () -> Json.MAPPER.readTree("[".repeat(10_000) + "]".repeat(10_000)));
    }

    @Test
    void aKeyTwiceIsRefused() {
        assertThrows(JacksonException.class, () -> Json.MAPPER.readTree("{\"a\":1,\"a\":2}"));
    }

    @Test
    void whatFollowsTheEndIsRefused() {
        assertThrows(JacksonException.class, () -> Json.MAPPER.readValue("{\"name\":\"a\"} {}", Sent.class));
    }

    @Test
    void aVersionIsAStrongTag() {
        assertEquals("\"3\"", Answer.ok("x").withETag(3).headers().get("ETag"));
    }

    @Test
    void whoIsNotSignedInIsAuditedAsGuest() {
        var guest = new Caller(UUID.randomUUID(), null, Set.of(), "correlation", "de", "UTC", null);

        assertEquals(Caller.GUEST, guest.actor());
        assertEquals(Caller.SYSTEM, Caller.system(guest.tenant(), "correlation").actor());
    }
}
