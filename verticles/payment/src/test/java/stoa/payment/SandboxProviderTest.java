package stoa.payment;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import stoa.embedded.psp.Behaviour;

class SandboxProviderTest extends ProviderContract {
    private final PaymentGround ground = new PaymentGround(null);

    @AfterAll
    void close() {
        ground.close();
    }

    @Override
    PaymentProvider provider() {
        return ground.provider();
    }

    @Override
    UUID tenant() {
        return ground.shop.id();
    }

    @Override
    String goodToken() {
        return Behaviour.PAYS.token();
    }

    @Override
    String decliningToken() {
        return Behaviour.DECLINED.token();
    }

    @Override
    String foreignToken() {
        return "tok_unknown";
    }

    @Override
    String stepUpToken() {
        return Behaviour.STEP_UP.token();
    }

    @Override
    void decide(String actionUrl, boolean approved) {
        ground.decide(actionUrl, approved);
    }
}
