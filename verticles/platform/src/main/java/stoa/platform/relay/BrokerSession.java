package stoa.platform.relay;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.rabbitmq.QueueOptions;
import io.vertx.rabbitmq.RabbitMQClient;
import io.vertx.rabbitmq.RabbitMQMessage;
import io.vertx.rabbitmq.RabbitMQOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import stoa.platform.Config;

/**
 * One connection to the broker, from its beginning to its end; after that it is thrown away and {@link BrokerLink} makes the next.
 * The client's own reconnecting is switched off: it would hand a delivery of the old channel to be acknowledged on the new one, which
 * closes that. The client offers no {@code mandatory} publish either, so publishing and acknowledging use its channel, which the
 * metrics hook of the AMQP library hands out, and which is touched on worker threads only.
 */
final class BrokerSession {
    /** A message on its way out. {@code mandatory}: to be returned where no queue takes it. */
    record Parcel(UUID id, String type, boolean mandatory, Buffer body) {}

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int HEARTBEAT_SECONDS = 10;
    private static final int CLOSE_TIMEOUT_MS = 2_000;
    private static final int PERSISTENT = 2;
    private static final String LOST = "the connection to the broker was lost";

    private final Vertx vertx;
    private final Context context;
    private final RelaySettings settings;
    private final RabbitMQClient client;
    private final Channel channel;
    private final Confirms confirms = new Confirms();
    private final List<Long> acknowledged = new ArrayList<>();

    private BrokerSession(
            Vertx vertx, Context context, RelaySettings settings, RabbitMQClient client, Channel channel) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.client = client;
        this.channel = channel;
    }

    /**
     * Connects, declares exchange, queues and bindings, and asks for confirms.
     *
     * @param purpose shown in the broker's list of connections
     * @param lost told once, on the caller's context, when the connection ends for whatever reason
     */
    static Future<BrokerSession> open(
            Vertx vertx, RelaySettings settings, EventTypes types, String purpose, Runnable lost) {
        var context = vertx.getOrCreateContext();
        var channels = new AtomicReference<@Nullable Channel>();
        var options = address(settings.amqp())
                .setConnectionName(settings.prefix() + " " + purpose)
                .setConnectionTimeout(CONNECT_TIMEOUT_MS)
                .setHandshakeTimeout(CONNECT_TIMEOUT_MS)
                .setRequestedHeartbeat(HEARTBEAT_SECONDS)
                .setAutomaticRecoveryEnabled(false)
                .setAutomaticRecoveryOnInitialConnection(false)
                .setMetricsCollector(new NoOpMetricsCollector() {
                    @Override
                    public void newChannel(Channel channel) {
                        channels.set(channel);
                    }
                });
        options.setReconnectAttempts(0);
        var client = RabbitMQClient.create(vertx, options);
        return client.start().compose(v -> {
            var channel = channels.get();
            if (channel == null) {
                return Future.failedFuture("The AMQP client opened no channel");
            }
            var session = new BrokerSession(vertx, context, settings, client, channel);
            return session.prepare(types, lost)
                    .map(session)
                    .recover(e -> session.close().transform(c -> Future.failedFuture(e)));
        });
    }

    /** Of {@code amqp://host:port/vhost}; without a path it is the broker's default virtual host. */
    private static RabbitMQOptions address(Config.Amqp amqp) {
        boolean tls = "amqps".equals(amqp.url().getScheme());
        int given = amqp.url().getPort();
        int port = tls ? ConnectionFactory.DEFAULT_AMQP_OVER_SSL_PORT : ConnectionFactory.DEFAULT_AMQP_PORT;
        String path = amqp.url().getPath();
        var options = new RabbitMQOptions()
                .setHost(amqp.url().getHost())
                .setPort(given > 0 ? given : port)
                .setUser(amqp.user())
                .setVirtualHost(path == null || path.length() < 2 ? "/" : path.substring(1));
        if (amqp.password() != null) {
            options.setPassword(amqp.password().reveal());
        }
        if (tls) {
            options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
        }
        return options;
    }

    private Future<Void> prepare(EventTypes types, Runnable lost) {
        return client.exchangeDeclare(exchange(), "topic", true, false)
                .compose(v -> Future.join(types.consumers().stream()
                        .map(consumer -> declareQueue(consumer, types.of(consumer)))
                        .toList()))
                .compose(v -> client.basicQos(settings.prefetch()))
                .compose(v -> vertx.executeBlocking(() -> {
                    channel.addConfirmListener(confirms);
                    channel.addReturnListener(confirms);
                    channel.confirmSelect();
                    channel.addShutdownListener(cause -> {
                        confirms.end(LOST);
                        context.runOnContext(x -> lost.run());
                    });
                    return null;
                }));
    }

    /** No arguments: what they mean differs from broker to broker. Production makes quorum queues the default of its virtual host. */
    private Future<Void> declareQueue(String consumer, List<String> types) {
        String queue = queue(consumer);
        return client.queueDeclare(queue, true, false, false)
                .compose(ok -> Future.join(types.stream()
                        .map(type -> client.queueBind(queue, exchange(), type))
                        .toList()))
                .mapEmpty();
    }

    /**
     * Publishes and waits for the broker's word on each.
     *
     * @return by id what went wrong; what is not named was confirmed
     */
    Future<Map<UUID, String>> publish(List<Parcel> parcels) {
        return vertx.executeBlocking(() -> send(parcels)).compose(sent -> heard(Objects.requireNonNull(sent)));
    }

    private record Sent(UUID id, long sequence, Future<Void> confirm) {}

    private List<Sent> send(List<Parcel> parcels) {
        var sent = new ArrayList<Sent>(parcels.size());
        for (var parcel : parcels) {
            long sequence = channel.getNextPublishSeqNo();
            var confirm = channel.isOpen() ? send(parcel, sequence) : Future.<Void>failedFuture(LOST);
            sent.add(new Sent(parcel.id(), sequence, confirm));
        }
        return sent;
    }

    private Future<Void> send(Parcel parcel, long sequence) {
        String id = parcel.id().toString();
        var properties = new AMQP.BasicProperties.Builder()
                .messageId(id)
                .type(parcel.type())
                .deliveryMode(PERSISTENT)
                .contentType("application/cloudevents+json")
                .build();
        var confirm = confirms.expect(sequence, id);
        try {
            channel.basicPublish(
                    exchange(),
                    parcel.type(),
                    parcel.mandatory(),
                    properties,
                    parcel.body().getBytes());
        } catch (IOException | RuntimeException e) { // the connection is gone, and with it every confirm
            confirms.end(LOST);
        }
        return confirm;
    }

    private Future<Map<UUID, String>> heard(List<Sent> sent) {
        long patienceMs = settings.amqp().confirmTimeout().toMillis();
        long timer = vertx.setTimer(
                patienceMs,
                t -> confirms.expire(
                        sent.stream().map(Sent::sequence).toList(), "no confirm within " + patienceMs + " ms"));
        return Future.join(sent.stream().map(Sent::confirm).toList()).transform(all -> {
            vertx.cancelTimer(timer);
            var faults = new HashMap<UUID, String>();
            for (var one : sent) {
                if (one.confirm().failed()) {
                    faults.put(one.id(), String.valueOf(one.confirm().cause().getMessage()));
                }
            }
            return onContext(faults);
        });
    }

    private <T> Future<T> onContext(T value) {
        return Future.future(promise -> context.runOnContext(v -> promise.complete(value)));
    }

    /** @param handler on the context that opened the session; it acknowledges each message in the end */
    Future<Void> subscribe(String consumer, Handler<RabbitMQMessage> handler) {
        var options = new QueueOptions().setAutoAck(false).setMaxInternalQueueSize(settings.prefetch() * 2);
        return client.basicConsumer(queue(consumer), options)
                .map(stream -> stream.handler(handler))
                .mapEmpty();
    }

    /**
     * Where the connection has ended in the meantime the message comes again, on another one. What is acknowledged in one turn of the event loop
     * leaves together. Waits for no other blocking work of this context: a broker that holds back publishers must still get its
     * acknowledgements, or it never recovers.
     */
    void acknowledge(RabbitMQMessage message) {
        if (acknowledged.isEmpty()) {
            context.runOnContext(v -> {
                var tags = List.copyOf(acknowledged);
                acknowledged.clear();
                vertx.executeBlocking(() -> acknowledge(tags), false);
            });
        }
        acknowledged.add(message.envelope().getDeliveryTag());
    }

    private boolean acknowledge(List<Long> tags) throws IOException {
        for (long tag : tags) {
            channel.basicAck(tag, false);
        }
        return true;
    }

    Future<Void> close() {
        return vertx.<Void>executeBlocking(() -> {
                    channel.getConnection().abort(CLOSE_TIMEOUT_MS);
                    return null;
                })
                .onComplete(v -> confirms.end("the relay was stopped"))
                .mapEmpty();
    }

    private String exchange() {
        return settings.prefix() + ".events";
    }

    private String queue(String consumer) {
        return settings.prefix() + "." + consumer;
    }
}
