package stoa.load.bench;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Stacks as a picture: a box as wide as its share of all samples, on top of its caller. Point at a box to read its name. */
final class FlameGraph {
    private static final int WIDTH = 1400;
    private static final int LINE = 16;
    private static final double SMALLEST = 0.7; // pixels; narrower boxes are left out
    private static final double PIXELS_PER_LETTER = 6.6;

    private static final class Node {
        final Map<String, Node> callees = new TreeMap<>();
        long samples;
    }

    private FlameGraph() {}

    /** @param stacks how often each was met; frames from the outermost in, separated by semicolons */
    static String svg(String title, Map<String, Long> stacks) {
        var root = new Node();
        stacks.forEach((stack, samples) -> {
            root.samples += samples;
            Node node = root;
            for (String frame : stack.split(";", -1)) {
                node = node.callees.computeIfAbsent(frame, f -> new Node());
                node.samples += samples;
            }
        });
        int height = (depth(root) + 3) * LINE;
        var svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"monospace\" font-size=\"11\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/><text x=\"8\" y=\"14\">%s (%d samples)</text>%n",
                WIDTH,
                height,
                escape(title),
                root.samples));
        draw(svg, root, 0, height - LINE, (double) WIDTH / Math.max(1, root.samples), root.samples);
        return svg.append("</svg>\n").toString();
    }

    private static int depth(Node node) {
        return 1
                + node.callees.values().stream()
                        .mapToInt(FlameGraph::depth)
                        .max()
                        .orElse(0);
    }

    private static void draw(StringBuilder svg, Node node, double left, int bottom, double pixels, long all) {
        double x = left;
        for (var entry : node.callees.entrySet()) {
            Node callee = entry.getValue();
            double width = callee.samples * pixels;
            if (width >= SMALLEST) {
                box(svg, entry.getKey(), x, bottom - LINE, width, 100.0 * callee.samples / all);
                draw(svg, callee, x, bottom - LINE, pixels, all);
            }
            x += width;
        }
    }

    private static void box(StringBuilder svg, String name, double x, int y, double width, double percent) {
        String shortName = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        int letters = (int) (width / PIXELS_PER_LETTER);
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s %.2f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" stroke=\"#fff\" stroke-width=\".5\"/>",
                escape(name),
                percent,
                x,
                y,
                width,
                LINE - 1,
                colour(name)));
        if (letters > 3) {
            String text = shortName.length() > letters ? shortName.substring(0, letters - 1) + "…" : shortName;
            svg.append(String.format(
                    Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + LINE - 5, escape(text)));
        }
        svg.append("</g>\n");
    }

    private static String colour(String name) {
        if (name.startsWith("stoa.")) {
            return "#f2a65a";
        }
        if (name.startsWith("io.netty") || name.startsWith("io.vertx")) {
            return "#9cc5a1";
        }
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.") ? "#c9d6df" : "#e8d6a0";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
