package stoa.gateway;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where a request comes from: the connection's other end, or what the trusted proxies in front say of theirs. */
final class ClientAddress {
    private static final String UNKNOWN = "unknown";

    private final int trustedProxies;

    ClientAddress(int trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    /** Each trusted proxy has appended the address it saw; what stands further left was said by the client. */
    String of(HttpServerRequest request) {
        var nearest = host(request.remoteAddress());
        if (trustedProxies == 0) {
            return nearest;
        }
        var seen = String.join(",", request.headers().getAll("X-Forwarded-For")).split(",", -1);
        int at = seen.length - trustedProxies;
        var said = at >= 0 ? seen[at].strip() : "";
        return NetUtil.isValidIpV4Address(said) || NetUtil.isValidIpV6Address(said) ? said : nearest;
    }

    /** Who is limited together: an IPv4 address, or the /64 of an IPv6 one, which a single customer is given whole. */
    String group(HttpServerRequest request) {
        return group(of(request));
    }

    /** The same for the other end of a connection, whoever speaks through it. */
    static String group(@Nullable SocketAddress peer) {
        return group(host(peer));
    }

    private static String group(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8))
                : address;
    }

    private static String host(@Nullable SocketAddress peer) {
        return peer == null || peer.hostAddress() == null ? UNKNOWN : peer.hostAddress();
    }
}
