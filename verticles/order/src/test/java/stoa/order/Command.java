package stoa.order;

import java.util.List;

/**
 * What somebody does in a story. Orders are counted from the newest, and round again, so that every number means one and a story stays a
 * story when parts of it are left out.
 */
sealed interface Command {
    record Want(int article, int pieces) {}

    /** @param waits for the outcome, so that the saga runs at once; otherwise the order only stands there */
    record Buy(List<Want> lines, String token, boolean waits) implements Command {}

    record Cancel(int order) implements Command {}

    record CancelPieces(int order, int line, int pieces) implements Command {}

    /** @param pieces 0 for all that are left, of all lines */
    record Ship(int order, int line, int pieces) implements Command {}

    record Deliver(int order, int parcel) implements Command {}

    record Refund(int order, long amount) implements Command {}

    record Hold(int order) implements Command {}

    record Release(int order) implements Command {}

    record Receive(int article, int place, int pieces) implements Command {}

    record Count(int article, int place, int pieces) implements Command {}

    /** When the shop takes its money from now on. */
    record TakeMoney(boolean atShipment) implements Command {}

    /**
     * The saga goes on.
     *
     * @param answers that the provider gives before it falls silent
     * @param heeds whether it still does what it is asked then, and only its answer is lost
     */
    record Drive(int order, int answers, boolean heeds) implements Command {}

    /** The provider has come to a decision; nobody is told yet. */
    record Decide(int order, String outcome) implements Command {}

    /** Somebody at the provider gives money back; nobody is told yet. */
    record GiveBack(int order, int amount) implements Command {}

    /** The provider tells how the order's money stands. */
    record Webhook(int order, int times) implements Command {}

    /** The time to pay is over. */
    record TimeOver(int order) implements Command {}

    /** The last request once more, under its key. */
    record Again() implements Command {}

    /** At the same moment. */
    record Both(Command one, Command other) implements Command {}
}
