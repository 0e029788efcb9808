package stoa.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.platform.Config;
import stoa.testkit.Outcome;

/** A node that cannot do what its configuration says does not start, and says why. */
class StartTest {
    private static Surroundings surroundings;

    @BeforeAll
    static void open() throws Exception {
        surroundings = new Surroundings();
    }

    @AfterAll
    static void close() {
        surroundings.close();
    }

    @ParameterizedTest
    @CsvSource({
        "STOA_HTTP_PROT, 8080, There is no key STOA_HTTP_PROT",
        "STOA_HTTP_PORT, eighty, STOA_HTTP_PORT: 'eighty'",
        "STOA_VERTICLES, gatway=1, gatway",
    })
    void whatIsWrongInTheConfigurationIsNamed(String key, String value, String sentence) throws Exception {
        try (var node = NodeProcess.begin(surroundings.environment(Map.of(key, value)))) {
            assertEquals(2, node.awaitEnd(), () -> node.said().toString());
            assertTrue(
                    node.said().stream().anyMatch(line -> line.contains(sentence)),
                    () -> node.said().toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"STOA_HTTP_PORT", "STOA_LIVE_PORT", "STOA_MANAGEMENT_PORT"})
    void aPortThatIsTakenIsNamed(String key) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String reason = reason(Map.of(key, port, "STOA_HTTP_HOST", "127.0.0.1"));
            assertTrue(reason.contains(key) && reason.contains(port), reason);
        }
    }

    @Test
    void operationsThatNobodyServesAreNamed() {
        String reason = reason(Map.of("STOA_VERTICLES", "gateway=1,user=1,catalog=1,payment=1,notification=1"));
        assertTrue(reason.contains("createCheckout") && reason.contains("STOA_VERTICLES"), reason);
        assertTrue(!reason.contains("getProduct"), reason);
    }

    private static String reason(Map<String, String> settings) {
        var start = Node.start(Config.read(surroundings.environment(settings)));
        return String.valueOf(Outcome.failure(Exception.class, start).getMessage());
    }
}
