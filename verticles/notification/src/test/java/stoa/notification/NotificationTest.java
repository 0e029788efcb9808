package stoa.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Caller;
import stoa.messages.order.AskReceipt;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.OrderAddresses;
import stoa.messages.order.OrderChanged;
import stoa.messages.order.OrderPlaced;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.messages.order.Receipt;
import stoa.openapi.model.Message;
import stoa.openapi.model.MessagePage;
import stoa.platform.Bus;
import stoa.platform.Cursors;
import stoa.platform.Outbox;
import stoa.platform.Question;
import stoa.platform.Refusal;
import stoa.platform.TestStoa;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

class NotificationTest {
    /** Stands in for the order domain, which knows whom to write to; the first time it is asked it is not there yet. */
    private static final class Orders extends VerticleBase {
        private static final Question<AskReceipt, Receipt> RECEIPT =
                new Question<>(OrderAddresses.RECEIPT, AskReceipt.class, Receipt.class);

        private final Bus bus;
        private final AtomicInteger asked = new AtomicInteger();

        private Orders(Bus bus) {
            this.bus = bus;
        }

        @Override
        public Future<?> start() {
            return bus.serve(RECEIPT, 100, this::receipt);
        }

        private Future<Receipt> receipt(Caller caller, AskReceipt ask) {
            return asked.incrementAndGet() == 1
                    ? Future.failedFuture(Refusal.unavailable("not yet", 1))
                    : Future.succeededFuture(Receipts.of(ask.orderId(), "de", "EUR", 12_900));
        }
    }

    private static final TestStoa STOA = TestStoa.open("notification");
    private static final NotificationApi API = new NotificationApi(
            new Messages(STOA.tenancy()), new Cursors(STOA.platform().signer()));

    @BeforeAll
    static void deploy() {
        STOA.deploy(new Orders(STOA.bus()));
        STOA.deploy(new NotificationVerticle(STOA.platform()));
    }

    @AfterAll
    static void close() {
        STOA.close();
    }

    private static void happen(TestTenant shop, Outbox.Event event) {
        Outcome.of(STOA.tenancy()
                .write(shop.guest(), sql -> STOA.platform().outbox().add(sql, shop.guest(), event)));
        STOA.platform().outbox().wake();
    }

    private static Outbox.Event placed(UUID order) {
        return new Outbox.Event(OrderAddresses.PLACED, order, 1, new OrderPlaced(order, "N-7K3F9Q", 12_900, "EUR", 1));
    }

    private static Outbox.Event changed(UUID order, int version, OrderStatus status) {
        return new Outbox.Event(
                OrderAddresses.CHANGED,
                order,
                version,
                new OrderChanged(order, version, status, PaymentStatus.CAPTURED, FulfilmentStatus.UNFULFILLED));
    }

    private static MessagePage page(TestTenant shop, int limit, String cursor) {
        var answer = Outcome.of(API.listMessages(shop.system(), limit, cursor.isEmpty() ? null : cursor));
        assertEquals(200, answer.status());
        var page = answer.body();
        if (page == null) {
            throw new AssertionError("a page has a body");
        }
        return page;
    }

    /** Looks until the mailbox holds so many. */
    private static List<Message> mailbox(TestTenant shop, int messages) {
        for (int look = 0; look < 300; look++) {
            var found = page(shop, 100, "").items();
            if (found.size() >= messages) {
                return found;
            }
            Outcome.of(STOA.vertx().timer(50));
        }
        throw new AssertionError("Not " + messages + " messages in 15 s");
    }

    @Test
    void whoBuysIsWrittenTo() {
        var shop = STOA.tenant();
        var order = UUID.randomUUID();
        happen(shop, placed(order));
        var message = mailbox(shop, 1).getFirst();
        assertEquals("order-placed", message.kind());
        assertEquals("mara@example.org", message.recipient());
        assertEquals("Deine Bestellung N-7K3F9Q bei " + shop.profile().name(), message.subject());
        assertTrue(message.body().contains("129,00"), message.body());
        assertEquals(order, message.orderId());
    }

    @Test
    void eachOccasionIsToldOnceHoweverManyVersionsGiveIt() {
        var shop = STOA.tenant();
        var order = UUID.randomUUID();
        happen(shop, placed(order));
        happen(shop, changed(order, 2, OrderStatus.PAID));
        happen(shop, changed(order, 3, OrderStatus.SHIPPED));
        happen(shop, changed(order, 4, OrderStatus.SHIPPED));
        happen(shop, changed(order, 5, OrderStatus.DELIVERED));
        var told = mailbox(shop, 3);
        assertEquals(
                List.of("order-delivered", "order-placed", "order-shipped"),
                told.stream().map(Message::kind).sorted().toList());
    }

    @Test
    void anotherShopSeesNothingOfIt() {
        var shop = STOA.tenant();
        happen(shop, placed(UUID.randomUUID()));
        mailbox(shop, 1);
        assertTrue(page(STOA.tenant(), 100, "").items().isEmpty());
    }

    @Test
    void theListIsPagedFromTheNewestToTheOldest() {
        var shop = STOA.tenant();
        for (int n = 0; n < 5; n++) {
            happen(shop, placed(UUID.randomUUID()));
        }
        var all = mailbox(shop, 5).stream().map(Message::id).toList();
        var paged = new ArrayList<UUID>();
        var cursor = "";
        for (int n = 0; n < 3; n++) {
            var page = page(shop, 2, cursor);
            page.items().forEach(message -> paged.add(message.id()));
            var next = page.links().get("next");
            assertEquals(n == 2, next == null);
            cursor = next == null ? "" : next.href().replaceFirst(".*cursor=", "");
        }
        assertEquals(all, paged);
    }

    @Test
    void aCursorOfAnotherShopIsRefused() {
        var shop = STOA.tenant();
        happen(shop, placed(UUID.randomUUID()));
        happen(shop, placed(UUID.randomUUID()));
        mailbox(shop, 2);
        var next = page(shop, 1, "").links().get("next");
        assertFalse(next == null);
        var cursor = next == null ? "" : next.href().replaceFirst(".*cursor=", "");
        var other = STOA.tenant();
        var refusal = Outcome.failure(
                Refusal.class, Future.succeededFuture().compose(v -> API.listMessages(other.system(), 1, cursor)));
        assertEquals(400, refusal.status());
    }
}
