package stoa.order;

import static stoa.order.Columns.column;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.tenancy.Ids;

/** The call of the SQL function {@code order_steps}: steps and the pieces that some of them name as arrays, a row for each order that moved. */
final class StepBatch {
    static final String CALL = "select * from order_steps(" + Columns.placeholders(25) + ")";

    /** A step of one order, from where it was seen. */
    record Step(Caller caller, Standing seen, Move move) {
        Step {
            if (Transition.of(seen.state(), move.step(), move.to()) == null) {
                throw new IllegalStateException(
                        move.step() + " does not lead from " + seen.state() + " to " + move.to());
            }
        }

        private StockEffect effect() {
            return Objects.requireNonNull(Transition.of(seen.state(), move.step(), move.to()))
                    .stock();
        }
    }

    private record Named(int item, Pieces.Part part) {}

    private StepBatch() {}

    /** @param again how long the saga of an order that is not settled may stand still before somebody looks after it */
    static Tuple arguments(List<Step> batch, Duration again) {
        var args = Tuple.tuple()
                .addArrayOfUUID(column(batch, UUID[]::new, s -> s.caller().tenant()))
                .addArrayOfUUID(column(batch, UUID[]::new, s -> s.caller().actor()))
                .addArrayOfUUID(column(batch, UUID[]::new, s -> s.seen().orderId()))
                .addArrayOfInteger(column(batch, Integer[]::new, s -> s.seen().version()))
                .addArrayOfUUID(column(batch, UUID[]::new, _ -> Ids.next()))
                .addArrayOfString(texts(batch, m -> m.step().name()));
        addStates(args, batch);
        return addPieces(
                args.addArrayOfString(
                                column(batch, String[]::new, s -> s.effect().name()))
                        .addArrayOfString(column(batch, String[]::new, s -> actor(s.caller())))
                        .addArrayOfString(texts(batch, Move::reason))
                        .addArrayOfString(
                                column(batch, String[]::new, s -> s.caller().correlationId()))
                        .addArrayOfLong(
                                column(batch, Long[]::new, s -> s.move().settles() ? null : (Long) again.toMillis())),
                batch);
    }

    private static void addStates(Tuple args, List<Step> batch) {
        args.addArrayOfString(texts(batch, m -> m.to().status().name()))
                .addArrayOfString(texts(batch, m -> m.to().payment().name()))
                .addArrayOfString(texts(batch, m -> m.to().fulfilment().name()))
                .addArrayOfLong(amounts(batch, Funds::toCapture))
                .addArrayOfLong(amounts(batch, Funds::toRefund))
                .addArrayOfLong(amounts(batch, Funds::captured))
                .addArrayOfLong(amounts(batch, Funds::refunded))
                .addArrayOfString(texts(batch, Move::hold))
                .addArrayOfString(texts(batch, Move::actionUrl));
    }

    private static Tuple addPieces(Tuple args, List<Step> batch) {
        var named = IntStream.range(0, batch.size())
                .boxed()
                .flatMap(i -> Objects.requireNonNullElse(batch.get(i).move().parts(), List.<Pieces.Part>of()).stream()
                        .map(part -> new Named(i + 1, part)))
                .toList();
        args.addArrayOfBoolean(column(batch, Boolean[]::new, s -> s.move().parts() != null))
                .addArrayOfInteger(column(named, Integer[]::new, Named::item));
        return Shipments.addParts(args, named.stream().map(Named::part).toList());
    }

    private static String[] texts(List<Step> batch, Function<Move, @Nullable String> value) {
        return column(batch, String[]::new, step -> value.apply(step.move()));
    }

    private static Long[] amounts(List<Step> batch, Function<Funds, Long> value) {
        return column(batch, Long[]::new, step -> value.apply(step.move().funds()));
    }

    /** Who moves the order, as its timeline says it. */
    private static String actor(Caller caller) {
        if (caller.may(Caller.SYSTEM_SCOPE)) {
            return "system";
        }
        return caller.may(OrderRecords.MANAGE) ? "staff" : "shopper";
    }

    /** Where each order stands now, in the order of the steps; empty where somebody else has moved it in the meantime. */
    static List<Optional<Standing>> outcomes(List<Step> batch, RowSet<Row> rows) {
        var outcomes = new ArrayList<>(Collections.nCopies(batch.size(), Optional.<Standing>empty()));
        rows.forEach(row -> {
            int place = row.getInteger("item") - 1;
            outcomes.set(place, Optional.of(moved(batch.get(place), row)));
        });
        return outcomes;
    }

    private static Standing moved(Step step, Row row) {
        var move = step.move();
        return new Standing(Orders.live(step.caller().tenant(), row), move.funds(), move.hold(), move.actionUrl());
    }
}
