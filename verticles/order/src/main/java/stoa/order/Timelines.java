package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.order.AskChanges;
import stoa.messages.order.AskListChanges;
import stoa.messages.order.FulfilmentStatus;
import stoa.messages.order.KnownOrder;
import stoa.messages.order.LiveOrder;
import stoa.messages.order.OrderList;
import stoa.messages.order.OrderStatus;
import stoa.messages.order.PaymentStatus;
import stoa.platform.Refusal;
import stoa.tenancy.Tenancy;

/** What happened to orders: their timelines, and what somebody who looked away has missed. */
final class Timelines {
    /**
     * One version of an order.
     *
     * @param step what happened
     * @param by the account, where somebody had signed in
     * @param actor shopper, staff or system
     */
    record Entry(
            LiveOrder order,
            String step,
            String actor,
            @Nullable UUID by,
            String reason) {}

    // An order that is visible always has a row, so that "nothing new" is told from "no such order".
    private static final String EVENTS = "select " + Orders.LIVE
            + ", e.version, e.status as e_status, e.payment as e_payment, e.fulfilment as e_fulfilment, e.created_date as e_date,"
            + " e.step, e.created_by as e_by, e.actor, e.reason from orders o left join order_event e on e.order_id = o.id and e.version > $5 where o.id = $1 and "
            + Orders.VISIBLE + " order by e.version limit $6";
    // The newest ones, and those that the asker knows, wherever they stand by now.
    private static final String LIST = "select " + Orders.LIVE
            + " from orders o where %1$s and (o.id = any($3) or o.id in"
            + " (select o.id from orders o where %1$s order by o.created_date desc, o.id desc limit $2))"
            + " order by o.created_date desc, o.id desc";
    private static final String OWN_LIST = LIST.formatted("o.created_by = $1");
    private static final String SHOP_LIST = LIST.formatted("$1::uuid is null");

    private final Tenancy tenancy;

    Timelines(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    /**
     * The versions after this one, in order, at most {@link AskChanges#MOST}; 404 where the caller may not see the order.
     *
     * @param afterVersion 0 for the whole timeline
     */
    Future<List<Entry>> of(Caller caller, UUID orderId, int afterVersion) {
        var args = Orders.seenBy(caller, orderId).addInteger(afterVersion).addInteger(AskChanges.MOST);
        return tenancy.read(caller, sql -> sql.query(EVENTS, args)).map(rows -> {
            if (rows.size() == 0) {
                throw Refusal.notFound("order");
            }
            return Orders.list(rows, row -> entry(caller.tenant(), row)).stream()
                    .flatMap(Optional::stream)
                    .toList();
        });
    }

    /** The newest orders of a list at their present version, without those that are known at it already. */
    Future<List<LiveOrder>> of(Caller caller, AskListChanges ask) {
        boolean shop = ask.of() == OrderList.SHOP;
        if (shop ? !caller.may(OrderRecords.MANAGE) : caller.user() == null) {
            return Future.failedFuture(Refusal.notFound("list"));
        }
        var known = ask.known().stream()
                .limit(AskListChanges.MOST)
                .collect(Collectors.toMap(KnownOrder::orderId, KnownOrder::version, Math::max));
        var args = Tuple.of(
                shop ? null : caller.user(),
                Math.clamp(ask.limit(), 1, AskListChanges.MOST),
                known.keySet().toArray(UUID[]::new));
        return tenancy.read(caller, sql -> sql.query(shop ? SHOP_LIST : OWN_LIST, args))
                .map(rows -> Orders.list(rows, row -> Orders.live(caller.tenant(), row)).stream()
                        .filter(order -> !Integer.valueOf(order.version()).equals(known.get(order.orderId())))
                        .toList());
    }

    private static Optional<Entry> entry(UUID tenant, Row row) {
        Integer version = row.getInteger("version");
        if (version == null) {
            return Optional.empty();
        }
        var now = Orders.live(tenant, row);
        var then = new LiveOrder(
                tenant,
                now.orderId(),
                now.user(),
                now.number(),
                version,
                OrderStatus.valueOf(row.getString("e_status")),
                PaymentStatus.valueOf(row.getString("e_payment")),
                FulfilmentStatus.valueOf(row.getString("e_fulfilment")),
                now.total(),
                now.currency(),
                now.pieces(),
                now.contactName(),
                Orders.instant(row, "e_date"));
        return Optional.of(new Entry(
                then,
                row.getString("step"),
                row.getString("actor"),
                account(row.getUUID("e_by")),
                row.getString("reason")));
    }

    private static @Nullable UUID account(UUID actor) {
        return actor.equals(Caller.GUEST) || actor.equals(Caller.SYSTEM) ? null : actor;
    }
}
