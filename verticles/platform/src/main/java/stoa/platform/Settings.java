package stoa.platform;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was set, before it becomes a {@link Config}: defaults, under a properties file, under the environment. Names are checked here, so
 * that a slip of the pen stops the start instead of being ignored.
 */
public final class Settings {
    /** Names the properties file. */
    public static final String FILE_KEY = "STOA_CONFIG";

    private static final String PREFIX = "STOA_";

    /** Belongs to the test kit, not to the server. */
    private static final String TEST_PREFIX = "STOA_TEST_";

    private static final String FILE_SUFFIX = "_FILE";

    private static final Map<String, Setting> BY_KEY =
            Arrays.stream(Setting.values()).collect(Collectors.toMap(Setting::key, Function.identity()));

    private record Value(String text, boolean fromFile, String origin) {}

    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

    private Settings() {}

    /**
     * @param environment of the process; of it only names with {@code STOA_} are read
     * @throws BadConfiguration with a sentence that names the key
     */
    public static Settings read(Map<String, String> environment) {
        var settings = new Settings();
        String file = environment.get(FILE_KEY);
        if (file != null) {
            settings.addFile(Path.of(file));
        }
        new TreeMap<>(environment).forEach((key, value) -> {
            if (key.startsWith(PREFIX) && !key.startsWith(TEST_PREFIX) && !key.equals(FILE_KEY)) {
                settings.add(key, value, "the environment");
            }
        });
        return settings;
    }

    /** These settings, with a value where nothing was set. */
    public Settings orElse(Setting setting, String value) {
        var more = new Settings();
        more.values.putAll(values);
        more.values.putIfAbsent(setting, new Value(value, true, "the surroundings"));
        return more;
    }

    /** Whether somebody has set it; defaults do not count. */
    public boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    private void addFile(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new BadConfiguration(FILE_KEY + ": the file " + file + " cannot be read: " + e, e);
        }
        for (String key : properties.stringPropertyNames()) {
            add(key, properties.getProperty(key), file.toString());
        }
    }

    private void add(String key, String text, String origin) {
        Setting plain = BY_KEY.get(key);
        if (plain != null) {
            values.put(plain, new Value(text.strip(), false, origin));
            return;
        }
        Setting secret =
                key.endsWith(FILE_SUFFIX) ? BY_KEY.get(key.substring(0, key.length() - FILE_SUFFIX.length())) : null;
        if (secret == null || !secret.secret()) {
            throw new BadConfiguration(
                    "There is no key " + key + " (from " + origin + "); docs/guides/configuration.md lists them all.");
        }
        try {
            String held = Files.readString(Path.of(text.strip()), StandardCharsets.UTF_8)
                    .strip();
            values.put(secret, new Value(held, true, origin));
        } catch (IOException e) {
            throw new BadConfiguration(key + ": the file " + text + " cannot be read: " + e, e);
        }
    }

    @Nullable
    String optional(Setting setting) {
        Value value = values.get(setting);
        if (value == null) {
            return setting.fallback();
        }
        String complaint = setting.form().complaint(value.text);
        if (complaint != null) {
            String shown = setting.secret() ? "its value" : "'" + value.text + "'";
            throw new BadConfiguration(
                    setting.key() + ": " + shown + " from " + value.origin + " is refused: it " + complaint + ".");
        }
        return value.text;
    }

    /** @throws BadConfiguration where it is not set and has no default, or is refused */
    public String text(Setting setting) {
        String text = optional(setting);
        if (text == null) {
            String name = setting.secret() ? setting.key() + FILE_SUFFIX : setting.key();
            throw new BadConfiguration(name + " is not set, and there is no default.");
        }
        return text;
    }

    int number(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    boolean flag(Setting setting) {
        return Boolean.parseBoolean(text(setting));
    }

    Duration millis(Setting setting) {
        return Duration.ofMillis(Long.parseLong(text(setting)));
    }

    /** In production only from a file: an environment is seen by whoever sees the process. */
    @Nullable
    Secret optionalSecret(Setting setting, Config.Profile profile) {
        String text = optional(setting);
        Value value = values.get(setting);
        if (text == null || value == null) {
            return null;
        }
        if (profile == Config.Profile.PRODUCTION && !value.fromFile) {
            throw new BadConfiguration(setting.key() + ": in production a secret comes as a file; set " + setting.key()
                    + FILE_SUFFIX + " to its path.");
        }
        return new Secret(text);
    }

    Secret secret(Setting setting, Config.Profile profile) {
        Secret secret = optionalSecret(setting, profile);
        if (secret == null) {
            throw new BadConfiguration(setting.key() + FILE_SUFFIX + " is not set, and there is no default.");
        }
        return secret;
    }
}
