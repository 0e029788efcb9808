package stoa.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.messages.user.TenantProfile;

/**
 * The built storefront in memory: some megabytes, read once, so that serving it never touches a disk. It comes from a configured directory,
 * else from the class path.
 */
final class Pages {
    private static final String ROOT = "stoa/spa/";
    private static final String INDEX = "/index.html";

    private final Map<String, Page> pages;

    private Pages(Map<String, Page> pages) {
        this.pages = Map.copyOf(pages);
    }

    /** @param directory or null to look on the class path; blocks on reading */
    static Pages load(@Nullable String directory) {
        try {
            if (directory != null) {
                return new Pages(files(Path.of(directory)));
            }
            var index = Pages.class.getClassLoader().getResource(ROOT + "index.html");
            if (index == null) {
                return new Pages(Map.of());
            }
            return new Pages(
                    index.openConnection() instanceof JarURLConnection jar
                            ? entries(jar)
                            : files(Path.of(index.toURI()).resolveSibling("")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Page> files(Path root) throws IOException {
        var found = new HashMap<String, Page>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = "/" + root.relativize(file).toString().replace('\\', '/');
                found.put(path, Page.of(path, Files.readAllBytes(file)));
            }
        }
        return found;
    }

    private static Map<String, Page> entries(JarURLConnection jar) throws IOException {
        var found = new HashMap<String, Page>();
        // A jar of its own, not the class loader's: closing that one would unload the platform.
        jar.setUseCaches(false);
        try (var file = jar.getJarFile()) {
            for (var entry : file.stream()
                    .filter(e -> !e.isDirectory() && e.getName().startsWith(ROOT))
                    .toList()) {
                var path = "/" + entry.getName().substring(ROOT.length());
                try (var in = file.getInputStream(entry)) {
                    found.put(path, Page.of(path, in.readAllBytes()));
                }
            }
        }
        return found;
    }

    boolean isEmpty() {
        return pages.isEmpty();
    }

    /** The file at this path, or null. The index is none: it depends on the shop. */
    @Nullable
    Page file(String path) {
        return path.equals(INDEX) ? null : pages.get(path);
    }

    /** The page that starts the storefront, in the shop's face and language before the first paint; null where there are no pages. */
    @Nullable
    Page index(@Nullable TenantProfile shop) {
        var index = pages.get(INDEX);
        if (index == null || shop == null) {
            return index;
        }
        var html = index.content()
                .toString(StandardCharsets.UTF_8)
                .replace("data-face=\"default\"", "data-face=\"" + attribute(shop.face()) + '"')
                .replace("lang=\"en\"", "lang=\"" + attribute(shop.locale()) + '"');
        return Page.of(INDEX, html.getBytes(StandardCharsets.UTF_8));
    }

    private static String attribute(String value) {
        return value.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    /** A path that looks like a file and is none must not be answered with a page. */
    static boolean looksLikeFile(String path) {
        return path.substring(path.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .matches(".*\\.[a-z0-9]{1,11}");
    }

    /** Scheme, host and port of a URL. */
    static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
