package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    private static final String LONG_SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static Map<String, String> enough() {
        var settings = new HashMap<String, String>();
        settings.put("STOA_DATABASE_URL", "postgres://db:5433/stoa");
        settings.put("STOA_AMQP_URL", "amqp://broker:5672/");
        settings.put("STOA_PSP_URL", "http://psp:9000");
        settings.put("STOA_PSP_API_KEY", "key");
        settings.put("STOA_PSP_WEBHOOK_SECRET", "hook");
        settings.put("STOA_SECURITY_SECRET", LONG_SECRET);
        settings.put("STOA_SECURITY_SIGNING_KEY", "-----BEGIN PRIVATE KEY-----");
        return settings;
    }

    private static Map<String, String> with(String key, String value) {
        var settings = enough();
        settings.put(key, value);
        return settings;
    }

    private static String refused(Map<String, String> environment) {
        String message = assertThrows(BadConfiguration.class, () -> Config.read(environment))
                .getMessage();
        return message == null ? "" : message;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void withoutMoreThanTheRequiredTheDefaultsStand() {
        Config config = Config.read(enough());

        assertEquals(Config.Profile.DEVELOPMENT, config.profile());
        assertEquals(8080, config.http().port());
        assertEquals(Duration.ofSeconds(5), config.database().statementTimeout());
        assertEquals(
                List.of("gateway", "realtime", "catalog", "order", "payment", "user", "notification"),
                List.copyOf(config.verticles().keySet()));
        assertNull(config.redis().url());
        assertNull(config.failpoint());
        assertEquals(config.psp().url(), config.psp().publicUrl());
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverDefaults() throws IOException {
        Path file = file("stoa.properties", "STOA_HTTP_PORT=1111\nSTOA_MANAGEMENT_PORT = 2222\n");
        var settings = with("STOA_CONFIG", file.toString());
        settings.put("STOA_HTTP_PORT", "3333");

        Config config = Config.read(settings);

        assertEquals(3333, config.http().port());
        assertEquals(2222, config.management().port());
        assertEquals(8082, config.live().port());
    }

    @Test
    void anUnknownKeyStopsTheStartByName() throws IOException {
        assertTrue(refused(with("STOA_HTTP_PROT", "80")).contains("STOA_HTTP_PROT"));
        Path file = file("stoa.properties", "STOA_PORT=80\n");
        String fromFile = refused(with("STOA_CONFIG", file.toString()));
        assertTrue(fromFile.contains("STOA_PORT") && fromFile.contains(file.toString()), fromFile);
    }

    @Test
    void otherNamesOfTheEnvironmentAreNoneOfOurBusiness() {
        var settings = with("HOME", "/root");
        settings.put("STOA_TEST_PG_URL", "postgres://given/to/tests");

        assertEquals(8080, Config.read(settings).http().port());
    }

    @Test
    void aValueThatDoesNotFitStopsTheStartWithItsKeyAndWhatWouldFit() {
        var bad = new LinkedHashMap<String, String>();
        bad.put("STOA_HTTP_PORT", "70000");
        bad.put("STOA_DATABASE_POOL_SIZE", "0");
        bad.put("STOA_DATABASE_STATEMENT_TIMEOUT_MS", "5s");
        bad.put("STOA_PROFILE", "prod");
        bad.put("STOA_CLUSTER", "yes");
        bad.put("STOA_DATABASE_URL", "mysql://db/stoa");
        bad.put("STOA_AMQP_URL", "broker:5672");
        bad.put("STOA_VERTICLES", "order");
        bad.put("STOA_FAILPOINT", "somewhere");
        bad.put("STOA_HTTP_HOST", "");
        bad.forEach((key, value) -> {
            String sentence = refused(with(key, value));
            assertTrue(sentence.contains(key), () -> key + ": " + sentence);
        });
    }

    @Test
    void aDatabaseUrlMustNameTheDatabase() {
        assertTrue(refused(with("STOA_DATABASE_URL", "postgres://db:5432")).contains("STOA_DATABASE_URL"));
    }

    @Test
    void aPasswordInAUrlIsRefusedBecauseUrlsAreShown() {
        String sentence = refused(with("STOA_DATABASE_URL", "postgres://user:geheim@db/stoa"));

        assertTrue(sentence.contains("STOA_DATABASE_URL"), sentence);
    }

    @Test
    void aMissingRequiredKeyIsNamed() {
        for (Setting setting : Setting.values()) {
            if (setting.required()) {
                var settings = enough();
                settings.remove(setting.key());
                assertTrue(refused(settings).contains(setting.key()), setting::key);
            }
        }
    }

    @Test
    void aVerticleTwiceOrNoneAtAllIsRefused() {
        assertTrue(refused(with("STOA_VERTICLES", "order=1,order=2")).contains("order=2"));
        assertTrue(refused(with("STOA_VERTICLES", "order=0")).contains("order=0"));
        assertEquals(
                Map.of("order", 3),
                Config.read(with("STOA_VERTICLES", "order=3")).verticles());
    }

    @Test
    void secretsComeFromFilesAndNeverShowThemselves() throws IOException {
        var settings = with(
                "STOA_SECURITY_SECRET_FILE",
                file("secret", LONG_SECRET + "-of-file\n").toString());
        settings.remove("STOA_SECURITY_SECRET");

        Config config = Config.read(settings);

        assertEquals(LONG_SECRET + "-of-file", config.security().secret().reveal());
        assertFalse(config.toString().contains(LONG_SECRET), config::toString);
        assertEquals("***", config.security().secret().toString());
    }

    @Test
    void aSecretFileThatIsNotThereIsNamed() {
        var settings = with("STOA_PSP_API_KEY_FILE", "/nowhere/key");

        assertTrue(refused(settings).contains("STOA_PSP_API_KEY_FILE"));
    }

    @Test
    void onlySecretsComeAsFiles() {
        assertTrue(refused(with("STOA_HTTP_PORT_FILE", "/port")).contains("STOA_HTTP_PORT_FILE"));
    }

    @Test
    void productionRefusesAPlainSecret() throws IOException {
        var settings = with("STOA_PROFILE", "production");
        for (String key : List.of("PSP_API_KEY", "PSP_WEBHOOK_SECRET", "SECURITY_SIGNING_KEY")) {
            settings.remove("STOA_" + key);
            settings.put("STOA_" + key + "_FILE", file(key, LONG_SECRET).toString());
        }

        String sentence = refused(settings);
        assertTrue(sentence.contains("STOA_SECURITY_SECRET_FILE"), sentence);
        assertFalse(sentence.contains(LONG_SECRET), sentence);

        settings.remove("STOA_SECURITY_SECRET");
        settings.put("STOA_SECURITY_SECRET_FILE", file("secret", LONG_SECRET).toString());
        assertEquals(Config.Profile.PRODUCTION, Config.read(settings).profile());
    }

    @Test
    void aSecretThatCouldBeGuessedIsRefusedWithoutShowingIt() {
        String sentence = refused(with("STOA_SECURITY_SECRET", "short"));

        assertTrue(sentence.contains("STOA_SECURITY_SECRET"), sentence);
        assertFalse(sentence.contains("short "), sentence);
    }

    @Test
    void failpointsExistOnlyUnderTest() {
        var settings = with("STOA_FAILPOINT", "psp-answer");
        assertTrue(refused(settings).contains("STOA_FAILPOINT"));

        settings.put("STOA_PROFILE", "test");
        assertEquals("psp-answer", Config.read(settings).failpoint());
    }

    @Test
    void surroundingsFillInOnlyWhatNobodyHasSet() {
        Settings settings = Settings.read(with("STOA_HTTP_PORT", "1111"))
                .orElse(Setting.HTTP_PORT, "2222")
                .orElse(Setting.REDIS_URL, "redis://127.0.0.1:6379");

        assertEquals(1111, Config.of(settings).http().port());
        assertEquals(
                "redis://127.0.0.1:6379",
                String.valueOf(Config.of(settings).redis().url()));
        assertTrue(settings.has(Setting.HTTP_PORT) && !settings.has(Setting.LIVE_PORT));
    }

    @Test
    void tenancyGetsItsSettings() {
        var settings = with("STOA_DATABASE_PASSWORD", "geheim");
        settings.put("STOA_DATABASE_TLS", "verify-full");

        var database = Config.read(settings).database().settings();

        assertEquals("db", database.host());
        assertEquals(5433, database.port());
        assertEquals("stoa", database.database());
        assertEquals("geheim", database.app().password());
        assertEquals("stoa_scheduler", database.scheduler().name());
        assertEquals("verify-full", database.tls().mode());
    }

    /** The table in code and the page that people read say the same. */
    @Test
    void theGuideDocumentsEachKeyWithItsDefaultAndNoOther() throws IOException {
        var documented = new LinkedHashMap<String, String>();
        var row = Pattern.compile("^\\| `(STOA_[A-Z_]+)` \\| ?(.*?) \\|.*\\|$");
        for (String line : Files.readAllLines(Path.of("../../docs/guides/configuration.md"))) {
            var matcher = row.matcher(line);
            if (matcher.matches()) {
                assertNull(documented.put(matcher.group(1), matcher.group(2).replace("`", "")), line);
            }
        }
        var known = new LinkedHashMap<String, String>();
        for (Setting setting : Setting.values()) {
            known.put(setting.key(), inTheGuide(setting));
        }
        assertEquals(new HashMap<>(known), new HashMap<>(documented));
    }

    private static String inTheGuide(Setting setting) {
        if (setting.secret()) {
            return setting.required() ? "(required, secret)" : "(secret)";
        }
        if (setting.required()) {
            return Form.REQUIRED;
        }
        String fallback = setting.fallback();
        return fallback == null ? "" : fallback;
    }

    @Test
    void theGuideDocumentsEachFailpoint() throws IOException {
        String guide = Files.readString(Path.of("../../docs/guides/failpoints.md"));

        Failpoints.NAMES.forEach(name -> assertTrue(guide.contains("| `" + name + "` |"), name));
    }
}
