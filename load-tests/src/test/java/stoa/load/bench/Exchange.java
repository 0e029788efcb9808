package stoa.load.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection: a request out, its answer in. A broken connection is an answer with status 0; the next request gets a new one. */
final class Exchange {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Wire wire;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private byte[] in = new byte[1 << 16];
    private int received;
    private int whole; // length of the answer once its head is in, else 0
    private long since;
    private int status;
    private boolean busy;

    Exchange(Wire wire) {
        this.wire = wire;
    }

    /** @param from when it should have gone out */
    void send(byte[] request, long from) {
        since = from;
        received = 0;
        whole = 0;
        status = 0;
        busy = true;
        out = ByteBuffer.wrap(request);
        try {
            if (channel == null) {
                channel = wire.connect();
                key = wire.register(channel, this);
            }
            flush(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("The server takes no connection", e);
        }
    }

    private void flush(SocketChannel to) throws IOException {
        to.write(out);
        if (key != null) {
            key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    /** @return whether the answer to a request is complete */
    boolean proceed(SelectionKey ready) {
        boolean asked = busy;
        boolean over = read(ready);
        busy &= !over;
        return asked && over;
    }

    private boolean read(SelectionKey ready) {
        try {
            var open = (SocketChannel) ready.channel();
            if (ready.isWritable()) {
                flush(open);
            }
            if (!ready.isReadable()) {
                return false;
            }
            int read = open.read(ByteBuffer.wrap(in, received, in.length - received));
            if (read < 0) {
                close();
                return true;
            }
            received += read;
            return complete();
        } catch (IOException e) {
            close();
            return true;
        }
    }

    private boolean complete() {
        if (whole == 0) {
            int head = endOfHead();
            if (head < 0) {
                grow(received + 1);
                return false;
            }
            status = digits(STATUS_AT);
            whole = head + length(head);
            grow(whole);
        }
        return received >= whole;
    }

    private void grow(int wanted) {
        if (wanted > in.length) {
            in = java.util.Arrays.copyOf(in, Math.max(wanted, 2 * in.length));
        }
    }

    private int endOfHead() {
        for (int i = 3; i < received; i++) {
            if (in[i] == '\n' && in[i - 1] == '\r' && in[i - 2] == '\n' && in[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private int length(int head) {
        for (int i = 0; i < head - LENGTH.length; i++) {
            if (in[i] == '\n' && named(i + 1)) {
                int at = i + 1 + LENGTH.length;
                while (in[at] == ' ') {
                    at++;
                }
                return digits(at);
            }
        }
        if (status == 204 || status == 304) {
            return 0;
        }
        throw new IllegalStateException("An answer without Content-Length:\n"
                + new String(in, 0, head, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
    }

    private boolean named(int at) {
        for (int n = 0; n < LENGTH.length; n++) {
            if ((in[at + n] | 0x20) != (LENGTH[n] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private int digits(int at) {
        int number = 0;
        for (int i = at; in[i] >= '0' && in[i] <= '9'; i++) {
            number = 10 * number + in[i] - '0';
        }
        return number;
    }

    int status() {
        return status;
    }

    long since() {
        return since;
    }

    /** The answer's body, until the next request goes out. */
    String body() {
        int head = endOfHead();
        return new String(in, head, whole - head, StandardCharsets.UTF_8);
    }

    void close() {
        status = 0;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is gone either way.
        }
        channel = null;
        key = null;
    }
}
