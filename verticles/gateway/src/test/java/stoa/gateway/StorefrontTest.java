package stoa.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorefrontTest {
    private static final String INDEX =
            "<!doctype html><html lang=\"en\" data-face=\"default\"><script src=\"main-5XKQJ2NV.js\"></script></html>";
    private static final String SCRIPT = "console.log('a shop');\n".repeat(200);

    @TempDir
    private static Path pages;

    private House house;

    @BeforeAll
    void open() throws IOException {
        Files.writeString(pages.resolve("index.html"), INDEX);
        Files.writeString(pages.resolve("main-5XKQJ2NV.js"), SCRIPT);
        Files.writeString(pages.resolve("favicon.svg"), "<svg/>");
        house = new House(Map.of("HTTP_PAGES", pages.toString(), "HTTP_PUBLIC_SCHEME", "https"));
    }

    @AfterAll
    void close() {
        house.close();
    }

    @Test
    void eachShopGetsTheIndexInItsOwnFaceAndLanguage() {
        var nord = page("nord.localhost", "/");
        assertEquals(200, nord.status());
        assertTrue(nord.text().contains("<html lang=\"de\" data-face=\"outdoor\">"), nord.text());
        var sud = page("sud.localhost", "/");
        assertTrue(sud.text().contains("<html lang=\"en\" data-face=\"coffee\">"), sud.text());
        assertEquals("no-cache", nord.header("Cache-Control"));
        assertFalse(nord.header("ETag").equals(sud.header("ETag")));
    }

    @Test
    void aPlaceInsideTheStorefrontIsTheIndexToo() {
        var deep = page("nord.localhost", "/products/tent?color=red");
        assertEquals(200, deep.status());
        assertTrue(deep.text().contains("data-face=\"outdoor\""));
        assertEquals("text/html; charset=utf-8", deep.header("Content-Type"));
    }

    @Test
    void aFileThatIsNotThereIsNoPage() {
        assertEquals(
                404,
                house.send("", HttpMethod.GET, "nord.localhost", "/main-00000000.js", Map.of(), null)
                        .status());
        assertEquals(
                404,
                house.send("", HttpMethod.GET, "nord.localhost", "/../pom.xml", Map.of(), null)
                        .status());
    }

    @Test
    void hashedFilesAreKeptForEverOthersAreNot() {
        assertEquals(
                "public, max-age=31536000, immutable",
                page("nord.localhost", "/main-5XKQJ2NV.js").header("Cache-Control"));
        assertEquals(
                "public, max-age=3600", page("nord.localhost", "/favicon.svg").header("Cache-Control"));
    }

    @Test
    void whoTakesGzipGetsIt() throws IOException {
        var zipped = house.raw(
                HttpMethod.GET, "nord.localhost", "/main-5XKQJ2NV.js", Map.of("Accept-Encoding", "br, gzip"), null);
        assertEquals("gzip", zipped.header("Content-Encoding"));
        var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body().getBytes()));
        assertEquals(SCRIPT, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(SCRIPT, page("nord.localhost", "/main-5XKQJ2NV.js").text());
    }

    @Test
    void whoHasThePageAlreadyIsToldSo() {
        var etag = page("nord.localhost", "/").header("ETag");
        var again = house.raw(HttpMethod.GET, "nord.localhost", "/", Map.of("If-None-Match", etag), null);
        assertEquals(304, again.status());
        assertEquals(0, again.body().length());
    }

    @Test
    void scriptsComeFromTheShopAloneAndNobodyFramesIt() {
        var page = page("nord.localhost", "/");
        var policy = page.header("Content-Security-Policy");
        assertTrue(policy.contains("script-src 'self';"), policy);
        assertTrue(policy.contains("connect-src 'self' http://psp.localhost:9;"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals("max-age=63072000", page.header("Strict-Transport-Security"));
        assertFalse(page.header("Permissions-Policy").isEmpty());
        assertFalse(page.header("Referrer-Policy").isEmpty());
    }

    @Test
    void anUnknownHostGetsThePlainPageAs404() {
        var page = page("elsewhere.localhost", "/");
        assertEquals(404, page.status());
        assertTrue(page.text().contains("data-face=\"default\""));
    }

    @Test
    void nothingIsWrittenToAPage() {
        assertEquals(
                405,
                house.send("", HttpMethod.POST, "nord.localhost", "/", Map.of(), null)
                        .status());
    }

    private House.Answer page(String host, String path) {
        return house.raw(HttpMethod.GET, host, path, Map.of(), null);
    }
}
