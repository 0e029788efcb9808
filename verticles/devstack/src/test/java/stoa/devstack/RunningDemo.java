package stoa.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One demo with both shops for all tests of this module: embedded servers, free ports, a folder of its own. */
final class RunningDemo implements ParameterResolver {
    /** What tests are given. */
    record Demo(int port, int managementPort) {
        String shop(String slug) {
            return "http://" + slug + ".localhost:" + port;
        }
    }

    private record Opened(Stack stack, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stack.close();
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Demo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getRoot().getStore(Namespace.create(RunningDemo.class));
        Stack stack =
                store.getOrComputeIfAbsent("demo", key -> open(), Opened.class).stack();
        return new Demo(stack.port(), stack.managementPort());
    }

    private static Opened open() {
        try {
            Path folder = Files.createTempDirectory("stoa-demo");
            var stack = new Stack(
                    folder,
                    Map.of(
                            "STOA_HTTP_PORT",
                            Integer.toString(freePort()),
                            "STOA_MANAGEMENT_PORT",
                            Integer.toString(freePort()),
                            "STOA_LIVE_PORT",
                            Integer.toString(freePort())),
                    line -> {});
            stack.start();
            stoa.devstack.Demo.SHOPS.forEach(slug -> stack.open(DemoShop.read(slug)));
            return new Opened(stack, folder);
        } catch (Exception e) {
            throw new IllegalStateException("The demo did not start", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
