package stoa.realtime;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that answers no ping and reads only when it is told to: its frames are its own (RFC 6455 section 5.2). */
final class DeafSocket implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private static final int SMALL_WINDOW = 4096;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x8;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTE_LENGTH = 126;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    DeafSocket(int port) throws IOException {
        socket.setReceiveBufferSize(SMALL_WINDOW); // what it does not read stays with the server
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write("""
                GET /api/v1/live HTTP/1.1\r
                Host: shop.localhost\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """.getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (head.indexOf("HTTP/1.1 101 ") != 0) {
            throw new IllegalStateException(head.toString());
        }
    }

    /** Up to 64 KiB, masked with a key of zeros: it stays as it is. */
    void say(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length < TWO_BYTE_LENGTH) {
            out.write(new byte[] {(byte) TEXT, (byte) (MASKED | payload.length), 0, 0, 0, 0});
        } else {
            out.write(new byte[] {
                (byte) TEXT,
                (byte) (MASKED | TWO_BYTE_LENGTH),
                (byte) (payload.length >> 8),
                (byte) payload.length,
                0,
                0,
                0,
                0
            });
        }
        out.write(payload);
    }

    /** The text that comes next; pings are not answered. */
    String hear() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte();
            var payload = payload();
            if (opcode == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
        }
    }

    /** Reads all there is, up to the frame that closes. */
    int closeCode() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0xF;
            var payload = payload();
            if (opcode == CLOSE) {
                return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
            }
        }
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte();
        var payload = new byte[length == TWO_BYTE_LENGTH ? in.readUnsignedShort() : length];
        try {
            in.readFully(payload);
        } catch (EOFException e) {
            throw new AssertionError("Cut in the middle of a frame", e);
        }
        return payload;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
