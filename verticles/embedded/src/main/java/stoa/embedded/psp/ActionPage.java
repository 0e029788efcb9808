package stoa.embedded.psp;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The page on which the buyer approves or declines a payment, as a bank's would be. Its address holds a secret that only the shop was
 * told. Looking changes nothing; a decision is taken only from the page itself, and leads to the address given with the intent.
 */
final class ActionPage {
    private static final String PATH = "/actions/";
    private static final String ASKS = read("asks.html");
    private static final String SAYS = read("says.html");
    private static final String STYLE = read("page.css");
    private static final String STYLE_HASH = hash(STYLE);

    private final Books books;
    private final Till till;
    private final PspKeys keys;
    private final Supplier<String> publicUrl;

    ActionPage(Books books, Till till, PspKeys keys, Supplier<String> publicUrl) {
        this.books = books;
        this.till = till;
        this.keys = keys;
        this.publicUrl = publicUrl;
    }

    void mount(Router router) {
        router.get(PATH + ":secret").handler(this::show);
        router.post(PATH + ":secret").handler(this::decide);
    }

    /** As the API shows an intent: with the address of its page while it waits for the buyer. */
    JsonObject shown(Intent intent) {
        return intent.status() == IntentStatus.REQUIRES_ACTION
                ? intent.shown().put("actionUrl", publicUrl.get() + PATH + intent.action())
                : intent.shown();
    }

    private void show(RoutingContext to) {
        var intent = asked(to);
        if (intent == null) {
            say(to, 404, "There is nothing to confirm at this address.", null);
        } else if (intent.status() == IntentStatus.REQUIRES_ACTION) {
            ask(to, intent);
        } else {
            say(to, 200, "This payment has been decided.", intent.terms().returnUrl());
        }
    }

    private void decide(RoutingContext to) {
        var intent = asked(to);
        var decision = to.request().getFormAttribute("decision");
        if (intent == null) {
            say(to, 404, "There is nothing to confirm at this address.", null);
        } else if (!fromThisPage(to, intent) || !("approve".equals(decision) || "decline".equals(decision))) {
            say(to, 403, "A payment is confirmed on this page only. Please open it again.", null);
        } else {
            till.decide(intent, "approve".equals(decision))
                    .onSuccess(decided -> leave(to, decided.terms().returnUrl()))
                    .onFailure(to::fail);
        }
    }

    private @Nullable Intent asked(RoutingContext from) {
        return books.intentOfAction(Objects.requireNonNullElse(from.pathParam("secret"), ""));
    }

    private boolean fromThisPage(RoutingContext from, Intent intent) {
        var site = from.request().getHeader("Sec-Fetch-Site");
        var proof = Objects.requireNonNullElse(from.request().getFormAttribute("proof"), "");
        return (site == null || site.equals("same-origin"))
                && MessageDigest.isEqual(bytes(keys.formToken(secret(intent))), bytes(proof));
    }

    private void leave(RoutingContext to, @Nullable String returnUrl) {
        if (returnUrl == null) {
            say(to, 200, "Thank you. You can close this window.", null);
        } else {
            guarded(to, 303, null).putHeader(HttpHeaders.LOCATION, returnUrl).end();
        }
    }

    private void ask(RoutingContext to, Intent intent) {
        page(
                to,
                200,
                intent.terms().returnUrl(),
                ASKS,
                Map.of(
                        "amount", amount(intent.terms()),
                        "reference", intent.terms().reference(),
                        "proof", keys.formToken(secret(intent)),
                        "action", PATH + secret(intent)));
    }

    private static String secret(Intent intent) {
        return Objects.requireNonNull(intent.action(), "an intent with a page has its secret");
    }

    private void say(RoutingContext to, int status, String text, @Nullable String returnUrl) {
        page(
                to,
                status,
                returnUrl,
                SAYS,
                Map.of(
                        "text", text,
                        "href", returnUrl == null ? "" : returnUrl,
                        "back", returnUrl == null ? "hidden" : "back"));
    }

    private static void page(
            RoutingContext to, int status, @Nullable String returnUrl, String template, Map<String, String> values) {
        var html = template.replace("{style}", STYLE);
        for (var value : values.entrySet()) {
            html = html.replace("{" + value.getKey() + "}", escaped(value.getValue()));
        }
        guarded(to, status, returnUrl)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end(html);
    }

    /** Nothing is loaded, framed, kept or sent elsewhere; a form may lead to this page, and from it back to the shop. */
    private static HttpServerResponse guarded(RoutingContext to, int status, @Nullable String returnUrl) {
        var shop = returnUrl == null ? "" : " " + origin(returnUrl);
        return to.response()
                .setStatusCode(status)
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src '" + STYLE_HASH + "'; form-action 'self'" + shop
                                + "; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("X-Content-Type-Options", "nosniff")
                // Not no-referrer: browsers would then send the form without its origin.
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes(text));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String origin(String url) {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** Such as {@code 149.00 EUR}. */
    private static String amount(Intent.Terms terms) {
        return BigDecimal.valueOf(terms.amount(), digits(terms.currency())).toPlainString() + " " + terms.currency();
    }

    private static int digits(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return 2; // a code of the right form that nobody has given out
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("{", "&#123;"); // the templates' own mark
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(String name) {
        try (InputStream in = ActionPage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
