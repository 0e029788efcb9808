package stoa.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The guide is run as it is printed: a reader who pastes its blocks ends with a delivered order. */
@ExtendWith(RunningDemo.class)
class ApiTourTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    /** Of the reader; a bare machine has none, and its gate installs them. */
    private static final List<String> TOOLS = List.of("bash", "curl", "jq");

    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void leadsFromNothingToADeliveredOrder(RunningDemo.Demo demo) throws Exception {
        assumeTrue(TOOLS.stream().allMatch(ApiTourTest::there), () -> "The guide speaks " + TOOLS);
        String guide = Files.readString(ROOT.resolve("docs/guides/api-tour.md"));
        String script = BLOCK.matcher(guide).results().map(b -> b.group(1)).collect(Collectors.joining("\n"));
        assertTrue(script.contains("/checkouts"), "the guide still has its blocks");
        var tour = Command.run(
                ROOT,
                Map.of("SHOP", demo.shop("nordhang"), "PASSWORD", DemoShop.PASSWORD),
                2,
                List.of("bash", "-euo", "pipefail", "-c", script));
        assertEquals(0, tour.status(), tour::output);
        assertTrue(tour.output().contains("The order is DELIVERED"), tour::output);
    }

    private static boolean there(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }
}
