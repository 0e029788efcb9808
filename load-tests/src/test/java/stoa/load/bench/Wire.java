package stoa.load.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * HTTP/1.1 load from one thread over many kept connections. The generator shares the machine with what it measures, so it does as little as
 * possible: ready-made bytes out, status and length in.
 */
final class Wire implements Closeable {
    private static final long NANOS = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 30 * NANOS;

    private final InetSocketAddress address;
    private final Selector selector;
    private final List<Exchange> exchanges = new ArrayList<>();

    Wire(String host, int port) {
        address = new InetSocketAddress(host, port);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each connection asks again as soon as it was answered. */
    Samples closed(int connections, double seconds, Supplier<byte[]> requests) {
        var samples = new Samples();
        open(connections);
        long end = System.nanoTime() + (long) (seconds * NANOS);
        for (Exchange exchange : exchanges) {
            exchange.send(requests.get(), System.nanoTime());
        }
        int busy = connections;
        while (busy > 0) {
            for (Exchange done : answered(PATIENCE_NANOS, end + PATIENCE_NANOS)) {
                samples.add(done.status(), done.since());
                if (System.nanoTime() < end) {
                    done.send(requests.get(), System.nanoTime());
                } else {
                    busy--;
                }
            }
        }
        return samples;
    }

    /**
     * People come at a rate, whether or not those before them were answered; the time counts from when they came.
     *
     * @param connections most at once; who finds none free waits
     */
    Samples open(int connections, double perSecond, double seconds, Supplier<byte[]> requests) {
        var samples = new Samples();
        open(connections);
        var free = new ArrayDeque<>(exchanges);
        Deque<Long> waiting = new ArrayDeque<>();
        var chance = new Random(7);
        long end = System.nanoTime() + (long) (seconds * NANOS);
        long next = System.nanoTime();
        while (next < end || free.size() < connections || !waiting.isEmpty()) {
            for (; next <= System.nanoTime() && next < end; next += gap(chance, perSecond)) {
                waiting.add(next);
            }
            while (!waiting.isEmpty() && !free.isEmpty()) {
                free.remove().send(requests.get(), waiting.remove());
            }
            long pause = next < end ? next - System.nanoTime() : PATIENCE_NANOS;
            for (Exchange done : answered(pause, end + PATIENCE_NANOS)) {
                samples.add(done.status(), done.since());
                free.add(done);
            }
        }
        return samples;
    }

    /** Each request once; fails where one is not answered 2xx. */
    void all(List<byte[]> requests, int connections, ObjIntConsumer<String> answered) {
        open(Math.min(connections, requests.size()));
        var at = new IdentityHashMap<Exchange, Integer>();
        int next = 0;
        for (Exchange exchange : exchanges) {
            at.put(exchange, next);
            exchange.send(requests.get(next++), System.nanoTime());
        }
        while (!at.isEmpty()) {
            for (Exchange done : answered(PATIENCE_NANOS, Long.MAX_VALUE)) {
                int which = Objects.requireNonNull(at.remove(done));
                if (done.status() / 100 != 2) {
                    throw new IllegalStateException(new String(requests.get(which), StandardCharsets.UTF_8)
                            + "\nwas answered " + done.status() + (done.status() == 0 ? "" : " " + done.body()));
                }
                answered.accept(done.body(), which);
                if (next < requests.size()) {
                    at.put(done, next);
                    done.send(requests.get(next++), System.nanoTime());
                }
            }
        }
    }

    /** Gaps of a Poisson process. */
    private static long gap(Random chance, double perSecond) {
        return (long) (-Math.log(1 - chance.nextDouble()) / perSecond * NANOS);
    }

    private void open(int connections) {
        while (exchanges.size() > connections) {
            exchanges.removeLast().close();
        }
        while (exchanges.size() < connections) {
            exchanges.add(new Exchange(this));
        }
    }

    SocketChannel connect() throws IOException {
        var channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return channel;
    }

    SelectionKey register(SocketChannel channel, Exchange exchange) throws IOException {
        return channel.register(selector, SelectionKey.OP_READ, exchange);
    }

    private List<Exchange> answered(long pauseNanos, long deadline) {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException("The server stopped answering.");
        }
        try {
            long pauseMs = Math.min(1000, pauseNanos / 1_000_000);
            if (pauseMs > 0) {
                selector.select(pauseMs);
            } else {
                selector.selectNow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var done = new ArrayList<Exchange>();
        for (SelectionKey key : selector.selectedKeys()) {
            var exchange = (Exchange) key.attachment();
            if (key.isValid() && exchange.proceed(key)) {
                done.add(exchange);
            }
        }
        selector.selectedKeys().clear();
        return done;
    }

    @Override
    public void close() {
        open(0);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
