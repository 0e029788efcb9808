package stoa.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stoa.order.OrderGround.body;
import static stoa.order.OrderGround.cart;
import static stoa.order.OrderGround.key;
import static stoa.order.OrderGround.line;
import static stoa.order.OrderGround.refusal;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.openapi.model.OrderStatus;
import stoa.openapi.model.ParkedWork;
import stoa.openapi.model.ParkedWorkPage;
import stoa.openapi.model.PaymentStatus;
import stoa.testkit.ExpectedLog;
import stoa.testkit.Outcome;

/** What failed too often waits for staff, with its reason, and goes on when they say so. */
class ParkedWorkTest {
    private static OrderGround ground;

    @BeforeAll
    static void open() {
        ground = OrderGround.open(
                "STOA_CHECKOUT_STALL_MS", "20", "STOA_CHECKOUT_MAX_ATTEMPTS", "2", "STOA_JOB_MAX_ATTEMPTS", "1");
    }

    @AfterAll
    static void close() {
        ground.close();
    }

    private static List<ParkedWork> parked(Caller staff) {
        return ((ParkedWorkPage) body(Outcome.of(ground.parkedWork(staff)))).items();
    }

    private static ParkedWork awaitParked(Caller staff) {
        var looks = ground.eventually(() -> parked(staff), found -> !found.isEmpty());
        return looks.getFirst();
    }

    private static Future<?> redrive(Caller staff, ParkedWork work) {
        var path = Map.of("kind", work.kind().value(), "workId", work.id().toString());
        return ground.ask(staff, "redriveParkedWork", path, key(), null);
    }

    @Test
    @ExpectedLog("An order was parked")
    void anOrderThatStandsStillTooOftenIsParkedAndGoesOnWhenStaffSaySo() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var boots = ground.article(shop, 1);
        var order = Outcome.of(ground.buyAndWait(shop.guest(), cart(FakePayments.GOOD, line(boots, 1))))
                .order();
        ground.payments.goAway();
        Outcome.of(ground.act(staff, "cancelOrder", order.id(), Map.of("reason", "No boots after all")));

        var work = awaitParked(staff);
        assertEquals(ParkedWork.Kind.ORDER, work.kind());
        assertEquals(order.id(), work.id());
        assertEquals(order.number(), work.name());
        assertTrue(work.reason().contains("Payments are away"), work::reason);

        ground.payments.comeBack();
        Outcome.of(redrive(staff, work));
        ground.awaitOrder(shop, order.id(), OrderStatus.CANCELLED, PaymentStatus.REFUNDED);
        assertEquals(List.of(), parked(staff));
        assertEquals(404, refusal(redrive(staff, work)).status());
    }

    @Test
    @ExpectedLog("A job was parked")
    void aParkedJobIsSeenByItsShopOnlyAndRunsAgain() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var platform = ground.stoa.platform();
        var works = new AtomicBoolean();
        var orderId = UUID.randomUUID();
        Outcome.of(platform.jobs()
                .run(
                        "test.fail",
                        (_, _, _) -> works.get()
                                ? Future.succeededFuture()
                                : Future.failedFuture("The printer has no paper.")));
        Outcome.of(platform.tenancy()
                .write(
                        shop.system(),
                        sql -> platform.jobs()
                                .add(
                                        sql,
                                        shop.system(),
                                        "test.fail",
                                        UUID.randomUUID(),
                                        Map.of("orderId", orderId),
                                        Duration.ZERO)));
        platform.jobs().wake();

        var work = awaitParked(staff);
        assertEquals("test.fail", work.name());
        assertEquals(orderId, work.orderId());
        assertTrue(work.reason().contains("The printer has no paper."), work::reason);
        var stranger = ground.staff(ground.shop());
        assertEquals(List.of(), parked(stranger));
        assertEquals(404, refusal(redrive(stranger, work)).status());

        works.set(true);
        Outcome.of(redrive(staff, work));
        ground.eventually(
                () -> ground.count("select count(*) from stoa.job where state = 'done' and id = '" + work.id() + "'"),
                done -> done == 1);
    }

    @Test
    void aParkedEventIsDrivenOnToo() {
        var shop = ground.shop();
        var staff = ground.staff(shop);
        var order = UUID.randomUUID();
        Outcome.of(ground.stoa
                .platform()
                .tenancy()
                .call(
                        shop.system(),
                        "insert into outbox (type, aggregate, aggregate_version, correlation_id, data, state, failures, last_error)"
                                + " values ('OrderChanged', $1, 2, 'test-system', jsonb_build_object('orderId', $1::uuid, 'version', 2,"
                                + " 'status', 'PAID'), 'parked', 12, 'The mail server is away.')",
                        Tuple.of(order),
                        RowSet::rowCount));

        var work = awaitParked(staff);
        assertEquals(ParkedWork.Kind.EVENT, work.kind());
        assertEquals("OrderChanged", work.name());
        assertEquals(order, work.orderId());
        assertEquals("test-system", work.correlationId());

        Outcome.of(redrive(staff, work));
        assertEquals(
                1,
                ground.count("select count(*) from stoa.outbox where state <> 'parked' and failures = 0 and id = '"
                        + work.id() + "'"));
    }
}
