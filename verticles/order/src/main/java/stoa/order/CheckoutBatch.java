package stoa.order;

import static stoa.order.Columns.column;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stoa.messages.Json;
import stoa.platform.Config;
import stoa.tenancy.Ids;

/** The call of the SQL function {@code checkout_batch}: items and lines as arrays, one outcome for each item. */
final class CheckoutBatch {
    static final String CALL =
            "select r.item, r.outcome, r.placed_order, r.at, r.wrong_line, r.wrong_available from checkout_batch("
                    + Columns.placeholders(34)
                    + ") r";

    private record ItemLine(int item, Purchase.Line line) {}

    private CheckoutBatch() {}

    static Tuple arguments(List<Purchase> batch, Config.Checkout times) {
        var args = Tuple.tuple();
        addItems(args, batch);
        addLines(args, batch);
        return args.addLong(times.hold().toMillis())
                .addLong(times.maxHold().toMillis())
                .addLong(times.stall().toMillis());
    }

    private static void addItems(Tuple args, List<Purchase> batch) {
        args.addArrayOfUUID(column(batch, UUID[]::new, p -> p.caller().tenant()))
                .addArrayOfUUID(column(batch, UUID[]::new, p -> p.caller().actor()))
                .addArrayOfString(column(batch, String[]::new, Purchase::key))
                .addArrayOfBuffer(column(batch, Buffer[]::new, Purchase::hash))
                .addArrayOfUUID(column(batch, UUID[]::new, Purchase::orderId))
                .addArrayOfUUID(column(batch, UUID[]::new, _ -> Ids.next()))
                .addArrayOfString(column(batch, String[]::new, Purchase::number))
                .addArrayOfString(column(batch, String[]::new, p -> p.caller().locale()))
                .addArrayOfString(column(batch, String[]::new, Purchase::email))
                .addArrayOfString(column(batch, String[]::new, Purchase::name))
                .addArrayOfString(column(batch, String[]::new, Purchase::address))
                .addArrayOfString(column(batch, String[]::new, Purchase::currency))
                .addArrayOfLong(column(batch, Long[]::new, Purchase::total))
                .addArrayOfInteger(column(batch, Integer[]::new, Purchase::pieces))
                .addArrayOfString(column(batch, String[]::new, p -> Json.MAPPER.writeValueAsString(p.price())))
                .addArrayOfString(column(batch, String[]::new, Purchase::paymentToken))
                .addArrayOfUUID(column(batch, UUID[]::new, CheckoutBatch::cart))
                .addArrayOfInteger(column(batch, Integer[]::new, CheckoutBatch::cartVersion))
                .addArrayOfString(column(batch, String[]::new, p -> p.caller().correlationId()))
                .addArrayOfBuffer(column(batch, Buffer[]::new, Purchase::buyer));
    }

    private static void addLines(Tuple args, List<Purchase> batch) {
        var lines = IntStream.range(0, batch.size())
                .boxed()
                .flatMap(i -> batch.get(i).lines().stream().map(line -> new ItemLine(i + 1, line)))
                .toList();
        args.addArrayOfInteger(column(lines, Integer[]::new, ItemLine::item))
                .addArrayOfInteger(column(lines, Integer[]::new, l -> l.line().lineNo()))
                .addArrayOfUUID(column(lines, UUID[]::new, l -> l.line().variantId()))
                .addArrayOfUUID(column(lines, UUID[]::new, l -> l.line().productId()))
                .addArrayOfString(column(lines, String[]::new, l -> l.line().sku()))
                .addArrayOfString(column(lines, String[]::new, l -> l.line().name()))
                .addArrayOfString(column(
                        lines,
                        String[]::new,
                        l -> Objects.requireNonNullElse(l.line().imageUrl(), "")))
                .addArrayOfInteger(column(lines, Integer[]::new, l -> l.line().quantity()))
                .addArrayOfLong(column(lines, Long[]::new, l -> l.line().unitPrice()))
                .addArrayOfLong(column(lines, Long[]::new, l -> l.line().amount()))
                .addArrayOfUUID(column(lines, UUID[]::new, _ -> Ids.next()));
    }

    private static @Nullable UUID cart(Purchase purchase) {
        return purchase.cart() == null ? null : purchase.cart().cartId();
    }

    private static @Nullable Integer cartVersion(Purchase purchase) {
        return purchase.cart() == null ? null : purchase.cart().version();
    }

    /** The outcomes in the order of the items. */
    static List<Placement> placements(List<Purchase> batch, RowSet<Row> rows) {
        var placements = new Placement[batch.size()];
        rows.forEach(row -> placements[row.getInteger("item") - 1] = placement(row));
        return Arrays.asList(placements);
    }

    private static Placement placement(Row row) {
        return switch (row.getString("outcome")) {
            case "PLACED" -> new Placement.Placed(row.getUUID("placed_order"), Orders.instant(row, "at"));
            case "REPLAYED" -> new Placement.Replayed(row.getUUID("placed_order"));
            case "KEY_REUSED" -> new Placement.KeyReused();
            case "CART_ORDERED" -> new Placement.CartOrdered();
            case "CART_CHANGED" -> new Placement.CartChanged();
            case "OUT_OF_STOCK" -> new Placement.OutOfStock(shortages(row));
            case "LIMITED" -> new Placement.Limited(shortages(row));
            default -> throw new IllegalStateException("Unknown outcome of a checkout: " + row.getString("outcome"));
        };
    }

    private static List<Placement.Shortage> shortages(Row row) {
        var lines = row.getArrayOfIntegers("wrong_line");
        var available = row.getArrayOfIntegers("wrong_available");
        return IntStream.range(0, lines.length)
                .mapToObj(i -> new Placement.Shortage(lines[i], available[i]))
                .toList();
    }
}
