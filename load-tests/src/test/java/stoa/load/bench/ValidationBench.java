package stoa.load.bench;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import stoa.openapi.Contract;
import stoa.openapi.Incoming;
import stoa.openapi.Violation;

/** CPU time of the validation of a small order, warm, on one thread: the median of several stretches. load-tests/validation.sh runs it. */
final class ValidationBench {
    private static final int WARM_UP = 100_000;
    private static final int EACH = 20_000;
    private static final int STRETCHES = 9;
    private static final String BODY = """
            {"lines":[{"variantId":"0197c1d0-7a00-7000-8000-000000000011","quantity":2,"unitPrice":{"amount":12900,"currency":"EUR"}},
                      {"variantId":"0197c1d0-7a00-7000-8000-000000000012","quantity":1,"unitPrice":{"amount":4900,"currency":"EUR"}}],
             "contact":{"email":"mara@example.org","name":"Mara Lind"},
             "shippingAddress":{"name":"Mara Lind","line1":"Am Hang 3","postalCode":"80331","city":"München","country":"DE"},
             "payment":{"kind":"card","token":"tok_visa"}}""";
    private static final Map<String, List<String>> HEADERS =
            Map.of("content-type", List.of("application/json"), "idempotency-key", List.of("0197c1d0-key-1"));

    private ValidationBench() {}

    public static void main(String[] args) throws Violation {
        var operation = Contract.load().operation("createCheckout");
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        var threads = ManagementFactory.getThreadMXBean();
        var micros = new double[STRETCHES];
        long accepted = 0;
        for (int stretch = -1; stretch < STRETCHES; stretch++) {
            int times = stretch < 0 ? WARM_UP : EACH;
            long began = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                var request = new Incoming(
                        Map.of(),
                        null,
                        name -> HEADERS.getOrDefault(lower(name), List.of()),
                        name -> null,
                        Map.of(),
                        body);
                accepted += operation.accept(request).body() == null ? 0 : 1;
            }
            if (stretch >= 0) {
                micros[stretch] = (threads.getCurrentThreadCpuTime() - began) / 1000.0 / times;
            }
        }
        java.util.Arrays.sort(micros);
        System.out.printf(
                "validation of a checkout with two lines: %.1f µs of CPU (%.1f to %.1f; %d accepted)%n",
                micros[STRETCHES / 2], micros[0], micros[STRETCHES - 1], accepted);
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }
}
