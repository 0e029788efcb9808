package stoa.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file of the storefront, ready to be sent.
 *
 * @param zipped its gzip form, or null where that would not be smaller
 * @param etag strong, of the content
 * @param hashed its name changes with its content, so that it may be kept for ever
 */
record Page(String type, Buffer content, @Nullable Buffer zipped, String etag, boolean hashed) {
    /** Such as {@code /main-5XKQJ2NV.js}, {@code /chunk-B-mwbeUy.js} and, in {@code /media}, the fonts: as the build names what it bundles. */
    private static final Pattern HASHED =
            Pattern.compile("/(?:(?:main|chunk|styles|polyfills)|media/.+)-[A-Za-z0-9_-]{8}\\.[a-z0-9]+");

    private static final Set<String> TEXT = Set.of("html", "js", "css", "json", "svg", "txt", "webmanifest", "map");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));

    static Page of(String path, byte[] content) {
        var extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        byte[] zipped = TEXT.contains(extension) ? zip(content) : content;
        return new Page(
                TYPES.getOrDefault(extension, "application/octet-stream"),
                Buffer.buffer(content),
                zipped.length < content.length ? Buffer.buffer(zipped) : null,
                '"' + digest(content) + '"',
                HASHED.matcher(path).matches());
    }

    private static byte[] zip(byte[] content) {
        var zipped = new ByteArrayOutputStream(content.length / 2);
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
