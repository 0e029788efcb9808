package stoa.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ContractRulesTest {
    /** For each rule a change of the contract that must turn it red. */
    private static final Map<String, Consumer<ObjectNode>> BREAKS = Map.of(
            "operations are named, summed up, secured and have one declared tag",
                    contract -> at(contract, "/paths/~1shop/get").remove("security"),
            "operationIds are unique",
                    contract -> at(contract, "/paths/~1shop/get").put("operationId", "getJwks"),
            "request bodies and successes have examples that hold",
                    contract -> at(contract, "/paths/~1sessions/post/requestBody/content/application~1json/example")
                            .put("audience", "nobody"),
            "errors are problems with an example of their status",
                    contract -> at(contract, "/components/responses/NotFound/content/application~1problem+json/example")
                            .put("status", 405),
            "operations declare the errors that the gateway may answer",
                    contract ->
                            at(contract, "/paths/~1checkouts/post/responses").remove("413"),
            "creating posts take an idempotency key",
                    contract -> at(contract, "/paths/~1checkouts/post").putArray("parameters"),
            "every component is used",
                    contract -> at(contract, "/components/schemas").putObject("Forgotten"),
            "what comes in is bounded",
                    contract -> at(contract, "/components/schemas/Address/properties/city")
                            .remove("maxLength"),
            "defaults stand where they are applied",
                    contract -> at(contract, "/components/schemas")
                            .putObject("Choice")
                            .putArray("oneOf")
                            .addObject()
                            .put("default", 1));

    static Stream<String> rules() {
        return ContractRules.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theContractKeeps(String rule) {
        assertEquals(List.of(), broken(rule, Contract.read()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aContractThatBreaksItIsSeen(String rule) {
        var contract = (ObjectNode) Contract.read();
        Objects.requireNonNull(BREAKS.get(rule), rule).accept(contract);
        assertFalse(broken(rule, contract).isEmpty(), rule);
    }

    @Test
    void everyRuleHasItsBreak() {
        assertEquals(Set.copyOf(ContractRules.ALL.keySet()), BREAKS.keySet());
    }

    private static List<String> broken(String rule, JsonNode contract) {
        return Objects.requireNonNull(ContractRules.ALL.get(rule), rule).apply(contract);
    }

    private static ObjectNode at(ObjectNode contract, String pointer) {
        return (ObjectNode) contract.at(pointer);
    }
}
