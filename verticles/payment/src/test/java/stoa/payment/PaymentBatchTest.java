package stoa.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.embedded.psp.Behaviour;
import stoa.messages.Caller;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.SettlePayment;
import stoa.tenancy.Ids;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

/** Payments of several shops in one transaction: no shop may touch another one's money, orders or events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentBatchTest {
    private static final long ALL = PaymentGround.AMOUNT;

    private final PaymentGround ground = new PaymentGround(null);

    @AfterAll
    void close() {
        ground.close();
    }

    private Future<List<PaymentBatch.Written>> writing(Set<UUID> listed, PaymentWrite... items) {
        var batch = List.of(items);
        var args = PaymentBatch.arguments("sandbox", batch);
        return ground.stoa()
                .tenancy()
                .batch(listed, PaymentBatch.CALL, args, rows -> PaymentBatch.written(batch, rows));
    }

    private List<PaymentBatch.Written> write(Set<UUID> listed, PaymentWrite... items) {
        return Outcome.of(writing(listed, items));
    }

    private static PaymentWrite begin(Caller caller, UUID order) {
        return new PaymentWrite.Begin(caller, new AuthorisePayment(order, ALL, "EUR", "tok_pays"), "pi_" + order);
    }

    private static PaymentProvider.Intent stands(UUID order, long captured) {
        var status = captured > 0 ? PaymentStatus.CAPTURED : PaymentStatus.AUTHORISED;
        return new PaymentProvider.Intent("pi_" + order, status, new Totals(ALL, captured, 0, 0, 0), null, null);
    }

    private static PaymentWrite move(Caller caller, UUID order, long captured) {
        return new PaymentWrite.Move(caller, order, stands(order, captured), false);
    }

    private static PaymentWrite.Hear hear(Caller caller, String event, UUID order, long captured) {
        return new PaymentWrite.Hear(caller, event, "payment.told", stands(order, captured));
    }

    private static PaymentState state(PaymentBatch.Written written) {
        assertNotNull(written.payment());
        return Objects.requireNonNull(written.payment());
    }

    private long payments(TestTenant shop) {
        return ground.count("select count(*) from stoa.payment where tenant_id = '" + shop.id() + "'");
    }

    /** A payment that was begun, in a batch of its own. */
    private UUID begun(TestTenant shop) {
        var order = Ids.next();
        write(Set.of(shop.id()), begin(shop.system(), order));
        return order;
    }

    @Test
    void eachItemHasAnOutcomeAndAnActorOfItsOwn() {
        var one = ground.stoa().tenant();
        var other = ground.stoa().tenant();
        var order = Ids.next(); // the same id in two shops is two orders
        var clerk = ground.stoa().staff(one, "payments:read");
        var both = Set.of(one.id(), other.id());
        var begun = write(both, begin(clerk, order), begin(other.system(), order));
        assertTrue(begun.stream().allMatch(PaymentBatch.Written::fresh));
        var next = write(
                both,
                move(clerk, order, 0),
                new PaymentWrite.Want(other.system(), SettlePayment.nothing(order, 2)),
                new PaymentWrite.Want(one.system(), new SettlePayment(Ids.next(), 2, ALL, 0, false)));
        assertEquals(PaymentStatus.AUTHORISED, state(next.get(0)).status());
        assertEquals(
                Operation.Kind.VOID,
                Objects.requireNonNull(state(next.get(1)).open()).kind());
        assertNull(next.get(2).payment(), "nobody has begun it");
        for (var column : List.of("created_by", "modified_by")) {
            assertEquals(1, by(column, "payment", one, clerk) * by(column, "payment", other, other.system()));
            assertEquals(1, by(column, "payment_operation", one, clerk));
            assertEquals(2, by(column, "ledger_entry", one, clerk));
        }
        assertEquals(1, by("modified_by", "payment_history", one, clerk));
    }

    private long by(String column, String table, TestTenant shop, Caller actor) {
        return ground.count("select count(*) from stoa." + table + " where tenant_id = '" + shop.id() + "' and "
                + column + " = '" + actor.actor() + "'");
    }

    @Test
    void aShopThatIsNotListedIsRefusedByTheDatabaseAndNothingIsWritten() {
        var one = ground.stoa().tenant();
        var other = ground.stoa().tenant();
        var theirs = begun(other);
        var forged = writing(Set.of(one.id()), begin(one.system(), Ids.next()), begin(other.system(), Ids.next()));
        var refused = Outcome.failure(Throwable.class, forged);
        assertTrue(refused.toString().contains("row-level security"), refused::toString);
        var blind = write(
                Set.of(one.id()),
                move(other.system(), theirs, 0),
                new PaymentWrite.Want(other.system(), new SettlePayment(theirs, 2, ALL, 0, false)));
        blind.forEach(written -> assertNull(written.payment(), "to this batch it does not exist"));
        assertEquals(0, payments(one));
        assertEquals(1, payments(other));
        assertEquals(
                0,
                ground.count("select authorised + order_version from stoa.payment where order_id = '" + theirs + "'"));
    }

    @Test
    void anotherShopsOrderOrIntentCannotBeMovedAlthoughBothAreListed() {
        var one = ground.stoa().tenant();
        var other = ground.stoa().tenant();
        var theirs = begun(other);
        var written = write(
                Set.of(one.id(), other.id()),
                move(one.system(), theirs, ALL),
                hear(one.system(), PaymentGround.newEvent(), theirs, ALL));
        written.forEach(item -> {
            assertNull(item.payment());
            assertTrue(!item.told());
        });
        assertEquals(0, ground.count("select captured from stoa.payment where order_id = '" + theirs + "'"));
    }

    @Test
    void theEventOfOneShopIsNoEventOfAnother() {
        var one = ground.stoa().tenant();
        var other = ground.stoa().tenant();
        var mine = begun(one);
        var theirs = begun(other);
        var event = PaymentGround.newEvent();
        assertTrue(write(Set.of(one.id()), hear(one.system(), event, mine, 0))
                .getFirst()
                .told());
        assertTrue(write(Set.of(one.id(), other.id()), hear(other.system(), event, theirs, 0))
                .getFirst()
                .told());
    }

    @Test
    void itemsOfOnePaymentInOneBatchTakeEffectOneAfterTheOther() {
        var shop = ground.stoa().tenant();
        var order = begun(shop);
        var system = shop.system();
        var written = write(
                Set.of(shop.id()),
                hear(system, PaymentGround.newEvent(), order, 0),
                new PaymentWrite.Want(system, new SettlePayment(order, 2, ALL, 0, false)),
                move(system, order, 4_000),
                hear(system, PaymentGround.newEvent(), order, ALL),
                hear(system, PaymentGround.newEvent(), order, 0));
        assertEquals(
                List.of(true, false, false, true, false),
                written.stream().map(PaymentBatch.Written::told).toList());
        assertEquals(ALL, state(written.get(2)).totals().captured(), "as it stands after all of them");
        assertEquals(5, state(written.get(2)).version(), "the last event was old news");
        assertEquals(
                2,
                ground.count("select count(*) from stoa.payment_operation where kind = 'CAPTURE' and tenant_id = '"
                        + shop.id() + "'"));
        assertEquals(
                0,
                ground.count("select sum(debit) - sum(credit) from stoa.ledger_entry where tenant_id = '" + shop.id()
                        + "'"));
    }

    @Test
    void oldNewsAreNotedAndTouchNothingElse() {
        var shop = ground.stoa().tenant();
        var order = begun(shop);
        write(Set.of(shop.id()), move(shop.system(), order, ALL));
        var event = PaymentGround.newEvent();
        var row = "select xmin::text::bigint + xmax::text::bigint from stoa.payment where order_id = '" + order + "'";
        long before = ground.count(row);
        var written = write(
                Set.of(shop.id()),
                hear(shop.system(), event, order, 0),
                new PaymentWrite.Hear(shop.system(), PaymentGround.newEvent(), "customer.created", null));
        assertTrue(written.stream().noneMatch(PaymentBatch.Written::told));
        assertEquals(before, ground.count(row), "not even locked");
        assertEquals(1, ground.count("select count(*) from stoa.payment_webhook where event_id = '" + event + "'"));
        assertEquals(2, ground.count("select version_id from stoa.payment where order_id = '" + order + "'"));
    }

    @Test
    void whatComesAtOnceFromManyShopsSharesItsWrites() {
        var shops = Stream.generate(ground.stoa()::tenant).limit(4).toList();
        double before = batches();
        var beginning = IntStream.range(0, 100)
                .mapToObj(i -> {
                    var order = Ids.next();
                    var ask = new AuthorisePayment(order, ALL, "EUR", Behaviour.PAYS.token());
                    return ground.writes().begin(shops.get(i % 4).system(), ask, "pi_" + order);
                })
                .toList();
        beginning.forEach(written -> assertTrue(Outcome.of(written).fresh()));
        assertTrue(batches() - before < 100, () -> "100 payments in " + (batches() - before) + " writes");
        shops.forEach(shop -> assertEquals(25, payments(shop)));
    }

    private double batches() {
        return ground.stoa()
                .meters()
                .get("stoa.coalescer.batch.size")
                .tag("coalescer", "payment")
                .summary()
                .count();
    }

    @Test
    void anItemThatTheDatabaseRefusesFailsAloneAndTheOthersAreWritten() {
        var shop = ground.stoa().tenant();
        var writes = ground.writes();
        var bad = writes.begin(shop.system(), new AuthorisePayment(Ids.next(), ALL, "no currency", "tok_pays"), "pi_x");
        var good = IntStream.range(0, 8)
                .mapToObj(i -> writes.begin(
                        shop.system(), new AuthorisePayment(Ids.next(), ALL, "EUR", "tok_pays"), "pi_good_" + i))
                .toList();
        good.forEach(written -> assertTrue(Outcome.of(written).fresh()));
        Outcome.failure(Throwable.class, bad);
        assertEquals(8, payments(shop));
    }
}
