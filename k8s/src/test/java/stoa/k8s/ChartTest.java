package stoa.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.marcnuri.helm.Helm;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ChartTest {
    private interface Schema {
        void check(JsonElement document) throws Exception;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
            "Ingress", V1Ingress::validateJsonElement,
            "Job", V1Job::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement);

    private final Helm chart = new Helm(Path.of("stoa"));

    @Test
    void lintsStrictly() {
        var lint = chart.lint().strict().call();
        assertFalse(lint.isFailed(), () -> lint.getMessages().toString());
    }

    @Test
    void rendersOnlyWhatKubernetesKnows() throws Exception {
        var documents = render(Map.of("autoscaling.enabled", "true"));
        assertTrue(documents.size() >= 10, () -> "rendered only " + documents.size());
        for (JsonObject document : documents) {
            schema(document).check(document);
        }
    }

    @Test
    void aMemberThatKubernetesDoesNotKnowIsSeen() {
        JsonObject deployment = ofKind(render(Map.of()), "Deployment").getFirst();
        deployment.getAsJsonObject("spec").addProperty("replicaz", 3);
        assertThrows(IllegalArgumentException.class, () -> schema(deployment).check(deployment));
    }

    @Test
    void everyPodRefusesInjectedServiceLinksAndRunsWithoutRoot() {
        for (String kind : List.of("Deployment", "Job")) {
            for (JsonObject document : ofKind(render(Map.of()), kind)) {
                var pod = document.getAsJsonObject("spec")
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec");
                assertFalse(pod.get("enableServiceLinks").getAsBoolean());
                assertTrue(pod.getAsJsonObject("securityContext")
                        .get("runAsNonRoot")
                        .getAsBoolean());
            }
        }
    }

    @Test
    void onlyTheMigrationSeesTheOwnersPassword() {
        String owner = "STOA_DATABASE_OWNER_PASSWORD_FILE";
        var documents = render(Map.of());
        assertTrue(ofKind(documents, "Job").toString().contains(owner));
        assertFalse(ofKind(documents, "Deployment").toString().contains(owner));
    }

    @Test
    void aWrongValueIsRefusedByTheSchemaOfTheValues() {
        assertThrows(RuntimeException.class, () -> render(Map.of("roles.edge.replicas", "zero")));
        assertThrows(RuntimeException.class, () -> render(Map.of("nonsense", "1")));
        assertEquals(2, ofKind(render(Map.of()), "Deployment").size());
    }

    private static Schema schema(JsonObject document) {
        String kind = document.get("kind").getAsString();
        Schema schema = SCHEMAS.get(kind);
        if (schema == null) {
            throw new AssertionError("no schema is known for " + kind);
        }
        return schema;
    }

    private static List<JsonObject> ofKind(List<JsonObject> documents, String kind) {
        return documents.stream()
                .filter(d -> d.get("kind").getAsString().equals(kind))
                .toList();
    }

    private List<JsonObject> render(Map<String, String> values) {
        var template = chart.template().withName("stoa").set("migration.hook", "false"); // hooks are not printed
        values.forEach(template::set);
        var gson = new Gson();
        return StreamSupport.stream(new Yaml().loadAll(template.call()).spliterator(), false)
                .filter(Map.class::isInstance)
                .map(d -> JsonParser.parseString(gson.toJson(d)).getAsJsonObject())
                .toList();
    }
}
