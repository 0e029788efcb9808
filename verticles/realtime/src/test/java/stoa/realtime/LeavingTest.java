package stoa.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Sockets that the server ends by itself, though nobody has broken a rule: whoever comes back may resume. */
class LeavingTest {
    private static final int MOST_MOVES = 200_000;
    private static final int BURST = 500;

    @Test
    void whoDoesNotReadWhatIsSentIsDroppedAndToldSo() throws IOException {
        try (var ground = new LiveGround(Map.of("STOA_LIVE_MAX_UNSENT_BYTES", "1024"));
                var slow = new DeafSocket(ground.port())) {
            slow.say("{\"type\":\"authenticate\",\"token\":\"" + ground.tokens.staff(ground.shop) + "\"}");
            assertTrue(slow.hear().contains("authenticated"));
            slow.say("{\"type\":\"subscribe\",\"id\":\"a\",\"topic\":\"shop-orders\"}");
            assertTrue(slow.hear().contains("subscribed"));

            var order = UUID.randomUUID();
            int moves = 0;
            while (dropped(ground) == 0) {
                assertTrue(moves < MOST_MOVES, "it was sent " + moves + " changes and is still there");
                for (int burst = 0; burst < BURST; burst++, moves++) {
                    ground.orders.move(ground.shop, UUID.randomUUID(), order, true);
                }
            }

            assertEquals(4503, slow.closeCode());
        }
    }

    private static double dropped(LiveGround ground) {
        return ground.stoa
                .meters()
                .counter("stoa.live.closed", "reason", CloseReason.TOO_SLOW.name())
                .count();
    }

    @Test
    void whoGivesNoSignOfLifeIsDroppedAndWhoAnswersPingsStays() throws IOException {
        try (var ground = new LiveGround(Map.of("STOA_LIVE_PING_MS", "100"));
                var silent = new DeafSocket(ground.port())) {
            var alive = ground.open().authenticate(ground.tokens.staff(ground.shop));

            assertEquals(4408, silent.closeCode());

            alive.say("{\"type\":\"ping\"}");
            assertEquals("pong", alive.hear().path("type").asString());
        }
    }

    @Test
    void aServerThatGoesSaysSo() {
        try (var ground = new LiveGround(Map.of())) {
            var socket = ground.open().authenticate(ground.tokens.staff(ground.shop));

            ground.stopDoor();

            assertEquals(1001, socket.closeCode());
        }
    }
}
