package stoa.order;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import stoa.messages.Caller;
import stoa.tenancy.ConstraintViolated;
import stoa.tenancy.Tenancy;

/**
 * Numbers that people read to each other. Random ones do not tell the next one: ten letters of 5 bits each; two equal ones in one shop are
 * refused by the database, and the checkout takes another: at a million orders the odds are one in two thousand. Counted ones grow, with gaps: each verticle takes a
 * block of them, so that checkouts do not queue for one row. Belongs to one event loop.
 */
final class OrderNumbers {
    /** Crockford's base 32: nothing that looks like something else. */
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int BITS = 5;
    private static final int HALF = 5;

    private static final int BLOCK = 20;

    /** Nobody wants to be the first customer. */
    private static final long FIRST = 1001;

    private static final int MOST_TENANTS = 10_000;

    private static final String TAKE = "insert into order_counter as c (next_number) values ($1::bigint + $2::bigint)"
            + " on conflict (tenant_id) do update set next_number = c.next_number + $2::bigint returning c.next_number";

    /** Numbers that are this verticle's to give, from the next one up to the end. */
    private static final class Block {
        private long next;
        private final long end;

        Block(long next, long end) {
            this.next = next;
            this.end = end;
        }
    }

    private final Tenancy tenancy;
    private final SecureRandom random;
    private final Map<UUID, Future<Block>> blocks = new HashMap<>();

    OrderNumbers(Tenancy tenancy) {
        this.tenancy = tenancy;
        try {
            random = SecureRandom.getInstance(
                    "DRBG"); // in memory (NIST SP 800-90A): the event loop does not read a device
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it (java.security)
        }
        random.nextLong(); // seeds itself now rather than in the first checkout
    }

    /** Whether the shop has given the number of this order before. */
    static boolean isTaken(Throwable failure) {
        return failure instanceof ConstraintViolated broken
                && broken.constraint().equals("orders_number");
    }

    Future<String> next(Caller caller, OrderRules.Rule rule) {
        var number = switch (rule.numbers()) {
            case RANDOM -> Future.succeededFuture(random());
            case COUNTED -> counted(caller);
        };
        return number.map(rule.numberPrefix()::concat);
    }

    private Future<String> counted(Caller caller) {
        if (blocks.size() >= MOST_TENANTS) {
            blocks.clear(); // their rest becomes a gap
        }
        var block = blocks.computeIfAbsent(caller.tenant(), _ -> take(caller));
        return block.compose(
                mine -> {
                    if (mine.next < mine.end) {
                        return Future.succeededFuture(Long.toString(mine.next++));
                    }
                    blocks.remove(caller.tenant(), block);
                    return counted(caller);
                },
                failed -> {
                    blocks.remove(caller.tenant(), block);
                    return Future.failedFuture(failed);
                });
    }

    private Future<Block> take(Caller caller) {
        return tenancy.call(caller, TAKE, Tuple.of(FIRST, (long) BLOCK), rows -> {
            long end = rows.iterator().next().getLong("next_number");
            return new Block(end - BLOCK, end);
        });
    }

    private String random() {
        long bits = random.nextLong();
        var number = new StringBuilder(2 * HALF + 1);
        for (int i = 0; i < 2 * HALF; i++) {
            if (i == HALF) {
                number.append('-');
            }
            number.append(LETTERS.charAt((int) (bits & (1 << BITS) - 1)));
            bits >>>= BITS;
        }
        return number.toString();
    }
}
