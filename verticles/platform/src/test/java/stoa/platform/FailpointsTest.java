package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointsTest {
    @Test
    void aPlaceThatIsNotArmedIsPassed() {
        Failpoints.NAMES.forEach(Failpoints::at);
    }

    @Test
    void aNameThatNobodyKnowsIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> Failpoints.at("checkout-berfore-commit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout-berfore-commit", "psp-answer:0", "psp-answer:", "psp-answer:x"})
    void aPlaceThatThereIsNotStopsTheStart(String wanted) {
        var settings = ConfigTest.enough();
        settings.put("STOA_PROFILE", "test");
        settings.put("STOA_FAILPOINT", wanted);
        assertThrows(BadConfiguration.class, () -> Config.read(settings));
    }
}
