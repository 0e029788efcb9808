package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API of {@code docs/guides/sandbox-psp.md}. */
final class PspRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(PspRoutes.class);
    private static final int MOST_BODY_BYTES = 64 * 1024;
    private static final int MOST_CHARGES = 1_000;

    private static final Pattern OWN_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Books books;
    private final Till till;
    private final PspKeys keys;
    private final ActionPage page;

    PspRoutes(Books books, Till till, PspKeys keys, ActionPage page) {
        this.page = page;
        this.books = books;
        this.till = till;
        this.keys = keys;
    }

    Router router(Vertx vertx) {
        var router = Router.router(vertx);
        router.route("/v1/tokens")
                .handler(CorsHandler.create()
                        .allowedMethod(HttpMethod.POST)
                        .allowedHeader("Content-Type")
                        .allowPrivateNetwork(true)
                        .maxAgeSeconds(600));
        router.route().handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
        router.get("/health").handler(to -> to.response().end("ok"));
        router.post("/v1/tokens").handler(to -> answer(to, 201, makeToken(to)));
        router.post("/v1/intents").handler(to -> answer(to, 201, createIntent(to)));
        router.get("/v1/intents").handler(to -> answer(to, 200, listIntents(to)));
        router.get("/v1/intents/:id").handler(to -> answer(to, 200, Future.succeededFuture(shown(intent(to)))));
        router.put("/v1/intents/:id").handler(to -> moved(to, putIntent(to)));
        router.post("/v1/intents/:id/void").handler(to -> moved(to, endIntent(to)));
        move(router, "confirm", (intent, _) -> till.confirm(intent));
        move(router, "capture", till::capture);
        move(router, "refund", till::refund);
        page.mount(router);
        router.get("/v1/charges").handler(to -> answer(to, 200, listCharges(to)));
        router.route().failureHandler(PspRoutes::refuse);
        return router;
    }

    private void move(Router router, String verb, BiFunction<Intent, Till.Order, Future<Optional<Intent>>> how) {
        router.post("/v1/intents/:id/" + verb).handler(to -> moved(to, how.apply(intent(to), order(to))));
    }

    /** Some cards see to it that nobody is ever answered. */
    private void moved(RoutingContext to, Future<Optional<Intent>> move) {
        move.onSuccess(moved -> moved.ifPresent(intent -> write(to, 200, shown(intent))))
                .onFailure(to::fail);
    }

    /** Without a body it is about all there is. */
    private static Till.Order order(RoutingContext from) {
        var key = from.request().getHeader("Idempotency-Key");
        return new Till.Order(from.body().length() <= 0 ? null : amount(body(from)), key);
    }

    private JsonObject shown(Intent intent) {
        return page.shown(intent);
    }

    private Future<JsonObject> makeToken(RoutingContext from) {
        var body = body(from);
        var account = keys.accountOfPublishable(text(body, "publishableKey", 100));
        if (account == null) {
            throw new Problem(401, "unauthenticated", "This is not a publishable key of the sandbox.");
        }
        var card = TestCards.check(object(body, "card"));
        return books.keep(new Books.Token(books.newId("tok"), account, card.behaviour()))
                .map(token -> new JsonObject()
                        .put("token", token.id())
                        .put("brand", "visa")
                        .put("last4", card.last4()));
    }

    private Future<JsonObject> createIntent(RoutingContext from) {
        var account = account(from);
        var key = from.request().getHeader("Idempotency-Key");
        var terms = terms(account, body(from));
        var before = key == null ? null : books.intentOfKey(account, key);
        if (before != null) {
            if (!before.terms().equals(terms)) {
                throw new Problem(422, "key-reused", "This Idempotency-Key has created another intent.");
            }
            return Future.succeededFuture(shown(before));
        }
        return books.keep(wanted(books.newId("pi"), account, terms, key)).map(this::shown);
    }

    private Intent wanted(String id, String account, Intent.Terms terms, @Nullable String key) {
        if (books.usedUp(terms.token())) {
            throw new Problem(402, "token-used", "This token has been used for another intent.");
        }
        return Intent.wanted(id, account, terms, key);
    }

    /** Under an id of the shop's own: what was said first stands, however often and in whatever order it comes. */
    private Future<Optional<Intent>> putIntent(RoutingContext from) {
        var account = account(from);
        var id = id(from);
        if (!OWN_ID.matcher(id).matches()) {
            throw Problem.invalid("An id of your own has 1 to 64 letters, digits, - or _.");
        }
        var body = body(from);
        boolean confirm = Boolean.TRUE.equals(body.getValue("confirm"));
        var before = books.intent(account, id);
        var terms = terms(account, body);
        if (before != null) {
            if (!before.isAbout(terms)) {
                throw new Problem(422, "id-reused", "Under this id there is an intent about other money.");
            }
            return confirm ? till.confirm(before) : Future.succeededFuture(Optional.of(before));
        }
        var made = wanted(id, account, terms, null);
        var kept = books.keep(made);
        // Not one after the other: the journal keeps their order, and writes both at once.
        return confirm ? till.confirm(made).compose(moved -> kept.map(moved)) : kept.map(Optional::of);
    }

    /** Also what is not there yet: a call that is still on its way shall find it over. */
    private Future<Optional<Intent>> endIntent(RoutingContext from) {
        var account = account(from);
        var id = id(from);
        var intent = books.intent(account, id);
        return intent == null && OWN_ID.matcher(id).matches()
                ? books.keep(Intent.never(id, account)).map(Optional::of)
                : till.release(intent(from));
    }

    private Intent.Terms terms(String account, JsonObject body) {
        long amount = amount(body);
        var currency = text(body, "currency", 3);
        if (!currency.matches("[A-Z]{3}")) {
            throw Problem.invalid("currency: three capital letters (ISO 4217), please.");
        }
        var token = text(body, "token", 200);
        var behaviour = books.behaviourOf(account, token);
        if (behaviour == null) {
            throw new Problem(402, "token-unknown", "This account has no such token.");
        }
        return new Intent.Terms(
                amount,
                currency,
                text(body, "reference", 200),
                token,
                behaviour,
                url(body, "webhookUrl"),
                url(body, "returnUrl"));
    }

    private static long amount(JsonObject body) {
        var amount = body.getValue("amount");
        if (!(amount instanceof Integer || amount instanceof Long) || ((Number) amount).longValue() <= 0) {
            throw Problem.invalid("amount: a whole number of minor units above 0, please.");
        }
        return ((Number) amount).longValue();
    }

    /** Browsers are sent there and servers called there: nothing but a plain address of the web will do. */
    private static @Nullable String url(JsonObject body, String name) {
        if (!body.containsKey(name)) {
            return null;
        }
        var text = text(body, name, 500);
        try {
            var url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Told below, as every other fault of it.
        }
        throw Problem.invalid(name + ": an absolute http or https URL without user, please.");
    }

    private Future<JsonObject> listIntents(RoutingContext from) {
        var account = account(from);
        var reference = from.request().getParam("reference");
        if (reference == null) {
            throw Problem.invalid("reference: name the one you look for.");
        }
        var items = new JsonArray();
        books.intentsOf(account, reference).forEach(i -> items.add(shown(i)));
        return Future.succeededFuture(new JsonObject().put("items", items));
    }

    private Future<JsonObject> listCharges(RoutingContext from) {
        var account = account(from);
        int after = number(from, "after", 0, Integer.MAX_VALUE);
        int limit = number(from, "limit", 100, MOST_CHARGES);
        var charged = books.charged(account, after, limit);
        var items = new JsonArray();
        charged.forEach(i -> items.add(charge(i)));
        var page = new JsonObject().put("items", items);
        if (charged.size() == limit) {
            page.put("next", after + limit);
        }
        return Future.succeededFuture(page);
    }

    private static JsonObject charge(Intent intent) {
        var shown = intent.shown();
        return shown.put("intentId", intent.id()).put("id", shown.remove("chargeId"));
    }

    private static String id(RoutingContext from) {
        return Objects.requireNonNullElse(from.pathParam("id"), "");
    }

    private Intent intent(RoutingContext from) {
        var intent = books.intent(account(from), id(from));
        if (intent == null) {
            throw Problem.notFound();
        }
        return intent;
    }

    private String account(RoutingContext from) {
        var header = from.request().getHeader("Authorization");
        var account = header != null && header.startsWith("Bearer ") ? keys.accountOfSecret(header.substring(7)) : null;
        if (account == null) {
            throw Problem.unauthenticated();
        }
        return account;
    }

    private static JsonObject body(RoutingContext from) {
        try {
            var body = from.body().asJsonObject();
            if (body != null) {
                return body;
            }
        } catch (DecodeException | ClassCastException e) {
            // Told below, without the parser's words: they would repeat the card number.
        }
        throw Problem.invalid("The body must be a JSON object.");
    }

    static JsonObject object(JsonObject in, String name) {
        if (in.getValue(name) instanceof JsonObject object) {
            return object;
        }
        throw Problem.invalid(name + ": an object, please.");
    }

    static String text(JsonObject in, String name, int mostLength) {
        if (in.getValue(name) instanceof String text && !text.isBlank() && text.length() <= mostLength) {
            return text;
        }
        throw Problem.invalid(name + ": a text of 1 to " + mostLength + " characters, please.");
    }

    private static int number(RoutingContext from, String name, int otherwise, int most) {
        var text = from.request().getParam(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
            throw Problem.invalid(name + ": a number of 0 to " + most + ", please.");
        }
        return Integer.parseInt(text);
    }

    private static void answer(RoutingContext to, int status, Future<JsonObject> body) {
        body.onSuccess(json -> write(to, status, json)).onFailure(to::fail);
    }

    private static void write(RoutingContext to, int status, JsonObject body) {
        if (!to.response().closed()) {
            to.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(body.toBuffer());
        }
    }

    private static void refuse(RoutingContext to) {
        if (to.response().closed() || to.response().headWritten()) {
            return;
        }
        var why = to.failure();
        if (why instanceof Problem problem) {
            problem.write(to);
        } else if (why != null) {
            LOG.error("The sandbox payment provider failed at {}", to.request().path(), why);
            new Problem(500, "internal", "The sandbox failed; its log says why.").write(to);
        } else {
            var status = to.statusCode() < 400 ? 500 : to.statusCode();
            new Problem(status, "http-" + status, "The request was not understood.").write(to);
        }
    }
}
