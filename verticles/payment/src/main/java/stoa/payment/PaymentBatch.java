package stoa.payment;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stoa.messages.payment.AuthorisePayment;
import stoa.messages.payment.SettlePayment;
import stoa.tenancy.Ids;

/** The call of the SQL function {@code payment_batch}: items as arrays, one outcome for each item. */
final class PaymentBatch {
    /**
     * @param payment after the batch; null where there is none, and for an event of the provider, whose teller does not ask
     * @param fresh whether its open operation was opened by this item, so that nobody else tells it to the provider
     * @param told whether others are told of it: the relay has work
     */
    record Written(@Nullable PaymentState payment, boolean fresh, boolean told) {}

    private static final int ARGUMENTS = 25;

    static final String CALL = "select b.item, " + Payments.columns("(b.now_payment).")
            + ", b.fresh, b.told from payment_batch("
            + IntStream.rangeClosed(1, ARGUMENTS).mapToObj(n -> "$" + n).collect(Collectors.joining(", ")) + ") b";

    private PaymentBatch() {}

    static Tuple arguments(String provider, List<PaymentWrite> batch) {
        var args = Tuple.of(provider);
        addWho(args, batch);
        addWishes(args, batch);
        addTold(args, batch);
        return args;
    }

    private static void addWho(Tuple args, List<PaymentWrite> batch) {
        args.addArrayOfUUID(column(batch, UUID[]::new, w -> w.caller().tenant()))
                .addArrayOfUUID(column(batch, UUID[]::new, w -> w.caller().actor()))
                .addArrayOfString(column(batch, String[]::new, w -> w.caller().correlationId()))
                .addArrayOfString(column(batch, String[]::new, PaymentBatch::kind))
                .addArrayOfUUID(column(batch, UUID[]::new, PaymentBatch::order))
                .addArrayOfUUID(column(batch, UUID[]::new, _ -> Ids.next()));
    }

    private static void addWishes(Tuple args, List<PaymentWrite> batch) {
        args.addArrayOfString(column(batch, String[]::new, PaymentBatch::intent))
                .addArrayOfLong(column(batch, Long[]::new, begin(AuthorisePayment::amount)))
                .addArrayOfString(column(batch, String[]::new, begin(AuthorisePayment::currency)))
                .addArrayOfInteger(column(batch, Integer[]::new, want(SettlePayment::orderVersion)))
                .addArrayOfLong(column(batch, Long[]::new, want(SettlePayment::captureTotal)))
                .addArrayOfLong(column(batch, Long[]::new, want(SettlePayment::refundTotal)))
                .addArrayOfBoolean(column(batch, Boolean[]::new, want(SettlePayment::releaseRest)));
    }

    private static void addTold(Tuple args, List<PaymentWrite> batch) {
        args.addArrayOfString(
                        column(batch, String[]::new, stands(i -> i.status().name())))
                .addArrayOfLong(
                        column(batch, Long[]::new, stands(i -> i.totals().authorised())))
                .addArrayOfLong(
                        column(batch, Long[]::new, stands(i -> i.totals().captured())))
                .addArrayOfLong(
                        column(batch, Long[]::new, stands(i -> i.totals().refunded())))
                .addArrayOfLong(
                        column(batch, Long[]::new, stands(i -> i.totals().voided())))
                .addArrayOfLong(
                        column(batch, Long[]::new, stands(i -> i.totals().fee())))
                .addArrayOfString(column(batch, String[]::new, stands(PaymentProvider.Intent::reason)))
                .addArrayOfString(column(batch, String[]::new, stands(PaymentProvider.Intent::actionUrl)))
                .addArrayOfString(column(batch, String[]::new, heard(PaymentWrite.Hear::eventId)))
                .addArrayOfString(column(batch, String[]::new, heard(PaymentWrite.Hear::type)))
                .addArrayOfUUID(column(batch, UUID[]::new, w -> tells(w) ? Ids.next() : null));
    }

    private static String kind(PaymentWrite write) {
        return switch (write) {
            case PaymentWrite.Begin ignored -> "BEGIN";
            case PaymentWrite.Want ignored -> "WANT";
            case PaymentWrite.Move ignored -> "MOVE";
            case PaymentWrite.Hear ignored -> "HEAR";
        };
    }

    /** What the provider tells by itself names its intent only. */
    static @Nullable UUID order(PaymentWrite write) {
        return switch (write) {
            case PaymentWrite.Begin begin -> begin.ask().orderId();
            case PaymentWrite.Want want -> want.ask().orderId();
            case PaymentWrite.Move move -> move.orderId();
            case PaymentWrite.Hear ignored -> null;
        };
    }

    private static @Nullable String intent(PaymentWrite write) {
        if (write instanceof PaymentWrite.Begin begin) {
            return begin.intentId();
        }
        var stands = stands(write);
        return stands == null ? null : stands.id();
    }

    private static PaymentProvider.@Nullable Intent stands(PaymentWrite write) {
        return switch (write) {
            case PaymentWrite.Move move -> move.stands();
            case PaymentWrite.Hear hear -> hear.stands();
            case PaymentWrite.Begin ignored -> null;
            case PaymentWrite.Want ignored -> null;
        };
    }

    private static boolean tells(PaymentWrite write) {
        return write instanceof PaymentWrite.Hear || (write instanceof PaymentWrite.Move move && move.tell());
    }

    private static <C> Function<PaymentWrite, @Nullable C> begin(Function<AuthorisePayment, C> value) {
        return write -> write instanceof PaymentWrite.Begin begin ? value.apply(begin.ask()) : null;
    }

    private static <C> Function<PaymentWrite, @Nullable C> want(Function<SettlePayment, C> value) {
        return write -> write instanceof PaymentWrite.Want want ? value.apply(want.ask()) : null;
    }

    private static <C> Function<PaymentWrite, @Nullable C> stands(Function<PaymentProvider.Intent, @Nullable C> value) {
        return write -> {
            var stands = stands(write);
            return stands == null ? null : value.apply(stands);
        };
    }

    private static <C> Function<PaymentWrite, @Nullable C> heard(Function<PaymentWrite.Hear, C> value) {
        return write -> write instanceof PaymentWrite.Hear hear ? value.apply(hear) : null;
    }

    private static <C> C[] column(
            List<PaymentWrite> rows, IntFunction<C[]> array, Function<PaymentWrite, ? extends @Nullable C> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** The outcomes in the order of the items. */
    static List<Written> written(List<PaymentWrite> batch, RowSet<Row> rows) {
        var written = new Written[batch.size()];
        rows.forEach(row -> written[row.getInteger("item") - 1] = new Written(
                row.getUUID("id") == null ? null : Payments.payment(row),
                row.getBoolean("fresh"),
                row.getBoolean("told")));
        return Arrays.asList(written);
    }
}
