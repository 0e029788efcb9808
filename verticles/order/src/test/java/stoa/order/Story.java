package stoa.order;

import static stoa.order.ModelShop.OK;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.order.ModelShop.Step;
import stoa.testkit.Outcome;

/** One shop twice, in memory and real: what is done to both must be answered alike and leave both alike. */
final class Story {
    private static final String ONE = "one";
    private static final String OTHER = "other";

    private final StoryGround real;
    private ModelShop model;
    private int bought;
    private int steps;

    Story(StoryGround real, ModelShop.Mistake mistake) {
        this.real = real;
        model = real.open(mistake);
    }

    int steps() {
        return steps;
    }

    /** Does it to both, and compares them. */
    void then(Command command) {
        steps++;
        model.said.clear();
        switch (command) {
            case Command.Both both -> together(both);
            case Command.Decide decide -> decide(decide);
            case Command.GiveBack back -> giveBack(back);
            case Command.Webhook webhook -> tell(webhook);
            case Command.Again _ -> {
                if (real.asked()) {
                    model.said.put(ONE, OK);
                    compare(Map.of(ONE, Outcome.of(real.again())));
                }
            }
            default -> alone(command);
        }
    }

    private void alone(Command command) {
        var deed = deed(command, ONE);
        if (deed == null) {
            return;
        }
        model.run(deed.model());
        compare(Map.of(ONE, Outcome.of(deed.real().begin())));
    }

    @FunctionalInterface
    private interface Real {
        Future<String> begin();
    }

    /** A command about things that are there: what the model does, and what the shop is asked. */
    private record Deed(Step model, Real real) {}

    private static Step say(String who, String what) {
        return shop -> {
            shop.said.put(who, what);
            return null;
        };
    }

    @FunctionalInterface
    private interface Act {
        String on(ModelShop shop, ModelOrder order);
    }

    /** Null where there is nothing to do it to. */
    private @Nullable Deed deed(Command command, String who) {
        return switch (command) {
            case Command.Buy buy -> buy(buy, who);
            case Command.Receive move -> move(who, move.article(), move.place(), move.pieces(), false);
            case Command.Count count -> move(who, count.article(), count.place(), count.pieces(), true);
            case Command.TakeMoney take ->
                new Deed(
                        shop -> {
                            shop.atShipment = take.atShipment();
                            return say(who, OK).take(shop);
                        },
                        () -> real.takeMoney(take.atShipment()));
            case Command.Cancel cancel -> act(who, cancel.order(), "cancelOrder", reason(), ModelShop::cancel);
            case Command.Hold hold -> act(who, hold.order(), "holdOrder", reason(), (s, o) -> s.hold(o, true));
            case Command.Release off -> act(who, off.order(), "releaseOrder", reason(), (s, o) -> s.hold(o, false));
            case Command.Refund refund -> refund(refund, who);
            case Command.CancelPieces pieces -> cancelPieces(pieces, who);
            case Command.Ship ship -> ship(ship, who);
            case Command.Deliver deliver -> deliver(deliver, who);
            case Command.Drive drive -> drive(drive, who);
            case Command.TimeOver over -> timeOver(over, who);
            case Command.Decide _, Command.GiveBack _, Command.Webhook _, Command.Again _, Command.Both _ -> null;
        };
    }

    private static Map<String, Object> reason() {
        return Map.of("reason", "So it is");
    }

    private @Nullable Deed act(String who, int order, String operation, Object body, Act act) {
        var name = model.named(order);
        return name == null
                ? null
                : new Deed(
                        shop -> say(who, act.on(shop, shop.order(name))).take(shop),
                        () -> real.act(operation, name, body));
    }

    private Deed buy(Command.Buy buy, String who) {
        var name = "order " + ++bought;
        Step placed = shop -> {
            var said = Objects.requireNonNull(shop.buy(name, buy.lines(), buy.token()));
            shop.said.put(who, said);
            return said.equals(OK) && buy.waits() ? ModelSaga.answered(name)::take : null;
        };
        return new Deed(placed, () -> real.buy(name, buy));
    }

    private @Nullable Deed move(String who, int article, int place, int pieces, boolean counted) {
        return model.shelves.containsKey(List.of(article, place))
                ? new Deed(
                        shop -> say(who, shop.move(article, place, pieces, counted))
                                .take(shop),
                        () -> real.move(article, place, pieces, counted))
                : null;
    }

    private @Nullable Deed refund(Command.Refund refund, String who) {
        var body = Map.of("amount", Map.of("amount", refund.amount(), "currency", "EUR"), "reason", "So it is");
        return act(who, refund.order(), "refundOrder", body, (shop, order) -> shop.refund(order, refund.amount()));
    }

    /** Lines of an order are counted round, too. */
    private int line(int order, int line) {
        var rows = model.order(Objects.requireNonNull(model.named(order))).rows;
        return rows.get(line % rows.size()).line;
    }

    private static List<Map<String, Integer>> pieces(int line, int pieces) {
        return List.of(Map.of("lineNo", line, "quantity", pieces));
    }

    private @Nullable Deed cancelPieces(Command.CancelPieces some, String who) {
        if (model.orders.isEmpty()) {
            return null;
        }
        int line = line(some.order(), some.line());
        var body = Map.of("lines", pieces(line, some.pieces()), "reason", "So it is");
        return act(
                who,
                some.order(),
                "cancelOrderLines",
                body,
                (shop, order) -> shop.cancelPieces(order, line, some.pieces()));
    }

    private @Nullable Deed ship(Command.Ship ship, String who) {
        if (model.orders.isEmpty()) {
            return null;
        }
        int line = line(ship.order(), ship.line());
        Map<String, Object> body = ship.pieces() == 0 ? Map.of() : Map.of("lines", pieces(line, ship.pieces()));
        return act(who, ship.order(), "shipOrder", body, (shop, order) -> shop.ship(order, line, ship.pieces()));
    }

    private @Nullable Deed deliver(Command.Deliver deliver, String who) {
        var name = model.named(deliver.order());
        if (name == null || model.order(name).arrived.isEmpty()) {
            return null;
        }
        int parcel = deliver.parcel() % model.order(name).arrived.size();
        return new Deed(
                shop -> say(who, shop.deliver(shop.order(name), parcel)).take(shop), () -> real.deliver(name, parcel));
    }

    private @Nullable Deed drive(Command.Drive drive, String who) {
        var name = model.named(drive.order());
        if (name == null) {
            return null;
        }
        Step saga = new ModelSaga(name, drive.answers(), drive.heeds()).lookAgain();
        return new Deed(
                shop -> {
                    shop.said.put(who, OK);
                    return saga.take(shop);
                },
                () -> real.drive(name, drive.answers(), drive.heeds()));
    }

    private @Nullable Deed timeOver(Command.TimeOver over, String who) {
        var name = model.named(over.order());
        if (name == null) {
            return null;
        }
        return new Deed(
                shop -> {
                    shop.said.put(who, OK);
                    shop.order(name).over = true;
                    return ModelSaga.answered(name)::expired;
                },
                () -> {
                    real.timeOver(name);
                    return Future.succeededFuture(OK);
                });
    }

    /** What has not been decided may go either way; what is held may be let go. */
    private void decide(Command.Decide decide) {
        var name = model.named(decide.order());
        if (name == null || !model.provider.containsKey(name)) {
            return;
        }
        var books = model.books(name);
        boolean lapses = books.outcome.equals("AUTHORISED") && decide.outcome().equals("VOIDED");
        if ((books.undecided() && books.held > 0) || lapses) {
            books.outcome = decide.outcome();
            real.decide(name, decide.outcome());
        }
        compare(Map.of());
    }

    private void giveBack(Command.GiveBack back) {
        var name = model.named(back.order());
        if (name == null) {
            return;
        }
        var books = model.books(name);
        long amount = Math.min(back.amount(), books.captured - books.refunded);
        if (amount > 0) {
            books.giveBack(amount);
            real.giveBack(name, amount);
        }
        compare(Map.of());
    }

    private void tell(Command.Webhook webhook) {
        var name = model.named(webhook.order());
        if (name == null || model.books(name).outcome.equals("UNKNOWN")) {
            return;
        }
        for (int i = 0; i < webhook.times(); i++) {
            model.order(name).driven = true;
            model.run(ModelSaga.answered(name)::take);
            real.tell(name);
        }
        compare(Map.of());
    }

    private void compare(Map<String, String> said) {
        real.await(() -> real.still(), () -> compareNow(said));
        compareNow(said);
    }

    private void compareNow(Map<String, String> said) {
        var seen = real.look();
        if (!said.equals(model.said)) {
            throw new AssertionError(
                    "It was answered " + said + ", and should be " + model.said + "\n" + difference(seen));
        }
        if (!seen.lines().equals(sorted(model)) || !seen.versions().equals(versions(model))) {
            throw new AssertionError(difference(seen));
        }
    }

    private String difference(StoryGround.Seen seen) {
        return "The shop:\n  " + String.join("\n  ", seen.lines()) + "\n  versions " + seen.versions()
                + "\nthe model:\n  " + String.join("\n  ", sorted(model)) + "\n  versions " + versions(model);
    }

    private static List<String> sorted(ModelShop shop) {
        return shop.lines().stream().sorted().toList();
    }

    private static Map<String, Integer> versions(ModelShop shop) {
        var versions = new HashMap<String, Integer>();
        shop.orders.forEach((name, order) -> versions.put(name, order.version));
        return versions;
    }

    /** Two at the same moment: the shop must stand where one of the ways in which they may have met has led the model. */
    private void together(Command.Both both) {
        var one = deed(both.one(), ONE);
        var other = deed(both.other(), OTHER);
        if (one == null || other == null) {
            return;
        }
        var ways = new ArrayList<ModelShop>();
        ModelShop.together(model, one.model(), other.model(), ways::add);
        var begun = List.of(one.real().begin(), other.real().begin());
        var said = Map.of(ONE, Outcome.of(begun.getFirst()), OTHER, Outcome.of(begun.getLast()));
        real.await(() -> real.still(), () -> {
            throw new AssertionError("After " + both + " there is no rest: " + real.look());
        });
        var seen = real.look();
        var way = ways.stream()
                .filter(shop -> shop.said.equals(said)
                        && sorted(shop).equals(seen.lines())
                        && versions(shop).equals(seen.versions()))
                .findFirst();
        if (way.isEmpty()) {
            var led = ways.stream()
                    .map(shop -> shop.said + " " + sorted(shop) + " " + versions(shop))
                    .distinct()
                    .sorted()
                    .toList();
            throw new AssertionError("No way in which they may have met leads to " + said + " " + seen
                    + "; these are:\n  " + String.join("\n  ", led));
        }
        model = way.get();
    }
}
