package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.embedded.psp.Behaviour;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Caller;
import stoa.messages.payment.SettlePayment;
import stoa.openapi.model.LedgerEntry;
import stoa.openapi.model.Payment;
import stoa.openapi.model.PaymentDetails;
import stoa.openapi.model.PaymentOperation;
import stoa.openapi.model.PaymentPage;
import stoa.openapi.model.PaymentSetup;
import stoa.platform.Bus;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentApiTest {
    private final PaymentGround ground = new PaymentGround(null);

    @AfterAll
    void close() {
        ground.close();
    }

    private static ApiRequest request(String operation, Map<String, List<String>> query) {
        return new ApiRequest(operation, Map.of(), query, Map.of(), Map.of(), null, null);
    }

    private PaymentPage page(Caller caller, Map<String, List<String>> query) {
        var answer = Outcome.of(
                ground.stoa().bus().ask(caller, Bus.operation("listPayments"), request("listPayments", query)));
        return (PaymentPage) assertThere(answer.body());
    }

    private static <T> T assertThere(@Nullable T thing) {
        assertNotNull(thing);
        return Objects.requireNonNull(thing);
    }

    private Caller staff(TestTenant shop) {
        return ground.stoa().staff(shop, "payments:read");
    }

    /** Follows {@code next} as a client does. */
    private static Map<String, List<String>> query(String href) {
        var query = new HashMap<String, List<String>>();
        for (var pair : href.substring(href.indexOf('?') + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), List.of(pair.substring(equals + 1)));
        }
        return query;
    }

    @Test
    void aPageLearnsWhereCardsBecomeTokens() {
        var answer = Outcome.of(ground.stoa()
                .bus()
                .ask(ground.shop.guest(), Bus.operation("getPaymentSetup"), request("getPaymentSetup", Map.of())));
        var setup = (PaymentSetup) assertThere(answer.body());
        assertTrue(setup.tokenizeUrl().endsWith("/v1/tokens"));
        assertEquals(PaymentGround.KEYS.publishableKey(ground.shop.id().toString()), setup.publishableKey());
        var known = Arrays.stream(Behaviour.values()).map(Behaviour::cardNumber).toList();
        var shown = assertThere(setup.testCards());
        assertFalse(shown.isEmpty());
        shown.forEach(card -> assertTrue(known.contains(card.number().replace(" ", "")), card.number()));
    }

    @Test
    void paymentsComeNewestFirstInPagesThatLoseNothing() {
        var orders = new ArrayList<UUID>();
        for (int i = 0; i < 5; i++) {
            var order = Ids.next();
            orders.addFirst(order);
            ground.authorise(order, Behaviour.PAYS);
        }
        var caller = staff(ground.shop);
        var found = new ArrayList<UUID>();
        var page = page(caller, Map.of("limit", List.of("2")));
        for (var next = page.links().get("next");
                next != null;
                next = page.links().get("next")) {
            found.addAll(page.items().stream().map(Payment::orderId).toList());
            page = page(caller, query(next.href()));
        }
        found.addAll(page.items().stream().map(Payment::orderId).toList());
        assertEquals(orders, found.stream().filter(orders::contains).toList());
        assertEquals(found.stream().distinct().toList(), found);
    }

    @Test
    void theFilterFindsThePaymentOfOneOrder() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        ground.capture(order);
        var query = Map.of("limit", List.of("10"), "orderId", List.of(order.toString()));
        var payment = page(staff(ground.shop), query).items().getFirst();
        assertEquals(Payment.Status.CAPTURED, payment.status());
        assertEquals(PaymentGround.AMOUNT, payment.amount().amount());
        assertEquals(ground.intent(order).getString("id"), payment.intentId());
        assertTrue(page(staff(ground.stoa().tenant()), query).items().isEmpty(), "another shop sees nothing");
    }

    @Test
    void staffReadsWhatTheProviderWasToldAndWhatTheLedgerSays() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        ground.settle(new SettlePayment(order, 2, 10_000, 2_500, true));
        var details = details(staff(ground.shop), ground.stored(order).id());
        assertEquals(
                List.of("AUTHORISE 14900", "CAPTURE 10000", "FEE 150", "REFUND 2500", "VOID 4900"),
                details.operations().stream()
                        .map(done -> done.kind() + " " + done.total().amount())
                        .sorted()
                        .toList());
        assertTrue(details.operations().stream().allMatch(done -> done.state() == PaymentOperation.State.DONE));
        assertEquals(sum(details, LedgerEntry.Side.DEBIT), sum(details, LedgerEntry.Side.CREDIT));
        assertEquals(10_000, details.payment().captured().amount());
        assertEquals(4_900, details.payment().voided().amount());
    }

    @Test
    void anOperationThatIsNotAnsweredIsShownOpen() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.CAPTURE_TIMEOUT);
        ground.capture(order);
        var last = details(staff(ground.shop), ground.stored(order).id())
                .operations()
                .getLast();
        assertEquals(PaymentOperation.State.OPEN, last.state());
        assertEquals(PaymentOperation.Kind.CAPTURE, last.kind());
        ground.await("told", () -> ground.told(order).contains("CAPTURED"));
    }

    @Test
    void anotherShopsPaymentIsNotThere() {
        var order = Ids.next();
        ground.authorise(order, Behaviour.PAYS);
        var asking = asking(staff(ground.stoa().tenant()), ground.stored(order).id());
        assertEquals(404, Outcome.failure(Refusal.class, asking).status());
    }

    private static long sum(PaymentDetails details, LedgerEntry.Side side) {
        return details.entries().stream()
                .filter(entry -> entry.side() == side)
                .mapToLong(entry -> entry.amount().amount())
                .sum();
    }

    private PaymentDetails details(Caller caller, UUID payment) {
        return (PaymentDetails) assertThere(Outcome.of(asking(caller, payment)).body());
    }

    private Future<ApiResponse> asking(Caller caller, UUID payment) {
        var request = new ApiRequest(
                "getPayment", Map.of("paymentId", payment.toString()), Map.of(), Map.of(), Map.of(), null, null);
        return ground.stoa().bus().ask(caller, Bus.operation("getPayment"), request);
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        for (int i = 0; i < 2; i++) {
            ground.authorise(Ids.next(), Behaviour.PAYS);
        }
        var next = assertThere(
                page(staff(ground.shop), Map.of("limit", List.of("1"))).links().get("next"));
        var foreign = new HashMap<>(query(next.href()));
        foreign.put("orderId", List.of(Ids.next().toString()));
        var refusal = Outcome.failure(
                Refusal.class,
                ground.stoa()
                        .bus()
                        .ask(staff(ground.shop), Bus.operation("listPayments"), request("listPayments", foreign)));
        assertEquals(400, refusal.status());
    }
}
