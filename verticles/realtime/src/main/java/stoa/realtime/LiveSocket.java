package stoa.realtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.messages.Caller;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.Changes;
import stoa.messages.order.KnownOrder;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderList;
import stoa.platform.Config;
import stoa.platform.Failures;
import stoa.platform.Refusal;
import tools.jackson.core.JacksonException;

/** One client: who it is, what it watches, and how much of us it may take. Lives on one event loop. */
final class LiveSocket {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);
    private static final int MAX_ID = 64;
    /** So many of our pings may stay without any sign of life. */
    private static final int SILENT_PINGS = 3;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Config.Live limits;
    private final LiveFeed feed;
    private final LiveMeters meters;
    private final Door door;
    private final Orders orders;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private final Set<String> announced = new HashSet<>();

    private @Nullable Caller caller;
    private ClientMessage.@Nullable Authenticate proof;
    private long deadlineTimer;
    private long idleTimer;
    private long pingTimer;
    private long recheckTimer;
    private int messagesThisMinute;
    private long minute;
    private boolean closed;
    private Runnable whenLeft = () -> {};

    LiveSocket(
            Vertx vertx,
            ServerWebSocket socket,
            Config.Live limits,
            LiveFeed feed,
            LiveMeters meters,
            Door door,
            Orders orders) {
        this.vertx = vertx;
        this.socket = socket;
        this.limits = limits;
        this.feed = feed;
        this.meters = meters;
        this.door = door;
        this.orders = orders;
    }

    /** @param left called once, when the socket is gone */
    void open(Runnable left) {
        whenLeft = left;
        socket.setWriteQueueMaxSize(limits.maxUnsentBytes());
        socket.frameHandler(this::frame);
        socket.pongHandler(pong -> stayAwake());
        socket.textMessageHandler(this::heard);
        socket.binaryMessageHandler(b -> close(CloseReason.BAD_MESSAGE));
        socket.exceptionHandler(e -> LOG.atDebug().setCause(e).log("A socket broke"));
        socket.closeHandler(v -> gone());
        deadlineTimer = vertx.setTimer(limits.signInTimeout().toMillis(), t -> close(CloseReason.NOT_AUTHENTICATED));
        pingTimer = vertx.setPeriodic(limits.ping().toMillis(), t -> ping());
        stayAwake();
    }

    /** Looked at frame by frame, so that a large message is refused before it is put together. */
    private void frame(WebSocketFrame frame) {
        if (frame.isText() || frame.isContinuation()) {
            if (frame.binaryData().length() > limits.maxMessageBytes()) {
                close(CloseReason.MESSAGE_TOO_LARGE);
            }
        }
        stayAwake();
    }

    private void heard(String text) {
        if (closed || tooManyMessages()) {
            return;
        }
        if (text.length() > limits.maxMessageBytes()) {
            close(CloseReason.MESSAGE_TOO_LARGE);
            return;
        }
        ClientMessage message;
        try {
            message = Objects.requireNonNull(ClientMessage.read(text));
        } catch (JacksonException | NullPointerException e) {
            meters.refused("bad-message");
            close(CloseReason.BAD_MESSAGE);
            return;
        }
        switch (message) {
            case ClientMessage.Authenticate authenticate -> authenticate(authenticate);
            case ClientMessage.Ping ping -> send(new ServerMessage.Pong());
            case ClientMessage.Subscribe subscribe when caller == null -> close(CloseReason.NOT_AUTHENTICATED);
            case ClientMessage.Subscribe subscribe -> subscribe(caller, subscribe);
            case ClientMessage.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.id());
        }
    }

    private void authenticate(ClientMessage.Authenticate message) {
        door.enter(message).onComplete(entered -> {
            if (closed) {
                return;
            }
            if (entered.failed()) {
                refuse(null, entered.cause());
                if (Failures.refusal(entered.cause()).status() < 500) { // otherwise it is we who cannot tell: try again
                    close(CloseReason.NOT_AUTHENTICATED);
                }
                return;
            }
            Caller now = entered.result();
            if (caller != null && !samePerson(caller, now)) {
                close(CloseReason.NOT_AUTHENTICATED); // a socket stays with the one who opened it
                return;
            }
            boolean entering = caller == null;
            caller = now;
            proof = message;
            send(new ServerMessage.Authenticated());
            if (entering) {
                vertx.cancelTimer(deadlineTimer);
                // Spread out: after a cut all clients come back in the same second.
                long pace = limits.recheck().toMillis();
                long first = ThreadLocalRandom.current().nextLong(pace) + 1;
                recheckTimer = vertx.setPeriodic(first, pace, t -> recheck());
            }
        });
    }

    /** Tokens end while sockets stay open: whoever is no longer who they said must leave. A node that cannot tell right now asks again later. */
    private Future<Caller> stillTheSame(ClientMessage.Authenticate shown) {
        return door.enter(shown).onFailure(e -> {
            if (Failures.refusal(e).status() == 401 && shown.equals(proof)) {
                close(CloseReason.NOT_AUTHENTICATED);
            }
        });
    }

    /** With the same rights too: what was subscribed to under others is not looked at again. */
    private static boolean samePerson(Caller before, Caller now) {
        return before.tenant().equals(now.tenant())
                && before.scopes().equals(now.scopes())
                && Objects.equals(before.user(), now.user())
                && Objects.equals(before.order(), now.order());
    }

    private void subscribe(Caller who, ClientMessage.Subscribe message) {
        var fault = fault(message);
        if (fault != null) {
            send(ServerMessage.Refused.of(message.id(), fault));
            return;
        }
        if (subscriptions.size() >= limits.maxSubscriptions()) {
            close(CloseReason.TOO_MANY_SUBSCRIPTIONS);
            return;
        }
        Subscription subscription = subscription(who, message);
        subscriptions.put(message.id(), subscription);
        feed.add(who, subscription); // first: what is told while we read is buffered
        subscription.catchUp().onComplete(read -> {
            if (read.failed()) {
                forget(subscription);
                refuse(message.id(), read.cause());
            } else {
                announce(message.id());
            }
        });
    }

    private @Nullable Refusal fault(ClientMessage.Subscribe message) {
        if (message.id().isEmpty() || message.id().length() > MAX_ID) {
            return Refusal.invalid("A subscription needs an id of 1 to 64 characters.", List.of());
        }
        if (subscriptions.containsKey(message.id())) {
            return subscribed("This id is in use on this socket.");
        }
        if (message.topic() == ClientMessage.Watched.ORDER && message.orderId() == null) {
            return Refusal.invalid("The topic order needs an orderId.", List.of());
        }
        if (message.known() != null && message.known().size() > AskListChanges.MOST) {
            return Refusal.invalid("At most " + AskListChanges.MOST + " known orders.", List.of());
        }
        return null;
    }

    private static Refusal subscribed(String detail) {
        return Refusal.conflict("/problems/subscription-exists", "Subscribed already", detail, List.of());
    }

    private Subscription subscription(Caller who, ClientMessage.Subscribe message) {
        String id = message.id();
        var known = message.known() == null ? List.<KnownOrder>of() : message.known();
        return switch (message.topic()) {
            case ORDER ->
                new OrderSubscription(
                        id,
                        Objects.requireNonNull(message.orderId()),
                        message.fromVersion() == null ? 0 : message.fromVersion(),
                        (order, after) -> orders.changesAfter(who, order, after),
                        order -> moved(id, order));
            case ORDERS -> list(who, id, OrderList.OWN, known);
            case SHOP_ORDERS -> list(who, id, OrderList.SHOP, known);
        };
    }

    private Subscription list(Caller who, String id, OrderList of, List<KnownOrder> known) {
        return new ListSubscription(
                id, of, known, (list, seen) -> orders.changesSince(who, list, seen), order -> moved(id, order));
    }

    private void unsubscribe(String id) {
        Subscription subscription = subscriptions.get(id);
        if (subscription != null) {
            forget(subscription);
        }
        send(new ServerMessage.Unsubscribed(id));
    }

    private void forget(Subscription subscription) {
        if (caller != null && subscriptions.remove(subscription.id(), subscription)) {
            announced.remove(subscription.id());
            feed.remove(caller, subscription);
        }
    }

    private void recheck() {
        if (proof != null) {
            stillTheSame(proof).onSuccess(caller -> recheckOrders());
        }
    }

    private void recheckOrders() {
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            subscription
                    .catchUp()
                    .onFailure(e -> LOG.atDebug().setCause(e).log("A recheck failed; the next one follows"));
        }
    }

    /** Once, before the first order of a subscription; an order comes only after the client was found to be allowed to see it. */
    private void announce(String id) {
        if (subscriptions.containsKey(id) && announced.add(id)) {
            send(new ServerMessage.Subscribed(id));
        }
    }

    private void moved(String id, LiveOrder order) {
        announce(id);
        meters.sent();
        send(new ServerMessage.OrderMoved(id, ServerMessage.Order.of(order)));
    }

    private void refuse(@Nullable String id, Throwable failure) {
        Refusal refusal = Failures.refusal(failure);
        if (refusal.status() >= 500) {
            LOG.atWarn().setCause(failure).log("A live subscription failed");
        }
        meters.refused(refusal.type());
        send(ServerMessage.Refused.of(id, refusal));
    }

    private void send(ServerMessage message) {
        if (closed || socket.isClosed()) { // the client may have gone before we are told
            return;
        }
        if (socket.writeQueueFull()) {
            close(CloseReason.TOO_SLOW);
            return;
        }
        socket.writeTextMessage(message.write());
    }

    private boolean tooManyMessages() {
        long now = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime());
        if (now != minute) {
            minute = now;
            messagesThisMinute = 0;
        }
        if (++messagesThisMinute > limits.maxMessagesPerMinute()) {
            close(CloseReason.TOO_MANY_MESSAGES);
            return true;
        }
        return false;
    }

    private void ping() {
        if (!socket.isClosed()) {
            socket.writePing(Buffer.buffer());
        }
    }

    private void stayAwake() {
        vertx.cancelTimer(idleTimer);
        idleTimer = vertx.setTimer(SILENT_PINGS * limits.ping().toMillis(), t -> close(CloseReason.IDLE));
    }

    Future<Void> close(CloseReason reason) {
        if (closed) {
            return Future.succeededFuture();
        }
        meters.closed(reason);
        gone();
        return socket.close(reason.code, reason.text);
    }

    private void gone() {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(deadlineTimer);
        vertx.cancelTimer(idleTimer);
        vertx.cancelTimer(pingTimer);
        vertx.cancelTimer(recheckTimer);
        List.copyOf(subscriptions.values()).forEach(this::forget);
        meters.left();
        whenLeft.run();
    }

    /** Finds out who a client is. */
    interface Door {
        Future<Caller> enter(ClientMessage.Authenticate message);
    }

    /** What the order domain knows, asked in the client's name. */
    interface Orders {
        Future<Changes> changesAfter(Caller caller, UUID orderId, int version);

        Future<Changes> changesSince(Caller caller, OrderList of, List<KnownOrder> known);
    }
}
