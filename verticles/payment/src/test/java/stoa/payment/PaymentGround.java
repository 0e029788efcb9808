package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.embedded.psp.Behaviour;
import stoa.embedded.psp.PspKeys;
import stoa.embedded.psp.SandboxPsp;
import stoa.messages.Json;
import stoa.messages.payment.AskPayment;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.PaymentAddresses;
import stoa.messages.payment.PaymentAnswer;
import stoa.messages.payment.PaymentSettled;
import stoa.messages.payment.SettlePayment;
import stoa.platform.Outbox;
import stoa.platform.Question;
import stoa.platform.TestStoa;
import stoa.tenancy.Ids;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** The payment domain with a real provider, a real database and a real broker; the order domain is played by the tests. */
final class PaymentGround implements AutoCloseable {
    static final PspKeys KEYS = new PspKeys("an api key of the tests", "a webhook secret of the tests");
    static final long AMOUNT = 14_900;

    /** Long enough for a loaded machine, shorter than every card that is late. */
    private static final Duration PSP_TIMEOUT = Duration.ofMillis(1_500);

    private static final SandboxPsp.Pace PACE = new SandboxPsp.Pace(
            Duration.ofMillis(300), Duration.ofMillis(1), Duration.ofMillis(100), Duration.ofMillis(50));
    private static final Pattern PROOF = Pattern.compile("name=\"proof\" value=\"([0-9a-f]+)\"");
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /** Where the provider and the way to it live: outside the house. */
    private final Vertx outside = Vertx.vertx();

    private final HttpClient client = outside.createHttpClient();
    private final @Nullable Path pspDirectory;
    private SandboxPsp psp;
    private final SandboxProvider provider;
    private final PaymentFlow flow;
    private final TestStoa stoa;
    final Door door = new Door();
    final List<PaymentSettled> told = new CopyOnWriteArrayList<>();
    final TestTenant shop;

    /** @param pspDirectory where the provider outlives its restart, or null */
    PaymentGround(@Nullable Path pspDirectory) {
        this.pspDirectory = pspDirectory;
        psp = startPsp(0);
        Outcome.of(outside.deployVerticle(door));
        stoa = TestStoa.open(settings(), "payment");
        door.leadsTo(stoa.bus());
        shop = stoa.tenant();
        var listening = new Outbox.Effect("select 1 from received", settled -> {
            settled.forEach(event -> told.add(Json.MAPPER.treeToValue(event.data(), PaymentSettled.class)));
            return Future.succeededFuture();
        });
        Outcome.of(stoa.platform().outbox().consume("order", Set.of(PaymentAddresses.SETTLED), listening));
        stoa.deploy(new PaymentVerticle(stoa.platform()));
        var config = stoa.config().psp();
        provider = new SandboxProvider(
                outside, config, new ProviderKeys(config.apiKey(), config.webhookSecret()), stoa.meters());
        flow = new PaymentFlow(
                payments(),
                writes(),
                provider,
                new ReturnUrls(stoa.tenancy(), stoa.config().http()),
                stoa.tenancy(),
                stoa.platform().jobs());
    }

    private Map<String, String> settings() {
        return Map.of(
                "STOA_PSP_URL", psp.url(),
                "STOA_PSP_WEBHOOK_URL", "http://127.0.0.1:" + door.port(),
                "STOA_PSP_API_KEY", KEYS.apiSecret(),
                "STOA_PSP_WEBHOOK_SECRET", KEYS.webhookSecret(),
                "STOA_PSP_TIMEOUT_MS", String.valueOf(PSP_TIMEOUT.toMillis()));
    }

    private SandboxPsp startPsp(int port) {
        return Outcome.of(
                SandboxPsp.start(outside, port, new SandboxPsp.Options("127.0.0.1", KEYS, pspDirectory, PACE, null)));
    }

    /** What the provider would say. */
    static String event(String id, String type, String intentId) {
        return new JsonObject()
                .put("id", id)
                .put("type", type)
                .put("created", Instant.now().getEpochSecond())
                .put("data", data(type.substring(type.indexOf('.') + 1), intentId))
                .encode();
    }

    /** As the provider writes it of an intent of {@link #AMOUNT} that stands there, everything or nothing of it moved. */
    private static JsonObject data(String status, String intentId) {
        long captured = status.equals("captured") || status.equals("refunded") ? AMOUNT : 0;
        return new JsonObject()
                .put("intentId", intentId)
                .put("status", status)
                .put("authorised", captured > 0 || status.equals("authorised") ? AMOUNT : 0)
                .put("captured", captured)
                .put("refunded", status.equals("refunded") ? AMOUNT : 0)
                .put("voided", 0)
                .put("fee", 0);
    }

    static String newEvent() {
        return "evt_" + UUID.randomUUID();
    }

    Door.Knock signed(String body, Instant at) {
        var tenant = shop.id();
        return new Door.Knock(tenant, KEYS.signature(tenant.toString(), at.getEpochSecond(), body), body);
    }

    Door.Knock signed(String body) {
        return signed(body, Instant.now());
    }

    /** Brings an event, new and well signed. */
    void hear(String type, String intentId) {
        Outcome.of(door.enter(signed(event(newEvent(), type, intentId))));
    }

    PaymentState stored(UUID order) {
        return Outcome.of(payments().ofOrder(shop.system(), order)).orElseThrow();
    }

    TestStoa stoa() {
        return stoa;
    }

    void stopPsp() {
        Outcome.of(psp.close());
    }

    /** At the address it had. */
    void restartPsp() {
        psp = startPsp(psp.port());
    }

    PaymentAnswer authorise(UUID order, Behaviour card) {
        return Outcome.of(authorising(order, card));
    }

    Future<PaymentAnswer> authorising(UUID order, Behaviour card) {
        return asking(new AuthorisePayment(order, AMOUNT, "EUR", card.token()));
    }

    Future<PaymentAnswer> asking(AuthorisePayment question) {
        return ask(PaymentAddresses.AUTHORISE, question);
    }

    PaymentAnswer capture(UUID order) {
        return Outcome.of(capturing(order));
    }

    Future<PaymentAnswer> capturing(UUID order) {
        return settling(new SettlePayment(order, 2, AMOUNT, 0, false));
    }

    PaymentAnswer release(UUID order) {
        return Outcome.of(releasing(order));
    }

    Future<PaymentAnswer> releasing(UUID order) {
        return settling(SettlePayment.nothing(order, 3));
    }

    PaymentAnswer refund(UUID order) {
        return settle(new SettlePayment(order, 3, AMOUNT, AMOUNT, false));
    }

    PaymentAnswer settle(SettlePayment targets) {
        return Outcome.of(settling(targets));
    }

    Future<PaymentAnswer> settling(SettlePayment targets) {
        return ask(PaymentAddresses.SETTLE, targets);
    }

    /** Where it stands. */
    PaymentAnswer look(UUID order) {
        return Outcome.of(looking(order));
    }

    Future<PaymentAnswer> looking(UUID order) {
        return ask(PaymentAddresses.ASK, new AskPayment(order));
    }

    /** The job that asks, as if its time had come. */
    Future<Void> polling(UUID order) {
        return flow.poll(shop.system(), Ids.next(), Json.MAPPER.valueToTree(new PaymentFlow.Unsettled(order)));
    }

    /** What the buyer does on the provider's page; a page that asks nothing any more is left as it is. */
    void decide(String actionUrl, boolean approved) {
        var page = Outcome.of(
                client.request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(actionUrl))
                        .compose(request -> request.send().compose(response -> response.body()))
                        .map(Buffer::toString));
        var proof = PROOF.matcher(page);
        if (proof.find()) {
            var form = "decision=" + (approved ? "approve" : "decline") + "&proof=" + proof.group(1);
            assertEquals(303, post(actionUrl, "application/x-www-form-urlencoded", form));
        }
    }

    /** Such as a clerk of the provider does. */
    void refundBehindOurBack(UUID order, long amount) {
        var url = psp.url() + "/v1/intents/" + intent(order).getString("id") + "/refund";
        assertEquals(
                200,
                post(
                        url,
                        "application/json",
                        new JsonObject().put("amount", amount).encode()));
    }

    private int post(String url, String type, String body) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url)
                .putHeader("Content-Type", type)
                .putHeader("Authorization", "Bearer " + KEYS.secretKey(shop.id().toString()));
        return Outcome.of(
                client.request(options).compose(request -> request.send(body)).map(HttpClientResponse::statusCode));
    }

    Future<?> heard(String type, String intentId) {
        return door.enter(signed(event(newEvent(), type, intentId)));
    }

    /** How many operations of a kind are written down for an order. */
    long operations(UUID order, String kind) {
        return count("select count(*) from stoa.payment_operation o join stoa.payment p on p.tenant_id = o.tenant_id"
                + " and p.id = o.payment_id where p.order_id = '" + order + "' and o.kind = '" + kind + "'");
    }

    /** Every amount in the ledger of this shop is the sum of what the provider has in its books. */
    void assertLedgerEqualsBooks() {
        await("the ledger is " + books(), () -> ledger().equals(books()));
        assertEquals(0, count("select coalesce(sum(debit) - sum(credit), 0) from stoa.ledger_entry"));
    }

    private Map<String, Long> books() {
        var charges = objects(call(HttpMethod.GET, "/v1/charges?limit=1000").getJsonArray("items"));
        long captured = sum(charges, "captured");
        long refunded = sum(charges, "refunded");
        long fees = sum(charges, "fee");
        return Map.of(
                "CARD_HOLDS",
                sum(charges, "authorised") - captured - sum(charges, "voided"),
                "SALES",
                -captured,
                "REFUNDS",
                refunded,
                "PROVIDER_FEES",
                fees,
                "PROVIDER_BALANCE",
                captured - refunded - fees);
    }

    private static long sum(List<JsonObject> charges, String member) {
        return charges.stream().mapToLong(charge -> charge.getLong(member)).sum();
    }

    private Map<String, Long> ledger() {
        var ledger = new HashMap<String, Long>();
        for (var account : books().keySet()) {
            ledger.put(
                    account,
                    count("select coalesce(sum(debit - credit), 0) from stoa.ledger_entry where tenant_id = '"
                            + shop.id() + "' and account = '" + account + "'"));
        }
        return ledger;
    }

    /** What PostgreSQL says to the application where it tries this in its own tenant. */
    String refusedByDatabase(String statement) {
        return Outcome.of(stoa.tenancy()
                .write(shop.system(), sql -> sql.query(statement))
                .map("nothing: it was done")
                .otherwise(e -> e + " " + e.getCause()));
    }

    /** The order's payment stored with its intent, of which the provider has not heard. */
    PaymentState begin(UUID order) {
        var ask = new AuthorisePayment(order, AMOUNT, "EUR", Behaviour.PAYS.token());
        return Outcome.of(writes().begin(shop.system(), ask, provider.intentId(order)))
                .payment();
    }

    /** What PostgreSQL says to the role of batches where it tries this in this shop. */
    String refusedToBatch(String statement) {
        return Outcome.of(stoa.tenancy()
                .batch(Set.of(shop.id()), statement, Tuple.tuple(), _ -> "nothing: it was done")
                .otherwise(e -> e + " " + e.getCause()));
    }

    /** As the payment domain asks for it. */
    PaymentProvider.NewIntent wanted(UUID order) {
        var returnUrl = Outcome.of(new ReturnUrls(stoa.tenancy(), stoa.config().http()).of(shop.system(), order));
        return new PaymentProvider.NewIntent(order, AMOUNT, "EUR", "tok_pays", returnUrl);
    }

    @SuppressWarnings("unchecked")
    private <Q> Future<PaymentAnswer> ask(String address, Q question) {
        var type = (Class<Q>) question.getClass();
        return stoa.bus().ask(shop.system(), new Question<>(address, type, PaymentAnswer.class), question);
    }

    /** To do a single step, as a process does that is killed after it. */
    PaymentProvider provider() {
        return provider;
    }

    Payments payments() {
        return new Payments(stoa.tenancy());
    }

    PaymentWrites writes() {
        return PaymentWrites.ofNode(stoa.platform(), provider.name());
    }

    /** Everything the provider ever held for this order. */
    List<JsonObject> charges(UUID order) {
        var items = call(HttpMethod.GET, "/v1/charges?limit=1000").getJsonArray("items");
        return objects(items).stream()
                .filter(charge -> charge.getString("reference").equals(order.toString()))
                .toList();
    }

    /** The provider's only intent for this order. */
    JsonObject intent(UUID order) {
        var items =
                objects(call(HttpMethod.GET, "/v1/intents?reference=" + order).getJsonArray("items"));
        if (items.size() != 1) {
            throw new AssertionError("Expected one intent, found " + items);
        }
        return items.getFirst();
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    /** Behind the back of the payment domain. */
    JsonObject call(HttpMethod method, String path) {
        var options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(psp.url() + path)
                .putHeader("Authorization", "Bearer " + KEYS.secretKey(shop.id().toString()));
        // Nested: on the way to another context a short body can be over before anybody asks for it.
        return Outcome.of(client.request(options)
                .compose(request -> request.send().compose(response -> response.body()))
                .map(body -> body.toJsonObject()));
    }

    /** A number that the administrator finds, whom no policy binds. */
    long count(String query) {
        try (var connection = stoa.database().connect();
                var sql = connection.createStatement();
                var rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    void asAdministrator(String statement) {
        try (var connection = stoa.database().connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Never: " + what + "; told " + told);
            }
            Outcome.of(outside.timer(20));
        }
    }

    /** What was told of this order, in order. */
    List<String> told(UUID order) {
        return told.stream()
                .filter(event -> event.orderId().equals(order))
                .map(event -> event.outcome().name())
                .toList();
    }

    /** The events of this shop have all been applied. */
    void awaitAllTold() {
        await("every event done", () -> count("select count(*) from stoa.outbox where state <> 'done'") == 0);
    }

    @Override
    public void close() {
        Outcome.of(psp.close());
        stoa.close();
        Outcome.of(provider.close());
        Outcome.of(outside.close());
    }
}
