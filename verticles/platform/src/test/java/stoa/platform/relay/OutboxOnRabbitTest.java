package stoa.platform.relay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import stoa.testkit.ExpectedLog;

/** With the RabbitMQ whose URL is given; its own users and virtual hosts are left alone. */
@ExpectedLog("No connection to the broker")
@ExpectedLog("An event was parked")
@ExpectedLog("A message that is no event was dropped")
@Tag("real-services")
class OutboxOnRabbitTest extends OutboxContract {
    private static final String GIVEN = System.getenv().getOrDefault("STOA_TEST_AMQP_URL", "");

    @BeforeAll
    static void given() {
        assumeTrue(!GIVEN.isBlank(), "STOA_TEST_AMQP_URL names no broker");
    }

    @Override
    URI broker() {
        return URI.create(GIVEN);
    }
}
