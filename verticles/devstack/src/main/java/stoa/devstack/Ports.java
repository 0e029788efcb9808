package stoa.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** A default port that is taken moves to the next free one; a configured one is never moved. */
final class Ports {
    private static final int TRIES = 200;

    private final Set<Integer> given = new HashSet<>();

    /** The port, or the next one above that is free. */
    int from(int wanted) {
        for (int port = wanted; port < wanted + TRIES; port++) {
            if (!given.contains(port) && free(port)) {
                given.add(port);
                return port;
            }
        }
        throw new IllegalStateException("No port is free between " + wanted + " and " + (wanted + TRIES));
    }

    /** Free on every address, and on loopback: a server bound to only one of them would be shadowed or shadow us. */
    static boolean free(int port) {
        return bindable(new InetSocketAddress(port))
                && bindable(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean bindable(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
